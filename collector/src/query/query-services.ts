/**
 * What the answers of the API are made from: execution over the readers of the stores. Plain results in, plain results out; texts, JSON
 * and status codes belong to `http`.
 */
import type { UnixNanos } from "@spanglass/shared/units/time";
import { unixNanosFromMillis } from "@spanglass/shared/units/time";
import type { AppReader } from "../store/api/app-store.ts";
import type { LogQuery, QueryControl, TelemetryReader, WriterStatus } from "../store/api/telemetry-store.ts";
import { type AppDocuments, createAppDocuments } from "./app-documents.ts";
import { createServiceColors, type ServiceColors } from "./service-colors.ts";
import { createServiceQueries, type ServiceQueries } from "./services.ts";
import { createTraceQueries, type TraceQueries } from "./traces.ts";

export interface QueryPorts {
	readonly reader: TelemetryReader;
	readonly app: AppReader;
	/** Unix milliseconds. */
	readonly clock: { now(): number };
}

/** How a query shares its thread and is cancelled; handlers pass it on. */
export type Control = QueryControl;
export type { LogQuery, WriterStatus };

export interface QueryServices {
	readonly traces: TraceQueries;
	readonly services: ServiceQueries;
	/** Logs and metrics need nothing beyond the reader. */
	readonly logs: Pick<TelemetryReader, "findLogs">;
	readonly metrics: Pick<TelemetryReader, "listMetrics" | "findMetricPoints">;
	readonly documents: AppDocuments;
	readonly colors: ServiceColors;
	now(): UnixNanos;
}

export function createQueryServices({ reader, app, clock }: QueryPorts): QueryServices {
	const colors = createServiceColors(app);
	const now = () => unixNanosFromMillis(clock.now());
	return {
		traces: createTraceQueries(reader, colors, now),
		services: createServiceQueries(reader, app, colors),
		logs: reader,
		metrics: reader,
		documents: createAppDocuments(app),
		colors,
		now,
	};
}
