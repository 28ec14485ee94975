/** Roll-ups of spans that are in no block, of one thread: kept from question to question and brought up to date by each. */
import type { RowView } from "../../../../columns/row-view.ts";
import type { PackRows, RollupTable } from "../../../../rollup/pack.ts";
import { Subjects } from "../../../../rollup/subjects.ts";
import { WaitingLinks } from "../../../../rollup/waiting-links.ts";
import type { Partition } from "../../block-row.ts";
import { linksFromBlob } from "../../stored-links.ts";
import type { Pace } from "../pace.ts";
import type { Part, Rows } from "../part.ts";
import { OpenLogs } from "./open-logs.ts";
import { OpenSpans, type StepContext } from "./open-spans.ts";

/** Numbers of things that spans say; beyond it everything is begun again. */
const MOST_SUBJECTS = 200_000;
const PARTITIONS = ["main", "demo"] as const;

export interface OpenSources {
	/** Of spans, of one snapshot: blocks, then what is in none, in order of age. */
	readonly parts: readonly Part[];
	/** Rows of requests up to it are in blocks. */
	readonly watermark: number;
	/** Links that wait, as stored, of a partition. */
	readonly storedLinks: (partition: Partition) => Uint8Array | undefined;
	readonly pace: Pace;
}

interface Known {
	readonly from: number;
	readonly spans: readonly OpenSpans[];
}

/** None when they cannot be read: the writer says so. */
function linksOf(blob: Uint8Array | undefined, subjects: Subjects): WaitingLinks {
	if (blob === undefined) return new WaitingLinks();
	try {
		return linksFromBlob(blob, subjects);
	} catch {
		return new WaitingLinks();
	}
}

export class OpenRollups {
	readonly logs = new OpenLogs();
	#subjects = new Subjects();
	/** By the view of a generation: they go when nobody reads it any more. */
	#known = new WeakMap<RowView, Known>();
	/** Ends when nobody is at work; never fails. */
	#turn: Promise<void> = Promise.resolve();

	/**
	 * Packs of minute rows of everything that a snapshot sees and that is in no block; what has arrived since may be in them too.
	 *
	 * Cost  about 1 µs for each span that no question of this thread has seen.
	 */
	async packs(sources: OpenSources): Promise<(table: RollupTable) => readonly PackRows[]> {
		const open: Rows[] = [];
		for (const part of sources.parts) if (part.block === undefined) open.push(await part.open());
		const turn = this.#turn;
		const { promise, resolve } = Promise.withResolvers<void>();
		this.#turn = promise;
		try {
			await turn;
			const spans = await this.#bringUpToDate(open, sources);
			return (table) => spans.flatMap((each) => each.packs(table));
		} finally {
			resolve();
		}
	}

	async #bringUpToDate(open: readonly Rows[], sources: OpenSources): Promise<readonly OpenSpans[]> {
		if (this.#subjects.size > MOST_SUBJECTS) this.#beginAgain();
		const context = { blocks: sources.parts.filter(({ block }) => block !== undefined), pace: sources.pace };
		const before: Known[] = [];
		for (const rows of open) {
			const known = this.#of(rows, sources, before);
			before.push(known);
			await this.#advance(known, rows, context);
		}
		return before.flatMap(({ spans }) => spans);
	}

	#of({ view, from }: Rows, { watermark, storedLinks }: OpenSources, before: readonly Known[]): Known {
		const found = this.#known.get(view);
		if (found?.from === from) return found;
		const spans = PARTITIONS.map((partition, at) => {
			const older = before.flatMap((known) => known.spans[at] ?? []);
			const subjects = this.#subjects;
			return new OpenSpans({
				...{ view, from, partition, subjects, watermark, before: older },
				storedLinks: () => linksOf(storedLinks(partition), subjects),
			});
		});
		const known = { from, spans };
		this.#known.set(view, known);
		return known;
	}

	async #advance({ spans }: Known, { view, to }: Rows, context: StepContext): Promise<void> {
		try {
			for (const each of spans) await each.advance(to, context);
		} catch (error) {
			this.#known.delete(view);
			throw error;
		}
	}

	#beginAgain(): void {
		this.#subjects = new Subjects();
		this.#known = new WeakMap();
	}
}
