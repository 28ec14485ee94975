import { SpanglassError } from "@spanglass/shared/model/errors";
import { textChunks } from "../../../query/text-chunks.ts";

const HELD_BYTES = 8 * 1024 * 1024;

export interface BodyBound {
	readonly limitBytes: number;
	/** The size of the whole, judged from the bytes of its beginning. */
	expectBytes(bytes: number): Promise<number>;
}

/**
 * A streamed body that is refused before its first byte when it would be too large.
 *
 * The beginning is held back up to 8 MiB; when there is more, its size is judged from that beginning. A judgement that was too low cuts the
 * stream at the limit: half an answer is never taken for a whole one.
 * Result  undefined when it would be too large.
 */
export async function boundedBody(texts: AsyncGenerator<string>, bound: BodyBound): Promise<AsyncIterable<Uint8Array> | undefined> {
	const chunks = textChunks(texts);
	const held: Uint8Array[] = [];
	let bytes = 0;
	while (bytes < HELD_BYTES) {
		const next = await chunks.next();
		if (next.done === true) return streamOf(held, undefined, bound.limitBytes);
		held.push(next.value);
		bytes += next.value.length;
	}
	if ((await bound.expectBytes(bytes)) <= bound.limitBytes) return streamOf(held, chunks, bound.limitBytes);
	await chunks.return(undefined);
	return undefined;
}

async function* streamOf(
	held: readonly Uint8Array[],
	rest: AsyncGenerator<Uint8Array> | undefined,
	limitBytes: number,
): AsyncGenerator<Uint8Array> {
	let bytes = 0;
	for (const chunk of held) {
		bytes += chunk.length;
		yield chunk;
	}
	if (rest === undefined) return;
	for await (const chunk of rest) {
		bytes += chunk.length;
		if (bytes > limitBytes) throw new SpanglassError("unavailable", "the answer grew beyond its limit");
		yield chunk;
	}
}
