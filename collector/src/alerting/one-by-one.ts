/** Work that takes turns, in the order in which it came; what fails does not stop what follows. */
export class OneByOne {
	#last: Promise<unknown> = Promise.resolve();

	run<T>(work: () => Promise<T>): Promise<T> {
		const turn = this.settled().then(work);
		this.#last = turn;
		return turn;
	}

	/** Resolves when what came so far is done. */
	async settled(): Promise<void> {
		await this.#last.catch(() => undefined);
	}
}
