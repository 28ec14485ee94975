/** From a request to its acknowledgement: admit, validate, recognise copies, join a group, commit. */
import { SpanglassError, toSpanglassError } from "@spanglass/shared/model/errors";
import type { Clock } from "../../../self/clock.ts";
import type { IngestRequest, IngestResult } from "../../api/ingest-request.ts";
import { addInFlight, type SharedCells } from "../shared-cells.ts";
import { type AdmissionBounds, admit } from "./admission.ts";
import type { CommitFeed } from "./commit-feed.ts";
import type { Gate } from "./gate.ts";
import { GroupCommit, type GroupMember } from "./group-commit.ts";
import type { IngestCounters } from "./ingest-counters.ts";
import type { Journal, JournalledRequest } from "./journal.ts";
import type { CommitTempo } from "./options.ts";
import { type PreparedRequest, prepare, type ValidatedRequest, validate } from "./prepare.ts";
import type { ResendMemory } from "./resend-memory.ts";
import type { CommittedRequest } from "./walk-queue.ts";

export interface IntakeOptions {
	readonly cells: SharedCells;
	readonly clock: Clock;
	readonly journal: Journal;
	readonly resends: ResendMemory;
	readonly counters: IngestCounters;
	readonly feed: CommitFeed;
	readonly tempo: CommitTempo;
	/** Undefined when main has admitted the request already. */
	readonly bounds: AdmissionBounds | undefined;
	readonly pollInbox: () => boolean;
	/** Where requests wait while the writer is behind. */
	readonly gate: Gate;
	/** Throws unavailable while the disk has no room. */
	readonly checkRoom: () => void;
	/** A group could not be committed. */
	readonly failed: (error: unknown) => void;
	/** A group is on disk and will be acknowledged; `bytes` is what the journal grew by. */
	readonly committed: (requests: readonly CommittedRequest[], bytes: number) => void;
}

interface Member extends GroupMember, JournalledRequest {
	readonly result: IngestResult;
	readonly acknowledge: (result: IngestResult) => void;
	readonly refuse: (error: SpanglassError) => void;
}

function resultOf({ accepted, validation }: ValidatedRequest): IngestResult {
	return { accepted, rejected: validation.rejected.length, message: validation.message, resent: false };
}

export class Intake {
	readonly #options: IntakeOptions;
	readonly #group: GroupCommit<Member>;
	#closed = false;

	constructor(options: IntakeOptions) {
		this.#options = options;
		this.#group = new GroupCommit({
			tempo: options.tempo,
			pollInbox: options.pollInbox,
			commit: (members) => this.#commit(members),
		});
	}

	/** See `TelemetryWriter.ingest`. Everything up to joining the group happens before this returns, unless the gate is shut. */
	async ingest(request: IngestRequest): Promise<IngestResult> {
		try {
			this.#admit(request);
			const opened = this.#options.gate.pass();
			if (opened !== undefined) await opened;
			return await this.#take(request);
		} catch (error) {
			const known = toSpanglassError(error);
			this.#options.counters.countRefused(request, known.message);
			throw known;
		}
	}

	/** Commit what has joined now. */
	commitQueued(): void {
		this.#group.close();
	}

	/** Commit what has joined, take nothing more. */
	close(): void {
		this.#closed = true;
		this.#options.gate.release();
		this.#group.close();
	}

	#checkOpen(): void {
		if (this.#closed) throw new SpanglassError("unavailable", "the collector is stopping", { retryAfterMs: 1000 });
	}

	#admit({ body }: IngestRequest): void {
		this.#checkOpen();
		const { bounds, cells } = this.#options;
		if (bounds !== undefined) admit(cells, body.length, bounds);
	}

	/** Bytes in flight are taken away here unless the request joins a group: then by the commit that fails or by its publication. */
	#take(request: IngestRequest): IngestResult | Promise<IngestResult> {
		const bytes = request.body.length;
		let joined = false;
		try {
			this.#checkOpen();
			this.#options.checkRoom();
			const validated = validate(request);
			if (validated.accepted === 0) return this.#answerEmpty(validated);
			const prepared = prepare(validated);
			const earlier = prepared.hash && this.#options.resends.find(prepared.hash, this.#options.clock.now());
			if (earlier !== undefined) return this.#answerCopy(validated, earlier);
			joined = true;
			return this.#join(prepared);
		} finally {
			if (!joined) addInFlight(this.#options.cells, -bytes);
		}
	}

	#answerEmpty(validated: ValidatedRequest): IngestResult {
		const { counters, feed } = this.#options;
		const { reasons } = validated.validation;
		const result = resultOf(validated);
		counters.countAcknowledged(validated, result, reasons);
		feed.addRejected(reasons);
		return result;
	}

	async #answerCopy(validated: ValidatedRequest, earlier: IngestResult | Promise<IngestResult>): Promise<IngestResult> {
		const result = { ...(await earlier), resent: true };
		this.#options.counters.countAcknowledged(validated, result, new Map());
		return result;
	}

	#join(prepared: PreparedRequest): Promise<IngestResult> {
		const { promise, resolve, reject } = Promise.withResolvers<IngestResult>();
		if (prepared.hash) this.#options.resends.hold(prepared.hash, promise);
		this.#group.add({
			prepared,
			arrivedAt: this.#options.clock.now(),
			bytes: prepared.request.body.length,
			result: resultOf(prepared),
			acknowledge: resolve,
			refuse: reject,
		});
		return promise;
	}

	#commit(members: readonly Member[]): void {
		try {
			const first = this.#options.journal.commit(members);
			const requests = members.map((member, at) => this.#acknowledge(member, first + at));
			this.#options.committed(
				requests,
				members.reduce((sum, { prepared }) => sum + prepared.compressed.length, 0),
			);
		} catch (error) {
			this.#options.failed(error);
			for (const member of members) this.#refuse(member, toSpanglassError(error));
		}
	}

	#acknowledge({ prepared, arrivedAt, bytes, result, acknowledge }: Member, sequence: number): CommittedRequest {
		const { counters, feed, resends } = this.#options;
		const { request, validation, hash } = prepared;
		if (hash) resends.settle(hash, sequence, arrivedAt);
		counters.countAcknowledged(prepared, result, validation.reasons);
		feed.addRejected(validation.reasons);
		acknowledge(result);
		const { body: protobuf, rejected, itemsLast, items } = validation;
		const storedBytes = prepared.compressed.length;
		return { sequence, arrivedAt, storedBytes, signal: request.signal, protobuf, rejected, itemsLast, items, bytes };
	}

	#refuse({ prepared, arrivedAt, bytes, refuse }: Member, error: SpanglassError): void {
		if (prepared.hash) this.#options.resends.settle(prepared.hash, undefined, arrivedAt);
		addInFlight(this.#options.cells, -bytes);
		refuse(error);
	}
}
