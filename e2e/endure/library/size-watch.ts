/** The largest sizes of the database's files, as the product tells them, while they are watched. */
import { getStatus } from "../../support/api.ts";
import type { Stack } from "../../support/stack.ts";

const EVERY_MS = 300;

export interface Sizes {
	readonly walBytes: number;
	readonly databaseBytes: number;
}

export class SizeWatch {
	readonly #timer: NodeJS.Timeout;
	#most: Sizes = { walBytes: 0, databaseBytes: 0 };

	constructor(stack: Stack) {
		this.#timer = setInterval(async () => {
			const now = await getStatus(stack).catch(() => this.#most);
			this.#most = {
				walBytes: Math.max(this.#most.walBytes, now.walBytes),
				databaseBytes: Math.max(this.#most.databaseBytes, now.databaseBytes),
			};
		}, EVERY_MS);
	}

	/** Stop watching. */
	end(): Sizes {
		clearInterval(this.#timer);
		return this.#most;
	}
}
