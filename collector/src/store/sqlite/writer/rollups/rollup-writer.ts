/**
 * Roll-ups of what is sealed: computed with the blocks of a generation, stored in the same transaction.
 *
 *   prepare ─▶ (the seal's transaction) store ─▶ committed: settle · taken back: store again
 */
import type { RowView } from "../../../../columns/row-view.ts";
import { rollUpSpans } from "../../../../rollup/roll-up-spans.ts";
import { type Sighting, sightingsOf } from "../../../../rollup/sightings.ts";
import { type SpanFactTable, spanFacts } from "../../../../rollup/span-facts.ts";
import { Subjects } from "../../../../rollup/subjects.ts";
import { WaitingLinks } from "../../../../rollup/waiting-links.ts";
import { PARTITION_CODE, type Partition } from "../../block-row.ts";
import { findDemo } from "../../demo-rows.ts";
import type { Connection } from "../../driver.ts";
import { INSTANCE_SQL, ROLLUP_SQL } from "../../sql/rollups.ts";
import { blobFromLinks, linksFromBlob } from "../../stored-links.ts";
import type { BlockFacts } from "../block-table.ts";
import type { RequestRows } from "../open-columns.ts";
import type { SealedSpans } from "../sealed-spans.ts";
import type { LogRollups, RowsOf, StoredTemplates } from "./log-rollups.ts";
import { newRollups } from "./new-rollups.ts";
import { RecentFacts } from "./recent-facts.ts";
import { storeSightings } from "./sightings-table.ts";
import type { NewRollup, StoredRollups } from "./stored-rollups.ts";

const PARTITIONS = ["main", "demo"] as const;
/** Numbers of things that spans say; beyond it all of them are given anew. */
const MOST_SUBJECTS = 200_000;

export interface RollupWriterOptions {
	readonly connection: Connection;
	readonly table: StoredRollups;
	readonly sealed: SealedSpans;
	readonly logs: LogRollups;
	readonly warn: (message: string) => void;
}

interface PreparedPartition {
	readonly partition: Partition;
	readonly sightings: readonly Sighting[];
	readonly packs: readonly NewRollup[];
	/** Of spans. */
	readonly facts: SpanFactTable | undefined;
	readonly links: WaitingLinks | undefined;
	readonly tooLate: number;
	/** Of log records. */
	readonly templates: readonly StoredTemplates[];
}

export type PreparedRollups = readonly PreparedPartition[];

interface PartitionState {
	readonly facts: RecentFacts;
	links: WaitingLinks;
	/** What is stored of them: nothing as long as there is none. */
	hasStoredLinks: boolean;
}

export class RollupWriter {
	readonly #options: RollupWriterOptions;
	#subjects = new Subjects();
	#states: Record<Partition, PartitionState>;

	constructor(options: RollupWriterOptions) {
		this.#options = options;
		this.#states = { main: this.#load("main"), demo: this.#load("demo") };
	}

	get byteLength(): number {
		return this.#states.main.facts.byteLength + this.#states.demo.facts.byteLength;
	}

	/** In slices of a few milliseconds. Nothing is changed but what `logs` has learnt. */
	*prepare(view: RowView, requests: readonly RequestRows[]): Generator<undefined, PreparedRollups, undefined> {
		if (this.#subjects.size > MOST_SUBJECTS) this.#beginAgain();
		const isDemo = findDemo(view);
		const lastArrival = requests.reduce((last, { arrivedAt }) => Math.max(last, arrivedAt), 0);
		const prepared: PreparedPartition[] = [];
		for (const partition of PARTITIONS) {
			if (partition === "demo" && isDemo === undefined) continue;
			const has = isDemo && ((row: number) => isDemo(row) === (partition === "demo"));
			const sightings = sightingsOf(view, requests, has);
			yield;
			const rows = { partition, has, lastArrival };
			const ofSpans = view.signal === "traces" ? yield* this.#rollUpSpans(view, rows) : NOTHING;
			const ofLogs = view.signal === "logs" ? yield* this.#options.logs.rollUp(view, rows) : undefined;
			prepared.push({ partition, sightings, templates: [], ...ofSpans, ...ofLogs });
		}
		return prepared;
	}

	/** In the transaction that stores the blocks. */
	store(prepared: PreparedRollups): void {
		const { connection, table, logs } = this.#options;
		let dropped = 0;
		let tooLate = 0;
		table.begin();
		for (const { partition, sightings, packs, links, ...counts } of prepared) {
			for (const pack of packs) table.add(pack);
			storeSightings(connection, partition, sightings);
			tooLate += counts.tooLate;
			if (links === undefined) continue;
			dropped += links.droppedEarly;
			this.#storeLinks(partition, links);
		}
		if (prepared.some(({ packs }) => packs.length > 0)) connection.run(ROLLUP_SQL.change, tooLate, dropped);
		for (const { partition, templates } of prepared) logs.store(partition, templates);
	}

	/** The transaction is committed: rows of the partitions are in these blocks. */
	settle(prepared: PreparedRollups, added: readonly BlockFacts[]): void {
		this.#options.table.settle();
		for (const { partition, facts, links, templates } of prepared) {
			this.#options.logs.settle(partition, templates);
			const state = this.#states[partition];
			const blocks = added.filter((block) => block.partition === partition).map(({ id }) => id);
			if (facts !== undefined) state.facts.add(blocks, facts);
			if (links === undefined) continue;
			state.links = links;
			state.hasStoredLinks = links.count > 0;
		}
	}

	/** These blocks have become another one, or are gone. */
	forget(blocks: readonly number[]): void {
		for (const partition of PARTITIONS) this.#states[partition].facts.forget(blocks);
	}

	/** In a transaction: everything of the demo. */
	removeDemo(): void {
		const { connection, table } = this.#options;
		table.begin();
		for (const { id, partition } of [...table.list()]) if (partition === "demo") table.remove(id);
		connection.run(ROLLUP_SQL.deleteLinks, PARTITION_CODE.demo);
		connection.run(INSTANCE_SQL.deletePartition, PARTITION_CODE.demo);
		this.#options.logs.removeDemo();
		connection.run(ROLLUP_SQL.change, 0, 0);
	}

	/** The transaction that removed the demo is committed. */
	settleDemo(): void {
		this.#options.table.settle();
		this.#options.logs.settleDemo();
		this.#states.demo = this.#newState("demo", new WaitingLinks());
	}

	*#rollUpSpans(view: RowView, { partition, has, lastArrival }: RowsOf): Generator<undefined, RolledUp, undefined> {
		const { facts: earlier, links: waiting } = this.#states[partition];
		const subjects = this.#subjects;
		const facts = yield* spanFacts({ view, from: 0, to: view.counts.rows, has }, subjects);
		const links = waiting.copy();
		const tables = yield* rollUpSpans({ facts, view, arrivedAt: lastArrival }, { subjects, earlier, links });
		yield;
		const packs: NewRollup[] = [];
		for (const rows of tables) {
			packs.push(...newRollups(rows, partition, lastArrival));
			yield;
		}
		let tooLate = 0;
		for (let trace = 0; trace < facts.traceCount; trace++) {
			if (!this.#options.sealed.hasOlder(facts.traces, trace * 4)) continue;
			tooLate += (facts.firstOf[trace + 1] as number) - (facts.firstOf[trace] as number);
		}
		return { packs, facts, links, tooLate };
	}

	#storeLinks(partition: Partition, links: WaitingLinks): void {
		if (links.count === 0 && !this.#states[partition].hasStoredLinks) return;
		const { connection } = this.#options;
		if (links.count === 0) connection.run(ROLLUP_SQL.deleteLinks, PARTITION_CODE[partition]);
		else connection.run(ROLLUP_SQL.putLinks, PARTITION_CODE[partition], blobFromLinks(links, this.#subjects));
	}

	#load(partition: Partition): PartitionState {
		const { connection, warn } = this.#options;
		const row = connection.get<{ readonly links: Uint8Array }>(ROLLUP_SQL.links, PARTITION_CODE[partition]);
		if (row === undefined) return this.#newState(partition, new WaitingLinks());
		try {
			return { ...this.#newState(partition, linksFromBlob(row.links, this.#subjects)), hasStoredLinks: true };
		} catch {
			warn("links that waited for their spans could not be read; edges of these are missing in the call graph");
			return { ...this.#newState(partition, new WaitingLinks()), hasStoredLinks: true };
		}
	}

	#newState(partition: Partition, links: WaitingLinks): PartitionState {
		const facts = new RecentFacts(this.#options.sealed, this.#subjects, partition === "demo");
		return { facts, links, hasStoredLinks: false };
	}

	#beginAgain(): void {
		const blobs = PARTITIONS.map((partition) => blobFromLinks(this.#states[partition].links, this.#subjects));
		this.#subjects = new Subjects();
		for (const [at, partition] of PARTITIONS.entries()) {
			const { hasStoredLinks } = this.#states[partition];
			const links = linksFromBlob(blobs[at] as Uint8Array, this.#subjects);
			this.#states[partition] = { ...this.#newState(partition, links), hasStoredLinks };
		}
	}
}

type RolledUp = Pick<PreparedPartition, "packs" | "facts" | "links" | "tooLate">;

const NOTHING: RolledUp = { packs: [], facts: undefined, links: undefined, tooLate: 0 };
