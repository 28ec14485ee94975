/**
 * Holds requests back, unread and not acknowledged, while the writer is behind: so under load senders wait a little instead of being
 * refused. What waits is counted in flight, so the bound on that is the bound on it.
 */
export class Gate {
	readonly #isShut: () => boolean;
	#waiting: (() => void)[] = [];

	constructor(isShut: () => boolean) {
		this.#isShut = isShut;
	}

	/** Undefined: go on. Else resolves, in order of asking, when the writer has caught up. */
	pass(): Promise<void> | undefined {
		if (this.#waiting.length === 0 && !this.#isShut()) return undefined;
		return new Promise((resolve) => this.#waiting.push(resolve));
	}

	/** To be called whenever something was done that may open it, and now and then. */
	check(): void {
		if (this.#waiting.length === 0 || this.#isShut()) return;
		this.release();
	}

	/** Let everything through that waits. */
	release(): void {
		const waiting = this.#waiting;
		this.#waiting = [];
		for (const resolve of waiting) resolve();
	}
}
