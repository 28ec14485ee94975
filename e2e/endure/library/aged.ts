/**
 * Telemetry older than any retention policy: it arrived when the product's clock was a month behind, so the next start begins to delete its
 * blocks. It is not among what must be there afterwards; whatever of it is there must be whole.
 */
import { startStack } from "../../support/stack.ts";
import { AckJournal } from "./ack-journal.ts";
import { Senders } from "./senders.ts";
import { SMALL_STORE, shiftedClock } from "./test-settings.ts";
import { wait, waitUntil } from "./wait.ts";

const BEHIND_MS = 32 * 24 * 3_600_000;
/** Apart from the numbers of other senders. */
const FIRST_NUMBER = 2 ** 40;
/** Quiet generations are sealed meanwhile: see SMALL_STORE. */
const SEALED_WITHIN_MS = 2500;

export class AgedTelemetry {
	readonly #journal = new AckJournal();
	readonly #senders = new Senders({ journal: this.#journal, firstNumber: FIRST_NUMBER, timeOffsetMs: -BEHIND_MS });

	/** Store so many requests more in the folder; nothing runs there before or after. */
	async add(folder: string, requests: number): Promise<void> {
		const stack = await startStack({ folder, env: { ...SMALL_STORE, ...shiftedClock(-BEHIND_MS) } });
		const goal = this.#senders.fates.stored + requests;
		const end = this.#senders.run(stack);
		await waitUntil(() => this.#senders.fates.stored >= goal, 30_000);
		await end();
		await this.#senders.settle(stack);
		await wait(SEALED_WITHIN_MS);
		await stack.kill();
	}

	/** Requests ever stored. */
	get stored(): number {
		return this.#senders.fates.stored;
	}

	remove(): Promise<void> {
		return this.#journal.remove();
	}
}
