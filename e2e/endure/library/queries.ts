/** Readers of the API that ask again and again while something is broken, and what they were told. */
import { wait } from "./wait.ts";

const PER_PATH = 2;
const MESSAGES_KEPT = 5;

export class Queries {
	readonly #paths: readonly string[];
	answered = 0;
	unavailable = 0;
	/** Neither answered nor refused with `unavailable` or `overloaded`. */
	wrong = 0;
	/** When the last whole answer came; `performance.now()`. */
	lastAnswered = 0;
	/** Duration of every whole answer, ms. */
	readonly durations: number[] = [];
	readonly messages: string[] = [];

	/** Below the API's base, with their query. */
	constructor(paths: readonly string[]) {
		this.#paths = paths;
	}

	/** Ask until the answer is called. */
	run(base: string, pauseMs = 10): () => Promise<void> {
		const state = { running: true };
		const loops = Array.from({ length: PER_PATH }, () => this.#paths.map((path) => this.#loop(base + path, state, pauseMs))).flat();
		return async () => {
			state.running = false;
			await Promise.all(loops);
		};
	}

	async #loop(url: string, state: { readonly running: boolean }, pauseMs: number): Promise<void> {
		while (state.running) {
			await this.#ask(url);
			await wait(pauseMs);
		}
	}

	async #ask(url: string): Promise<void> {
		const began = performance.now();
		try {
			const answer = await fetch(url);
			const text = await answer.text();
			if (answer.status === 200) {
				this.answered++;
				this.lastAnswered = performance.now();
				this.durations.push(this.lastAnswered - began);
			} else if (answer.status === 503 || answer.status === 429) this.unavailable++;
			else this.#note(`${answer.status} ${text.slice(0, 200)}`);
		} catch (error) {
			this.#note(error instanceof Error ? `${error.message} ${String(error.cause ?? "")}` : String(error));
		}
	}

	#note(message: string): void {
		this.wrong++;
		if (this.messages.length < MESSAGES_KEPT) this.messages.push(message);
	}
}
