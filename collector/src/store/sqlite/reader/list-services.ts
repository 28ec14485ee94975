import type { Signal } from "@spanglass/shared/model/signal";
import { SpanKind, StatusCode } from "@spanglass/shared/model/span";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import { unixNanosFromHalves } from "@spanglass/shared/units/time";
import { ColumnCursor } from "../../../columns/column-cursor.ts";
import { DUPLICATE_BIT, LOW_BYTE, LogColumn, PointColumn, SpanColumn } from "../../../columns/layout.ts";
import type { RowView } from "../../../columns/row-view.ts";
import { REQUEST_PARTS, type ServiceStats } from "../../api/telemetry-store.ts";
import { compareText } from "./compare-text.ts";
import { type HalvesRange, halvesRange, isWithin } from "./halves-range.ts";
import { LogTimes } from "./log-rows.ts";
import { NumberList, nearestRank } from "./number-list.ts";
import type { Rows } from "./part.ts";
import { RangeParts } from "./range-parts.ts";
import type { Snapshot } from "./snapshot.ts";

const UINT32 = 0x1_0000_0000;
const ROWS_PER_TURN = 8192;

/** What is added up for one service. Requests are its SERVER and CONSUMER spans; `all` serves when it has none. Repeats are only `spans`. */
class ServiceSums {
	readonly namespace: string;
	readonly name: string;
	readonly versions = new Set<string>();
	readonly instances = new Set<string>();
	readonly environments = new Set<string>();
	readonly requests = new NumberList();
	readonly all = new NumberList();
	readonly requestParts = new Uint32Array(REQUEST_PARTS);
	readonly allParts = new Uint32Array(REQUEST_PARTS);
	spans = 0;
	requestErrors = 0;
	errors = 0;
	firstHigh = 0xffff_ffff;
	firstLow = 0xffff_ffff;
	lastHigh = 0;
	lastLow = 0;

	constructor(namespace: string, name: string) {
		this.namespace = namespace;
		this.name = name;
	}

	see(high: number, low: number): void {
		if (high < this.firstHigh || (high === this.firstHigh && low < this.firstLow)) {
			this.firstHigh = high;
			this.firstLow = low;
		}
		if (high > this.lastHigh || (high === this.lastHigh && low > this.lastLow)) {
			this.lastHigh = high;
			this.lastLow = low;
		}
	}

	stats(): ServiceStats {
		const isServing = this.requests.count > 0;
		const durations = (isServing ? this.requests : this.all).sorted();
		return {
			namespace: this.namespace,
			name: this.name,
			spanCount: this.spans,
			requestCount: durations.length,
			errorCount: isServing ? this.requestErrors : this.errors,
			p50: nearestRank(durations, 0.5),
			p95: nearestRank(durations, 0.95),
			p99: nearestRank(durations, 0.99),
			versions: [...this.versions].sort(),
			instances: [...this.instances].sort(),
			environments: [...this.environments].sort(),
			requestCounts: [...(isServing ? this.requestParts : this.allParts)],
			firstSeen: unixNanosFromHalves(this.firstHigh, this.firstLow),
			lastSeen: unixNanosFromHalves(this.lastHigh, this.lastLow),
		};
	}
}

/** Sums by service, and for each view by the entity that an item's row names. */
class AllSums {
	readonly #services = new Map<string, ServiceSums>();
	readonly #environment: string | undefined;

	/** With an environment only its resources count. */
	constructor(wanted: string | undefined) {
		this.#environment = wanted;
	}

	/** The sums of a resource's service; its version and instance are noted. Sums that nobody asks for when it is of another environment. */
	ofResource(view: RowView, resource: number): ServiceSums {
		const { namespace, service, version, instance, environment } = view.emitter(resource);
		if (this.#environment !== undefined && environment !== this.#environment) return new ServiceSums("", "");
		const key = JSON.stringify([service, namespace]);
		const sums = this.#services.get(key) ?? new ServiceSums(namespace, service);
		this.#services.set(key, sums);
		if (version !== "") sums.versions.add(version);
		if (instance !== "") sums.instances.add(instance);
		if (environment !== "") sums.environments.add(environment);
		return sums;
	}

	sorted(): readonly ServiceSums[] {
		return [...this.#services.values()].sort((a, b) => compareText(a.name, b.name) || compareText(a.namespace, b.namespace));
	}
}

/** See `TelemetryReader.listServices`. Cost: one pass over the rows of all signals, one sort of durations per service. */
export async function listServices(range: TimeRange, wanted: string | undefined, snapshot: Snapshot): Promise<readonly ServiceStats[]> {
	const sums = new AllSums(wanted);
	const halves = halvesRange(range);
	const requestParts = new RangeParts(range, REQUEST_PARTS);
	for (const signal of ["traces", "logs", "metrics"] as const) {
		for (const part of snapshot.parts(signal)) {
			if (part.mayOverlap(range)) await addPart(signal, await part.open(), { sums, halves, requestParts, snapshot });
		}
	}
	const stats: ServiceStats[] = [];
	for (const service of sums.sorted()) {
		stats.push(service.stats());
		if (snapshot.pace.isDue()) await snapshot.pace.rest();
	}
	return stats;
}

interface Adding {
	readonly sums: AllSums;
	readonly halves: HalvesRange;
	readonly requestParts: RangeParts;
	readonly snapshot: Snapshot;
}

async function addPart(signal: Signal, rows: Rows, adding: Adding): Promise<void> {
	const { snapshot } = adding;
	const add = adder(signal, rows.view, adding);
	for (let start = rows.from; start < rows.to; start += ROWS_PER_TURN) {
		const end = Math.min(rows.to, start + ROWS_PER_TURN);
		for (let row = start; row < end; row++) add(row);
		if (snapshot.pace.isDue()) await snapshot.pace.rest();
	}
}

/** What adds one row, by signal. */
function adder(signal: Signal, view: RowView, adding: Adding): (row: number) => void {
	const { sums, halves } = adding;
	switch (signal) {
		case "traces":
			return spanAdder(view, adding);
		case "logs":
			return itemAdder({ column: LogColumn.source, resourceOf: (source) => view.logSource(source).resource }, new LogTimes(view), {
				view,
				sums,
				halves,
			});
		case "metrics":
			return itemAdder({ column: PointColumn.series, resourceOf: (series) => view.seriesRecord(series).resource }, new PointTimes(view), {
				view,
				sums,
				halves,
			});
	}
}

/** The time of the row read last. */
interface ItemTimes {
	readonly high: number;
	readonly low: number;
	read(row: number): void;
}

class PointTimes implements ItemTimes {
	high = 0;
	low = 0;
	readonly #timeHigh: ColumnCursor;
	readonly #timeLow: ColumnCursor;

	constructor(view: RowView) {
		this.#timeHigh = new ColumnCursor(view, PointColumn.timeHigh);
		this.#timeLow = new ColumnCursor(view, PointColumn.timeLow);
	}

	read(row: number): void {
		this.high = this.#timeHigh.at(row);
		this.low = this.#timeLow.at(row);
	}
}

interface HeadColumn {
	readonly column: number;
	readonly resourceOf: (head: number) => number;
}

interface AdderContext {
	readonly view: RowView;
	readonly sums: AllSums;
	readonly halves: HalvesRange;
}

/** Log records and points only tell that their service was there. */
function itemAdder({ column, resourceOf }: HeadColumn, times: ItemTimes, { view, sums, halves }: AdderContext): (row: number) => void {
	const byHead = new Map<number, ServiceSums>();
	const heads = new ColumnCursor(view, column);
	return (row) => {
		times.read(row);
		const { high, low } = times;
		if (!isWithin(halves, high, low)) return;
		const head = heads.at(row);
		let service = byHead.get(head);
		if (service === undefined) {
			service = sums.ofResource(view, resourceOf(head));
			byHead.set(head, service);
		}
		service.see(high, low);
	};
}

interface OperationSums {
	readonly service: ServiceSums;
	readonly isRequest: boolean;
}

function spanAdder(view: RowView, { sums, halves, requestParts }: Adding): (row: number) => void {
	const byOperation: (OperationSums | undefined)[] = [];
	const cursor = (column: number) => new ColumnCursor(view, column);
	const [startHigh, startLow] = [cursor(SpanColumn.startHigh), cursor(SpanColumn.startLow)];
	const [endHigh, endLow] = [cursor(SpanColumn.endHigh), cursor(SpanColumn.endLow)];
	const operations = cursor(SpanColumn.operation);
	const bits = cursor(SpanColumn.bits);
	const find = (head: number): OperationSums => {
		const { resource, kind } = view.operation(head);
		const isRequest = kind === SpanKind.server || kind === SpanKind.consumer;
		return { service: sums.ofResource(view, resource), isRequest };
	};
	return (row) => {
		const high = startHigh.at(row);
		const low = startLow.at(row);
		if (!isWithin(halves, high, low)) return;
		const head = operations.at(row);
		let known = byOperation[head];
		if (known === undefined) {
			known = find(head);
			byOperation[head] = known;
		}
		const { service, isRequest } = known;
		const duration = Math.max(0, (endHigh.at(row) - high) * UINT32 + endLow.at(row) - low);
		const bitsOfRow = bits.at(row);
		const isError = (bitsOfRow & LOW_BYTE) === StatusCode.error;
		service.see(high, low);
		service.spans++;
		if ((bitsOfRow & DUPLICATE_BIT) !== 0) return;
		const part = requestParts.of(high, low);
		service.all.push(duration);
		service.allParts[part] = (service.allParts[part] as number) + 1;
		if (isError) service.errors++;
		if (!isRequest) return;
		service.requests.push(duration);
		service.requestParts[part] = (service.requestParts[part] as number) + 1;
		if (isError) service.requestErrors++;
	};
}
