/** The largest resident memory of a process while it is watched. */
import { residentBytes } from "./process.ts";

const EVERY_MS = 100;

export class MemoryWatch {
	readonly #timer: NodeJS.Timeout;
	#peak = 0;

	constructor(pid: number) {
		this.#timer = setInterval(() => {
			this.#peak = Math.max(this.#peak, residentBytes(pid));
		}, EVERY_MS);
	}

	/** Stop watching. Result: bytes. */
	end(): number {
		clearInterval(this.#timer);
		return this.#peak;
	}
}
