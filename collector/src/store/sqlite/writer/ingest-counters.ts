/** What the status page counts: per signal, per reason, per sender. The table of senders is bounded: the quietest goes. */
import { LIMITS } from "@spanglass/shared/model/limits";
import { SIGNALS, type Signal } from "@spanglass/shared/model/signal";
import { type Clock, nanosNow } from "../../../self/clock.ts";
import type { IngestRequest, IngestResult } from "../../api/ingest-request.ts";
import type { RepairCounts, SenderStatus } from "../../api/writer-status.ts";
import type { IngestActivity } from "./ingest-activity.ts";
import type { ValidatedRequest } from "./prepare.ts";

type PerSignal = Record<Signal, number>;

function zeroPerSignal(): PerSignal {
	return { traces: 0, metrics: 0, logs: 0 };
}

function senderKey({ sender, encoding, compression }: IngestRequest, demo: boolean): string {
	return JSON.stringify([sender.transport, sender.peer, sender.userAgent, encoding, compression, demo]);
}

export class IngestCounters {
	readonly received = zeroPerSignal();
	readonly rejected = zeroPerSignal();
	readonly resent = zeroPerSignal();
	readonly removed = zeroPerSignal();
	readonly rejectedByReason: Record<string, number> = {};
	repaired: RepairCounts = { duplicateKeys: 0, invalidUtf8: 0, duplicateSpans: 0 };
	readonly #clock: Clock;
	readonly #activity: IngestActivity;
	/** Least recently seen first. */
	readonly #senders = new Map<string, SenderStatus>();

	constructor(clock: Clock, activity: IngestActivity) {
		this.#clock = clock;
		this.#activity = activity;
	}

	/** A request was acknowledged. `reasons` counts its rejected items. */
	countAcknowledged({ request, demo }: ValidatedRequest, result: IngestResult, reasons: ReadonlyMap<string, number>): void {
		const { signal } = request;
		if (result.resent) this.resent[signal]++;
		else {
			this.received[signal] += result.accepted + result.rejected;
			this.rejected[signal] += result.rejected;
			this.#activity.countRejected(result.rejected);
			for (const [reason, count] of reasons) this.countReason(reason, count);
		}
		this.#see(request, demo === "all", (status) => ({
			...status,
			items: status.items + (result.resent ? 0 : result.accepted + result.rejected),
			rejected: status.rejected + (result.resent ? 0 : result.rejected),
			resent: status.resent + (result.resent ? 1 : 0),
			lastMessage: result.message === "" ? status.lastMessage : result.message,
		}));
	}

	/** A request was refused whole, unread: it is the demo's when nothing but the demo came this way. */
	countRefused(request: IngestRequest, message: string): void {
		const demo = this.#senders.has(senderKey(request, true)) && !this.#senders.has(senderKey(request, false));
		this.#see(request, demo, (status) => ({ ...status, lastMessage: message }));
	}

	/** The demo was removed; `items` of it had been received since this start. */
	countRemoved(items: Readonly<PerSignal>): void {
		for (const signal of SIGNALS) this.removed[signal] += items[signal];
		for (const [key, { demo }] of this.#senders) if (demo) this.#senders.delete(key);
	}

	countRepaired({ duplicateKeys, invalidUtf8, duplicateSpans }: RepairCounts): void {
		this.repaired = {
			duplicateKeys: this.repaired.duplicateKeys + duplicateKeys,
			invalidUtf8: this.repaired.invalidUtf8 + invalidUtf8,
			duplicateSpans: this.repaired.duplicateSpans + duplicateSpans,
		};
	}

	countReason(reason: string, items: number): void {
		this.rejectedByReason[reason] = (this.rejectedByReason[reason] ?? 0) + items;
	}

	/** Most recently seen first. */
	listSenders(): readonly SenderStatus[] {
		return [...this.#senders.values()].reverse();
	}

	#see(request: IngestRequest, demo: boolean, change: (status: SenderStatus) => SenderStatus): void {
		const key = senderKey(request, demo);
		const known = this.#senders.get(key) ?? newSender(request, demo);
		this.#senders.delete(key);
		this.#senders.set(key, change({ ...known, requests: known.requests + 1, lastSeen: nanosNow(this.#clock) }));
		if (this.#senders.size <= LIMITS.senders) return;
		const [quietest] = this.#senders.keys();
		if (quietest !== undefined) this.#senders.delete(quietest);
	}
}

function newSender({ sender, encoding, compression }: IngestRequest, demo: boolean): Omit<SenderStatus, "lastSeen"> {
	return { sender, encoding, compression, requests: 0, items: 0, rejected: 0, resent: 0, lastMessage: "", demo };
}
