/** A body that arrives in chunks from elsewhere and is read once: pushes on one side, an async iterable on the other. */
export interface ChunkStream {
	push(chunk: Uint8Array): void;
	end(): void;
	fail(error: Error): void;
	readonly body: AsyncIterable<Uint8Array>;
}

/** `onTaken` after each chunk that the reader is done with; `onDropped` when it stops before the end. */
export function createChunkStream(onTaken: () => void, onDropped: () => void): ChunkStream {
	const chunks: Uint8Array[] = [];
	let done = false;
	let failure: Error | undefined;
	let wake: () => void = () => undefined;

	async function* read(): AsyncGenerator<Uint8Array> {
		try {
			for (;;) {
				const chunk = chunks.shift();
				if (chunk !== undefined) {
					yield chunk;
					onTaken();
				} else if (failure !== undefined) throw failure;
				else if (done) return;
				else await new Promise<void>((resolve) => (wake = resolve));
			}
		} finally {
			if (!done && failure === undefined) onDropped();
		}
	}
	return {
		push: (chunk) => {
			chunks.push(chunk);
			wake();
		},
		end: () => {
			done = true;
			wake();
		},
		fail: (error) => {
			failure = error;
			wake();
		},
		body: read(),
	};
}
