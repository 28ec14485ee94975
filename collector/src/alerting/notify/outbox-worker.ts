/**
 * Works the outbox off. At least once: an entry waits until its receiver has taken it, was refused for good, or 24 hours have passed; a
 * message that was taken but not settled, because the process ended between the two, goes out again with the same keys.
 *
 *   due entries ─ by receiver, one message at a time each ─▶ by group ─▶ message ─▶ taken: settled
 *                                                                              └─▶ not taken: the receiver rests, 1 s … 5 min
 *
 * Receivers do not wait for each other; entries of one receiver keep their order, also over its rests.
 */
import { messageOf } from "@spanglass/shared/model/errors";
import type { Incident } from "@spanglass/shared/model/incident";
import type { AlertWriter, OutboxEntry, OutboxSettlement } from "../../store/api/alert-store.ts";
import { backOff, GIVE_UP_MS, isWorthAnotherTry } from "./back-off.ts";
import { CHANNELS } from "./channels/registry.ts";
import type { Deliver, Delivered } from "./deliver.ts";
import type { ToldAlert } from "./message.ts";
import type { Receivers, StoredReceiver } from "./receivers.ts";

export interface OutboxPorts {
	/** Unix milliseconds. */
	readonly clock: { now(): number };
	readonly writer: Pick<AlertWriter, "listDue" | "settleOutbox">;
	readonly receivers: Receivers;
	readonly deliver: Deliver;
	incident(id: number): Incident | undefined;
	readonly pageUrl: () => string;
	/** In [0, 1). */
	readonly random: () => number;
	readonly warn: (message: string) => void;
	/** Deliveries have changed. */
	readonly changed: () => void;
}

const BATCH = 1000;
/** The longest that nobody looks: a machine that slept, a clock that was set. */
const LONGEST_SLEEP_MS = 15_000;
/** What messages on their way get when the product stops. */
const STOP_MS = 1500;

/** A receiver that does not take messages now. */
interface Rest {
	readonly until: number;
	readonly failures: number;
}

export class OutboxWorker {
	readonly #ports: OutboxPorts;
	readonly #busy = new Map<string, Promise<void>>();
	readonly #rests = new Map<string, Rest>();
	#timer: NodeJS.Timeout | undefined;
	#passing: Promise<void> | undefined;
	#again = false;
	#isRunning = false;

	constructor(ports: OutboxPorts) {
		this.#ports = ports;
	}

	start(): void {
		this.#isRunning = true;
		this.wake();
	}

	/** Nothing new is begun; resolves when what is under way has ended, or soon: what is not settled then is sent again by the next start. */
	async stop(): Promise<void> {
		this.#isRunning = false;
		clearTimeout(this.#timer);
		let timer: NodeJS.Timeout | undefined;
		const enough = new Promise<void>((done) => {
			timer = setTimeout(done, STOP_MS);
		});
		await Promise.race([this.settled(), enough]);
		clearTimeout(timer);
	}

	/** Something may be due. */
	wake(): void {
		if (!this.#isRunning) return;
		if (this.#passing !== undefined) {
			this.#again = true;
			return;
		}
		clearTimeout(this.#timer);
		this.#passing = this.pass()
			.catch((error: unknown) => {
				this.#ports.warn(`the outbox could not be read: ${messageOf(error)}`);
				return undefined;
			})
			.then((nextAt) => {
				this.#passing = undefined;
				const soon = this.#again ? 0 : Math.max(0, (nextAt ?? Number.POSITIVE_INFINITY) - this.#ports.clock.now());
				this.#again = false;
				if (this.#isRunning) this.#timer = setTimeout(() => this.wake(), Math.min(soon, LONGEST_SLEEP_MS));
			});
	}

	/** Resolves when nothing is under way. */
	async settled(): Promise<void> {
		await this.#passing;
		while (this.#busy.size > 0) await Promise.all(this.#busy.values());
	}

	/** Begin with what is due; receivers that are busy go on with theirs. Result: when the next is due. */
	async pass(): Promise<number | undefined> {
		const now = this.#ports.clock.now();
		const { due, nextAt } = await this.#ports.writer.listDue(now, BATCH);
		const resting: OutboxSettlement[] = [];
		for (const [id, entries] of Map.groupBy(due, ({ receiver }) => receiver)) {
			if (this.#busy.has(id)) continue;
			const { until } = this.#rests.get(id) ?? { until: 0 };
			if (until > now) resting.push(...entries.map((entry) => put(entry, until)));
			else this.#begin(id, entries);
		}
		if (resting.length > 0) await this.#ports.writer.settleOutbox(resting);
		return Math.min(nextAt ?? Number.POSITIVE_INFINITY, ...resting.map(({ dueAt }) => dueAt));
	}

	#begin(id: string, entries: readonly OutboxEntry[]): void {
		const work = this.#serve(id, entries)
			.catch((error: unknown) => this.#rest(id, { error: messageOf(error) }))
			.finally(() => {
				this.#busy.delete(id);
				this.wake();
			});
		this.#busy.set(id, work);
	}

	/** What could not be written down is tried again after a rest: the disk may be full. */
	#rest(id: string, { error }: { readonly error: string }): void {
		const { failures } = this.#rests.get(id) ?? { failures: 0 };
		const until = this.#ports.clock.now() + backOff(failures + 1, undefined, this.#ports.random());
		this.#rests.set(id, { until, failures: failures + 1 });
		this.#ports.warn(`what became of messages to receiver ${id} could not be stored: ${error}`);
	}

	async #serve(id: string, entries: readonly OutboxEntry[]): Promise<void> {
		const receiver = this.#ports.receivers.get(id);
		if (receiver === undefined || !receiver.settings.enabled) {
			const error = receiver === undefined ? "there is no such receiver" : "the receiver is disabled";
			return this.#settle(entries.map((entry) => this.#ended(entry, "skipped", { ok: false, error, tookMs: 0 })));
		}
		const batches = batchesOf(entries, CHANNELS[receiver.settings.channel].maxAlerts);
		for (const [at, batch] of batches.entries()) {
			const delivered = await this.#send(receiver, batch);
			const isTaken = await this.#conclude(id, batch, delivered);
			if (isTaken) continue;
			const until = this.#rests.get(id)?.until ?? this.#ports.clock.now();
			return this.#settle(batches.slice(at + 1).flatMap((rest) => rest.map((entry) => put(entry, until))));
		}
	}

	#send({ settings, secrets }: StoredReceiver, batch: Batch): Promise<Delivered> {
		const told = ({ notification }: OutboxEntry): ToldAlert => {
			const incident = notification.incident === undefined ? undefined : this.#ports.incident(notification.incident);
			return { notification, suspicion: incident?.suspicion };
		};
		const [first, ...rest] = batch;
		return this.#ports.deliver(
			{
				receiver: settings,
				groupKey: first.groupKey,
				alerts: [told(first), ...rest.map(told)],
				pageUrl: this.#ports.pageUrl(),
				isTest: false,
				now: this.#ports.clock.now(),
			},
			secrets,
		);
	}

	/** Result: whether the receiver can be asked further. */
	async #conclude(id: string, batch: Batch, { result, retryAfterMs }: Delivered): Promise<boolean> {
		const now = this.#ports.clock.now();
		if (result.ok) {
			this.#rests.delete(id);
			await this.#settle(batch.map((entry) => this.#ended(entry, "delivered", result)));
			return true;
		}
		if (!isWorthAnotherTry(result.status)) {
			await this.#settle(batch.map((entry) => this.#ended(entry, "failed", result)));
			return true;
		}
		const failures = Math.max(this.#rests.get(id)?.failures ?? 0, ...batch.map(({ attempts }) => attempts)) + 1;
		const until = now + backOff(failures, retryAfterMs, this.#ports.random());
		this.#rests.set(id, { until, failures });
		await this.#settle(
			batch.map((entry) => {
				if (now - entry.createdAt >= GIVE_UP_MS) return this.#ended(entry, "failed", result);
				return { id: entry.id, state: "waiting", attempts: entry.attempts + 1, dueAt: until, updatedAt: now, result };
			}),
		);
		return false;
	}

	#ended(entry: OutboxEntry, state: "delivered" | "failed" | "skipped", result: OutboxSettlement["result"]): OutboxSettlement {
		const attempts = entry.attempts + (state === "skipped" ? 0 : 1);
		return { id: entry.id, state, attempts, dueAt: entry.dueAt, updatedAt: this.#ports.clock.now(), result };
	}

	async #settle(settlements: readonly OutboxSettlement[]): Promise<void> {
		if (settlements.length === 0) return;
		await this.#ports.writer.settleOutbox(settlements);
		this.#ports.changed();
	}
}

type Batch = readonly [OutboxEntry, ...OutboxEntry[]];

/** Of one group each and in order, at most so many. */
function batchesOf(entries: readonly OutboxEntry[], most: number): readonly Batch[] {
	const batches: Batch[] = [];
	for (const group of Map.groupBy(entries, ({ groupKey }) => groupKey).values())
		for (let at = 0; at < group.length; at += most) {
			const [first, ...rest] = group.slice(at, at + most);
			if (first !== undefined) batches.push([first, ...rest]);
		}
	return batches;
}

/** Not tried, only put off. */
function put({ id, attempts, updatedAt, createdAt, result }: OutboxEntry, dueAt: number): OutboxSettlement {
	return { id, state: "waiting", attempts, dueAt, updatedAt: updatedAt ?? createdAt, result };
}
