import type { TimeRange } from "@spanglass/shared/query/time-range";
import { unixNanosFromMillis } from "@spanglass/shared/units/time";
import type { AppReader, ServiceEntry } from "../store/api/app-store.ts";
import type { QueryControl, ServiceEdge, ServiceStats, TelemetryReader } from "../store/api/telemetry-store.ts";
import type { ServiceColors } from "./service-colors.ts";
import { listServicePairs } from "./service-pairs.ts";

export interface ServiceRow extends ServiceStats {
	readonly color: number;
	/** Requests per second over the range, or over the time in which the service was seen when the range is all of time. */
	readonly ratePerSecond: number;
	/** 0 .. 1; undefined without requests. */
	readonly errorRatio: number | undefined;
	/** Registered, but nothing of it arrived in the range: all numbers are zero, `lastSeen` is an arrival. */
	readonly silent: boolean;
}

export interface ServiceQueries extends Pick<TelemetryReader, "listServiceNames" | "listOperations" | "listDurations"> {
	/** See `listServicePairs`. */
	listPairs(range: TimeRange, control: QueryControl): Promise<readonly ServiceEdge[]>;
	/** Rows of the range by name, then namespace; without an environment also the silent ones, which the registry knows without environment. */
	list(range: TimeRange, environment: string | undefined, control: QueryControl): Promise<readonly ServiceRow[]>;
}

export function createServiceQueries(reader: TelemetryReader, app: AppReader, colors: ServiceColors): ServiceQueries {
	return {
		listServiceNames: (control) => reader.listServiceNames(control),
		listOperations: (service, range, control) => reader.listOperations(service, range, control),
		listPairs: (range, control) => listServicePairs(reader, range, control),
		listDurations: (query, control) => reader.listDurations(query, control),
		list: async (range, environment, control) => {
			const colorOf = colors.lookup();
			const stats = await reader.listServices(range, control, environment);
			const rows = stats.map((service) => ({
				...service,
				color: colorOf(service.name),
				ratePerSecond: requestRate(service, range),
				errorRatio: service.requestCount === 0 ? undefined : service.errorCount / service.requestCount,
				silent: false,
			}));
			return environment === undefined ? withSilent(rows, app.listServiceEntries()) : rows;
		},
	};
}

/** The rows and those of every registered service that is not among them, by name, then namespace. */
function withSilent(rows: readonly ServiceRow[], entries: readonly ServiceEntry[]): readonly ServiceRow[] {
	const heard = new Set(rows.map(({ name }) => name));
	const silent = entries.filter(({ name }) => !heard.has(name)).map(silentRow);
	if (silent.length === 0) return rows;
	return [...rows, ...silent].sort((a, b) => compareText(a.name, b.name) || compareText(a.namespace, b.namespace));
}

function silentRow({ name, color, firstSeen, lastSeen }: ServiceEntry): ServiceRow {
	return {
		namespace: "",
		name,
		color,
		spanCount: 0,
		requestCount: 0,
		errorCount: 0,
		ratePerSecond: 0,
		errorRatio: undefined,
		p50: undefined,
		p95: undefined,
		p99: undefined,
		versions: [],
		instances: [],
		environments: [],
		requestCounts: [],
		firstSeen: unixNanosFromMillis(firstSeen),
		lastSeen: unixNanosFromMillis(lastSeen),
		silent: true,
	};
}

/** By UTF-16 units, as the stores do. */
function compareText(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

function requestRate(service: ServiceStats, range: TimeRange): number {
	const start = range.start > 0n ? range.start : service.firstSeen;
	const seconds = Number(range.end - start) / 1e9;
	return seconds > 0 ? service.requestCount / seconds : 0;
}
