/** Request bodies: read as they arrive, inflated in the thread pool, never more than the limit in memory. */
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { LIMITS } from "@spanglass/shared/model/limits";
import type { Lease } from "./admission.ts";
import { tooLarge, undecodable } from "./failure.ts";

const FIRST_BYTES = 256 * 1024;

export interface BodyOptions {
	/** Size on the wire when it was declared. */
	readonly declaredBytes: number | undefined;
	readonly gzip: boolean;
	readonly lease: Lease;
	/** Called once the body is wanted: the moment of `100 Continue`. */
	readonly begin: () => void;
}

/**
 * Read a body to its end.
 *
 * Result  a buffer of its own (not of a pool) with the body after decompression; empty for an empty body, gzip or not.
 * Throws  OtlpFailure too_large as soon as the wire or the inflated bytes pass the limit · undecodable (damaged gzip) ·
 *         overloaded (the lease) · the stream's own error when the client goes away. The source is left unread from there on.
 */
export async function readBody(source: Readable, { declaredBytes, gzip, lease, begin }: BodyOptions): Promise<Uint8Array> {
	if ((declaredBytes ?? 0) > LIMITS.requestBytes) throw tooLarge(LIMITS.requestBytes);
	if (!gzip && declaredBytes !== undefined) lease.check(declaredBytes);
	begin();
	return gzip ? readGzip(source, lease) : collect(source, lease.grow, declaredBytes);
}

/** The same for a compressed message that is already in memory. */
export async function inflate(message: Uint8Array, lease: Lease): Promise<Uint8Array> {
	if (message.byteLength === 0) return message;
	const gunzip = createGunzip({ chunkSize: 65_536 });
	gunzip.end(message);
	const body = await collect(gunzip, lease.grow).catch((error: unknown) => {
		gunzip.destroy();
		throw gzipFailure(error);
	});
	if (gunzip.bytesWritten < message.byteLength) throw undecodable("there are bytes after the end of the gzip data");
	return body;
}

async function readGzip(source: Readable, lease: Lease): Promise<Uint8Array> {
	const gunzip = createGunzip({ chunkSize: 65_536 });
	let wireBytes = 0;
	const count = (chunk: Uint8Array): void => {
		wireBytes += chunk.byteLength;
		if (wireBytes > LIMITS.requestBytes) gunzip.destroy(tooLarge(LIMITS.requestBytes));
	};
	const broken = (): void => {
		if (!source.readableEnded) gunzip.destroy(new Error("the client went away"));
	};
	source.on("data", count).once("close", broken).pipe(gunzip);
	try {
		const body = await collect(gunzip, lease.grow);
		if (gunzip.bytesWritten < wireBytes) throw undecodable("there are bytes after the end of the gzip data");
		return body;
	} catch (error) {
		if (wireBytes === 0 && source.readableEnded) return new Uint8Array(0);
		throw gzipFailure(error);
	} finally {
		source.off("data", count).off("close", broken).unpipe(gunzip);
		gunzip.destroy();
	}
}

/**
 * Memory and lease grow with what has arrived, never with what was announced: a client that announces 64 MiB and is silent would keep
 * everyone else out. `declaredBytes`: the most that can come (HTTP cuts a longer body).
 */
function collect(stream: Readable, grow: (bytes: number) => void, declaredBytes?: number): Promise<Uint8Array> {
	return new Promise((resolve, reject) => {
		const parts = declaredBytes === undefined ? createParts() : createGrowing(declaredBytes);
		const take = (chunk: Uint8Array): void => {
			try {
				if (parts.bytes() + chunk.byteLength > LIMITS.requestBytes) throw tooLarge(LIMITS.requestBytes);
				grow(chunk.byteLength);
				parts.add(chunk);
			} catch (error) {
				fail(error);
			}
		};
		const end = (): void => {
			stop();
			resolve(parts.join());
		};
		const fail = (error: unknown): void => {
			stop();
			reject(error);
		};
		const gone = (): void => fail(new Error("the client went away"));
		const stop = (): void => {
			stream.off("data", take).off("end", end).off("error", fail).off("close", gone).pause();
			stream.on("error", () => undefined);
		};
		stream.on("data", take).on("end", end).on("error", fail).on("close", gone);
	});
}

/** Collects chunks; `join` gives one buffer that owns its memory, so that it can move to another thread without a copy. */
interface Collected {
	add(chunk: Uint8Array): void;
	bytes(): number;
	join(): Uint8Array;
}

function createParts(): Collected {
	const chunks: Uint8Array[] = [];
	let total = 0;
	return {
		add: (chunk) => {
			chunks.push(chunk);
			total += chunk.byteLength;
		},
		bytes: () => total,
		join: () => {
			const whole = createWhole(total);
			for (const chunk of chunks) whole.add(chunk);
			return whole.join();
		},
	};
}

function createWhole(size: number): Collected {
	return createGrowing(size, size);
}

/** Begins with `first` bytes and doubles up to `most`; what has arrived moves with the memory. */
function createGrowing(most: number, first = Math.min(most, FIRST_BYTES)): Collected {
	let body = new Uint8Array(first);
	let filled = 0;
	return {
		add: (chunk) => {
			const needed = filled + chunk.byteLength;
			if (needed > body.byteLength) body = new Uint8Array(body.buffer.transfer(Math.max(needed, Math.min(most, 2 * body.byteLength))));
			body.set(chunk, filled);
			filled = needed;
		},
		bytes: () => filled,
		join: () => body.subarray(0, filled),
	};
}

function gzipFailure(error: unknown): unknown {
	const code = (error as NodeJS.ErrnoException | undefined)?.code ?? "";
	return /^Z_/.test(code) ? undecodable("the body is not valid gzip data") : error;
}
