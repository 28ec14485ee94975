/** From a file to its text, decompressed where it is gzip, under a cap. */
import { LIMITS } from "@spanglass/shared/model/limits";

/** Why there is no text. large: more than `limitBytes` (after decompression) · gzip: cut off or damaged · unreadable: the browser could not read it. */
export type FileTextFault =
	| { readonly kind: "large"; readonly limitBytes: number }
	| { readonly kind: "gzip" }
	| { readonly kind: "unreadable"; readonly reason: string };

/** Thrown by `fileText`. */
export class FileTextError extends Error {
	readonly fault: FileTextFault;

	constructor(fault: FileTextFault) {
		super(`the file has no text: ${fault.kind}`);
		this.name = "FileTextError";
		this.fault = fault;
	}
}

const GZIP = [0x1f, 0x8b] as const;

/** Whether it is gzip is told by its first bytes, not by its name. Throws FileTextError. */
export async function fileText(file: Blob, limitBytes: number = LIMITS.localFileBytes): Promise<string> {
	let isGzip = false;
	try {
		const head = new Uint8Array(await file.slice(0, GZIP.length).arrayBuffer());
		isGzip = GZIP.every((byte, index) => head[index] === byte);
		if (!isGzip && file.size > limitBytes) throw new FileTextError({ kind: "large", limitBytes });
		const stream = isGzip ? file.stream().pipeThrough(new DecompressionStream("gzip")) : file.stream();
		return await readText(stream, limitBytes);
	} catch (error) {
		if (error instanceof FileTextError) throw error;
		if (isGzip) throw new FileTextError({ kind: "gzip" });
		throw new FileTextError({ kind: "unreadable", reason: error instanceof Error ? error.message : String(error) });
	}
}

async function readText(stream: ReadableStream<Uint8Array>, limitBytes: number): Promise<string> {
	const decoder = new TextDecoder();
	const reader = stream.getReader();
	const parts: string[] = [];
	let bytes = 0;
	for (let { value, done } = await reader.read(); !done; { value, done } = await reader.read()) {
		bytes += value?.byteLength ?? 0;
		if (bytes > limitBytes) {
			void reader.cancel();
			throw new FileTextError({ kind: "large", limitBytes });
		}
		parts.push(decoder.decode(value, { stream: true }));
	}
	return parts.join("") + decoder.decode();
}
