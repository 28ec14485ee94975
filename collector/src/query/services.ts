import type { TimeRange } from "@spanglass/shared/query/time-range";
import type { QueryControl, ServiceStats, TelemetryReader } from "../store/api/telemetry-store.ts";
import type { ServiceColors } from "./service-colors.ts";

export interface ServiceRow extends ServiceStats {
	readonly color: number;
	/** Requests per second over the range, or over the time in which the service was seen when the range is all of time. */
	readonly ratePerSecond: number;
	/** 0 .. 1; undefined without requests. */
	readonly errorRatio: number | undefined;
}

export interface ServiceQueries extends Pick<TelemetryReader, "listServiceNames" | "listOperations" | "listServiceEdges"> {
	list(range: TimeRange, environment: string | undefined, control: QueryControl): Promise<readonly ServiceRow[]>;
}

export function createServiceQueries(reader: TelemetryReader, colors: ServiceColors): ServiceQueries {
	return {
		listServiceNames: (control) => reader.listServiceNames(control),
		listOperations: (service, range, control) => reader.listOperations(service, range, control),
		listServiceEdges: (range, control) => reader.listServiceEdges(range, control),
		list: async (range, environment, control) => {
			const colorOf = colors.lookup();
			const stats = await reader.listServices(range, control, environment);
			return stats.map((service) => ({
				...service,
				color: colorOf(service.name),
				ratePerSecond: requestRate(service, range),
				errorRatio: service.requestCount === 0 ? undefined : service.errorCount / service.requestCount,
			}));
		},
	};
}

function requestRate(service: ServiceStats, range: TimeRange): number {
	const start = range.start > 0n ? range.start : service.firstSeen;
	const seconds = Number(range.end - start) / 1e9;
	return seconds > 0 ? service.requestCount / seconds : 0;
}
