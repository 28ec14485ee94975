/** Every kind of rule; one that is missing does not compile. */
import type { AlertKind } from "@spanglass/shared/model/alert-rule";
import { ingestRejecting } from "./ingest-rejecting.ts";
import { instanceLost } from "./instance-lost.ts";
import { logCount } from "./log-count.ts";
import { metric } from "./metric.ts";
import { newErrorGroup } from "./new-errors.ts";
import { queueTime } from "./queue-time.ts";
import { averageLatency, burnRate, errorRate, latency, noData, throughput } from "./requests.ts";
import type { AlertKindModule } from "./series.ts";

export const ALERT_KIND_MODULES: Readonly<Record<AlertKind, AlertKindModule>> = {
	errorRate,
	latency,
	averageLatency,
	throughput,
	noData,
	instanceLost,
	logCount,
	metric,
	newErrorGroup,
	queueTime,
	burnRate,
	ingestRejecting,
};
