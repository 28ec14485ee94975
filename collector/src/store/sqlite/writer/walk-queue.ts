/**
 * Walks committed requests into the open columns after they were acknowledged, in order of sequence, in slices: between two slices
 * the thread takes in new requests and commits their groups.
 */
import type { Signal } from "@spanglass/shared/model/signal";
import type { Generation } from "../../../columns/generation.ts";
import type { RepairCounts } from "../../api/writer-status.ts";
import { type SignalColumns, walkInto } from "../signal-columns.ts";
import { crashPoint } from "./crash-points.ts";
import type { OpenColumns } from "./open-columns.ts";

export interface CommittedRequest {
	readonly sequence: number;
	/** Unix milliseconds. */
	readonly arrivedAt: number;
	/** Of its body in the journal. */
	readonly storedBytes: number;
	readonly signal: Signal;
	readonly protobuf: Uint8Array;
	readonly rejected: Uint32Array;
	/** See `Validation`. */
	readonly itemsLast: boolean;
	/** Items on the wire, rejected ones included. */
	readonly items: number;
	/** As counted in flight. */
	readonly bytes: number;
}

/** How a walk ended: what was repaired, or why its rows were taken back. */
export type WalkOutcome = { readonly repaired: RepairCounts } | { readonly fault: unknown };

export interface WalkQueueOptions {
	readonly columns: OpenColumns;
	/** Nobody else holds the bodies of requests: each gives its memory back when it is walked, instead of waiting for a collection. */
	readonly ownsBodies: boolean;
	/** The request's rows are the last ones in `columns` (or were taken back because the walk threw) and may be published. Must not throw. */
	readonly finished: (request: CommittedRequest, outcome: WalkOutcome, columns: Generation) => void;
}

/**
 * A turn of walking is short so that commits come in between, and longer the more is waiting: under load acknowledgements slow down
 * to what can be walked, long before bytes in flight reach their bound and requests are refused.
 */
const TURN_MS = 4;
const TURN_MS_PER_BYTE = 8 / 2 ** 20;
const LONGEST_TURN_MS = 60;
/** So little is walked before anything else goes on: queries wait for it. */
const LITTLE_BYTES = 2 ** 20;
/** Of a large request, per step. */
const SLICE_ITEMS = 2048;

interface Walk {
	readonly request: CommittedRequest;
	readonly target: SignalColumns;
	next: number;
	duplicateKeys: number;
}

export class WalkQueue {
	readonly #options: WalkQueueOptions;
	#waiting: CommittedRequest[] = [];
	#waitingBytes = 0;
	#walk: Walk | undefined;
	#turn: NodeJS.Immediate | undefined;

	constructor(options: WalkQueueOptions) {
		this.#options = options;
	}

	/** Of committed requests whose walk has not begun. */
	get waitingBytes(): number {
		return this.#waitingBytes;
	}

	add(requests: readonly CommittedRequest[]): void {
		for (const request of requests) {
			this.#waiting.push(request);
			this.#waitingBytes += request.bytes;
		}
		this.#turn ??= setImmediate(() => this.#takeTurn());
	}

	/** Walk what waits when that is little, a few milliseconds: to be called before work that takes longer. */
	finishLittle(): void {
		if (this.#waitingBytes + (this.#walk?.request.bytes ?? 0) <= LITTLE_BYTES) this.finishAll();
	}

	/** Walk everything that waits, without a pause. */
	finishAll(): void {
		while (this.#step());
	}

	close(): void {
		clearImmediate(this.#turn);
		this.#waiting = [];
		this.#waitingBytes = 0;
		this.#walk = undefined;
	}

	#takeTurn(): void {
		const end = performance.now() + Math.min(TURN_MS + this.#waitingBytes * TURN_MS_PER_BYTE, LONGEST_TURN_MS);
		let hasMore = this.#step();
		while (hasMore && performance.now() < end) hasMore = this.#step();
		this.#turn = hasMore ? setImmediate(() => this.#takeTurn()) : undefined;
	}

	/** Walk one slice; true when there is more. */
	#step(): boolean {
		const walk = this.#walk ?? this.#begin();
		if (walk === undefined) return false;
		this.#walk = walk;
		const { request, target } = walk;
		const from = walk.next;
		walk.next += SLICE_ITEMS;
		const range = { from, to: walk.next, itemsLast: request.itemsLast };
		try {
			walk.duplicateKeys += walkInto(target, request.protobuf, request.rejected, range).duplicateKeys;
		} catch (fault) {
			target.columns.rollback();
			this.#end(walk, { fault });
			return true;
		}
		if (walk.next >= request.items) this.#end(walk, undefined);
		return true;
	}

	#begin(): Walk | undefined {
		const request = this.#waiting.shift();
		if (request === undefined) return undefined;
		this.#waitingBytes -= request.bytes;
		crashPoint("before-columns");
		return { request, target: this.#options.columns.begin(request.signal, request.protobuf, request), next: 0, duplicateKeys: 0 };
	}

	#end({ request, target, duplicateKeys }: Walk, failure: { readonly fault: unknown } | undefined): void {
		this.#walk = undefined;
		const findings = this.#options.columns.finish(target);
		this.#options.finished(request, failure ?? { repaired: { duplicateKeys, ...findings } }, target.columns);
		if (this.#options.ownsBodies) release(request.protobuf);
	}
}

/** Give memory back at once. What V8 counts outside of its heap makes it mark all of it, every 64 MiB. */
function release({ buffer }: Uint8Array): void {
	if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}
