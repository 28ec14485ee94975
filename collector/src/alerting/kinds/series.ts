/** What a kind of rule loads: one series for each group, asked for values at moments that ascend. */
import type { AlertLabels } from "@spanglass/shared/model/alert";
import type { AlertRule, AlertScope } from "@spanglass/shared/model/alert-rule";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import { unixNanosFromMillis } from "@spanglass/shared/units/time";
import type { IngestHistory } from "../../store/api/ingest-activity.ts";
import type { QueryControl, TelemetryReader } from "../../store/api/telemetry-store.ts";

export const MINUTE_MS = 60_000;

/** A value in the kind's unit, and over how many items. */
export interface Measured {
	readonly value: number;
	readonly sample: number;
}

export interface Series {
	readonly labels: AlertLabels;
	/** Minutes since 1970 in which there was anything, ascending. */
	readonly minutes: readonly number[];
	/** The value of the window that ended at `at` (Unix ms), less the minute that runs; undefined: there was nothing in it. Cheap when `at` ascends. */
	measure(at: number): Measured | undefined;
}

/** Whole minutes since 1970, half-open. */
export interface MinuteRange {
	readonly from: number;
	readonly to: number;
}

export interface LoadContext {
	readonly source: AlertSource;
	readonly control: QueryControl;
	/** What main knows of the last hour's intake; undefined where it was not asked. */
	readonly ingest: IngestHistory | undefined;
}

/** What kinds ask of a store. */
export type AlertSource = Pick<
	TelemetryReader,
	| "sumRed"
	| "sumInstances"
	| "sumEdges"
	| "sumLogs"
	| "countLogs"
	| "listInstanceSightings"
	| "listMetrics"
	| "streamMetricPoints"
	| "groupErrors"
>;

export interface LoadedSeries {
	readonly series: readonly Series[];
	/** Sentences: what could not be looked at. */
	readonly warnings: readonly string[];
}

export interface AlertKindModule {
	/** How far before a moment the kind has to look for its value: whole minutes. */
	readonly reachMinutes: (rule: AlertRule) => number;
	/** Everything that values of moments in the range rest on. A rule of another kind is a bug. */
	load(rule: AlertRule, minutes: MinuteRange, context: LoadContext): Promise<LoadedSeries>;
}

export function minuteOf(at: number): number {
	return Math.floor(at / MINUTE_MS);
}

export function windowMinutes({ windowSeconds }: Pick<AlertRule, "windowSeconds">): number {
	return Math.max(1, Math.ceil(windowSeconds / 60));
}

export function rangeOf({ from, to }: MinuteRange): TimeRange {
	return { start: unixNanosFromMillis(Math.max(0, from) * MINUTE_MS), end: unixNanosFromMillis(to * MINUTE_MS) };
}

/** A scope as `where` of a question to roll-ups. */
export function whereOf({ environment, namespace, service }: AlertScope): { environment?: string; namespace?: string; service?: string } {
	return {
		...(environment === undefined ? {} : { environment }),
		...(namespace === undefined ? {} : { namespace }),
		...(service === undefined ? {} : { service }),
	};
}

/** What is fixed by the scope is a label of every alert. */
export function labelsOf(scope: AlertScope, key: Readonly<Record<string, unknown>>, groupBy: readonly string[]): AlertLabels {
	const fixed = Object.entries(scope).filter((entry): entry is [string, string] => entry[1] !== undefined);
	return Object.fromEntries([...fixed, ...groupBy.map((name) => [name, String(key[name] ?? "")] as const)]);
}

/** Cells of one group by minute, ascending. */
export type Cells<Cell> = readonly { readonly minute: number; readonly cell: Cell }[];

/**
 * Groups with their cells. A rule without groups has one, whatever there is.
 *
 * Owns  `add` may change the cell that it is given.
 */
export class CellGroups<Cell> {
	readonly #rule: AlertRule;
	readonly #create: () => Cell;
	readonly #groups = new Map<string, { readonly labels: AlertLabels; readonly cells: Map<number, Cell> }>();

	constructor(rule: AlertRule, create: () => Cell) {
		this.#rule = rule;
		this.#create = create;
		if (rule.groupBy.length === 0) this.#groups.set("{}", { labels: labelsOf(rule.scope, {}, []), cells: new Map() });
	}

	/** The cell of a key's group at a minute. */
	at(key: Readonly<Record<string, unknown>>, minute: number): Cell {
		const { scope, groupBy } = this.#rule;
		const name = groupBy.length === 0 ? "{}" : groupName(groupBy, key);
		const group = this.#groups.get(name) ?? { labels: labelsOf(scope, key, groupBy), cells: new Map<number, Cell>() };
		this.#groups.set(name, group);
		const cell = group.cells.get(minute) ?? this.#create();
		group.cells.set(minute, cell);
		return cell;
	}

	list(): readonly { readonly labels: AlertLabels; readonly cells: Cells<Cell> }[] {
		return [...this.#groups.values()].map(({ labels, cells }) => ({
			labels,
			cells: [...cells].sort(([a], [b]) => a - b).map(([minute, cell]) => ({ minute, cell })),
		}));
	}
}

/** The same text for the same values; asked for each row of an answer. */
function groupName(groupBy: readonly string[], key: Readonly<Record<string, unknown>>): string {
	const [only = ""] = groupBy;
	return groupBy.length === 1 ? `=${String(key[only] ?? "")}` : JSON.stringify(groupBy.map((dimension) => String(key[dimension] ?? "")));
}

/** A series for each group, of what `create` measures in its cells. */
export function seriesOf<Cell>(groups: CellGroups<Cell>, create: (cells: Cells<Cell>) => Series["measure"]): readonly Series[] {
	return groups.list().map(({ labels, cells }) => ({ labels, minutes: cells.map(({ minute }) => minute), measure: create(cells) }));
}

/** What a window keeps of the cells in it. `remove` takes back exactly what `add` brought. */
export interface WindowSum<Cell> {
	add(cell: Cell): void;
	remove(cell: Cell): void;
}

/** A window over cells that moves forward; moved back, it begins anew. */
export class SlidingWindow<Cell, Sum extends WindowSum<Cell>> {
	readonly #cells: Cells<Cell>;
	readonly #minutes: number;
	readonly #create: () => Sum;
	#sum: Sum;
	#first = 0;
	#next = 0;
	#end = Number.NEGATIVE_INFINITY;

	constructor(cells: Cells<Cell>, minutes: number, create: () => Sum) {
		this.#cells = cells;
		this.#minutes = minutes;
		this.#create = create;
		this.#sum = create();
	}

	/** Move to the window that ends before minute `end`. Result: its sum, until the next move; undefined: no cell is in it. */
	moveTo(end: number): Sum | undefined {
		if (end < this.#end) {
			this.#sum = this.#create();
			this.#first = 0;
			this.#next = 0;
		}
		this.#end = end;
		for (let at = this.#cells[this.#next]; at !== undefined && at.minute < end; at = this.#cells[++this.#next]) this.#sum.add(at.cell);
		for (let at = this.#cells[this.#first]; at !== undefined && at.minute < end - this.#minutes; at = this.#cells[++this.#first])
			this.#sum.remove(at.cell);
		return this.#next > this.#first ? this.#sum : undefined;
	}
}
