/** What roll-ups answer, at one place: services in detail and the call graph. */
import type { ServiceEntry } from "../store/api/app-store.ts";
import type { PairingCounters, RollupReader } from "../store/api/rollup-queries.ts";
import type { QueryControl } from "../store/api/telemetry-store.ts";
import { type CallGraph, callGraph, type GraphQuestion } from "./call-graph.ts";
import { type Overview, type OverviewQuestion, overviewOf } from "./overview/overview.ts";
import { type ServiceDetail, serviceDetail } from "./service-detail.ts";
import { type ServiceHeat, serviceHeat } from "./service-heat.ts";
import { type InstanceNumbers, serviceInstances, serviceVersions, type VersionNumbers } from "./service-instances.ts";
import { type OperationNumbers, serviceOperations } from "./service-operations.ts";
import type { ServiceQuestion } from "./service-question.ts";
import { type RedLines, type RedQuestion, serviceRed } from "./service-red.ts";
import { type SpanSeries, type SpanSeriesQuestion, spanSeries } from "./span-series.ts";

export interface RollupQueries {
	/** Undefined when nothing is known of the service. */
	detail(question: ServiceQuestion, control: QueryControl): Promise<ServiceDetail | undefined>;
	operations(question: ServiceQuestion, control: QueryControl): Promise<readonly OperationNumbers[]>;
	instances(question: ServiceQuestion & { readonly now: number }, control: QueryControl): Promise<readonly InstanceNumbers[]>;
	versions(question: ServiceQuestion & { readonly now: number }, control: QueryControl): Promise<readonly VersionNumbers[]>;
	red(question: RedQuestion, control: QueryControl): Promise<RedLines>;
	/** See `serviceHeat`. */
	heat(question: Omit<RedQuestion, "by">, control: QueryControl): Promise<ServiceHeat>;
	/** See `spanSeries`. */
	spanSeries(question: SpanSeriesQuestion, control: QueryControl): Promise<readonly SpanSeries[]>;
	/** Undefined when no node is called like the focus. */
	graph(question: GraphQuestion, control: QueryControl): Promise<CallGraph | undefined>;
	/** `entries`: the services that are registered. */
	overview(question: OverviewQuestion, entries: readonly ServiceEntry[], control: QueryControl): Promise<Overview>;
	pairingCounters(control: QueryControl): Promise<PairingCounters>;
}

export function createRollupQueries(reader: RollupReader): RollupQueries {
	return {
		detail: (question, control) => serviceDetail(reader, question, control),
		operations: (question, control) => serviceOperations(reader, question, control),
		instances: (question, control) => serviceInstances(reader, question, control),
		versions: (question, control) => serviceVersions(reader, question, control),
		red: (question, control) => serviceRed(reader, question, control),
		heat: (question, control) => serviceHeat(reader, question, control),
		spanSeries: (question, control) => spanSeries(reader, question, control),
		graph: (question, control) => callGraph(reader, question, control),
		overview: (question, entries, control) => overviewOf(reader, question, { entries, control }),
		pairingCounters: (control) => reader.pairingCounters(control),
	};
}
