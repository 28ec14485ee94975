/**
 * Recorded truth: every corpus folder goes in over the transports that it was recorded from, and what comes out of the product's API and of
 * the Jaeger API equals what an independent decoder found in the same bytes.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getJson, getLogs, getMetrics, getOtlpSpans, getServices, getTraces, type OtlpSpan, wideRange } from "../support/api.ts";
import { listCorpusFolders, readExpected, sendCorpus } from "../support/corpus.ts";
import { removeDataFolder, type Stack, startStack } from "../support/stack.ts";

type Counts = Readonly<Record<string, number>>;
interface Expected {
	readonly totals: { readonly spans: number; readonly traces: number; readonly log_records: number; readonly metric_points: number };
	readonly spans: {
		readonly by_service: Counts;
		readonly kinds: Counts;
		readonly status: Counts;
		readonly roots: number;
		readonly orphans: number;
		readonly links: number;
		readonly events: number;
		readonly event_names: Counts;
		readonly names: readonly { readonly service: string; readonly name: string; readonly kind: string; readonly count: number }[];
	};
	readonly service_edges: readonly { readonly caller: string; readonly callee: string; readonly count: number }[];
	readonly link_edges: readonly { readonly linked: string; readonly holder: string; readonly count: number }[];
	readonly traces_by_span_count: Counts;
	readonly largest_traces: readonly {
		readonly trace_id: string;
		readonly span_count: number;
		readonly root_name: string;
		readonly root_service: string;
		readonly root_is_true_root: boolean;
		readonly duration_ns: number;
		readonly services: Counts;
		readonly error_spans: number;
	}[];
	readonly logs: {
		readonly total: number;
		readonly by_service: Counts;
		readonly with_trace_id: number;
		readonly severity_number: Counts;
		readonly severity_text: Counts;
	};
	readonly metrics: readonly {
		readonly name: string;
		readonly type: string;
		readonly unit: string;
		readonly temporality?: string;
		readonly points: number;
	}[];
}
type Span = OtlpSpan & { readonly service: string };
interface JaegerTrace {
	readonly traceID: string;
	readonly spans: readonly {
		readonly spanID: string;
		readonly operationName: string;
		readonly processID: string;
		readonly references: readonly { readonly refType: string; readonly spanID: string }[];
		readonly duration: number;
		readonly logs: readonly unknown[];
	}[];
	readonly processes: Readonly<Record<string, { readonly serviceName: string }>>;
}

interface Graph {
	readonly nodes: readonly { readonly node: GraphNode }[];
	readonly edges: readonly {
		readonly caller: GraphNode;
		readonly callee: GraphNode;
		readonly type: string;
		readonly evidence: string;
		readonly calls: { readonly attempts: number };
	}[];
}
interface GraphNode {
	readonly type: string;
	readonly name: string;
	readonly system: string;
}

const KINDS = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"];
const STATUSES = ["UNSET", "OK", "ERROR"];
const TEMPORALITIES = [undefined, "DELTA", "CUMULATIVE"];
const folders = listCorpusFolders();

function countBy<T>(items: Iterable<T>, key: (item: T) => string): Counts {
	const counts: Record<string, number> = {};
	for (const item of items) counts[key(item)] = (counts[key(item)] ?? 0) + 1;
	return counts;
}

function isRoot(span: Span): boolean {
	return span.parentSpanId === undefined || span.parentSpanId === "";
}

function findParent(span: Span, byId: ReadonlyMap<string, Span>): Span | undefined {
	return isRoot(span) ? undefined : byId.get(`${span.traceId}/${span.parentSpanId}`);
}

function spansById(spans: readonly Span[]): ReadonlyMap<string, Span> {
	return new Map(spans.map((span) => [`${span.traceId}/${span.spanId}`, span]));
}

function edgesOf(spans: readonly Span[]) {
	const byId = spansById(spans);
	const pairs = spans.flatMap((span) => {
		const parent = findParent(span, byId);
		return parent !== undefined && parent.service !== span.service ? [`${parent.service} > ${span.service}`] : [];
	});
	return countBy(pairs, (pair) => pair);
}

function expectedEdges(expected: Expected): Counts {
	return Object.fromEntries(expected.service_edges.map((edge) => [`${edge.caller} > ${edge.callee}`, edge.count]));
}

/** Links between services that are both recorded. */
function expectedLinks({ link_edges, spans }: Expected): Counts {
	const between = link_edges.filter(({ linked, holder }) => linked !== holder && linked in spans.by_service);
	return Object.fromEntries(between.map(({ linked, holder, count }) => [`${linked} > ${holder}`, count]));
}

/** Calls by their ends, of edges that pass. */
function callsOf({ edges }: Graph, isWanted: (edge: Graph["edges"][number]) => boolean): Counts {
	const calls: Record<string, number> = {};
	for (const edge of edges.filter(isWanted)) {
		const key = `${edge.caller.name} > ${edge.callee.name}`;
		calls[key] = (calls[key] ?? 0) + edge.calls.attempts;
	}
	return calls;
}

describe.skipIf(folders.length === 0)("the recorded requests (skipped where ../shared/corpus is absent)", () => {
	describe.each(folders)("%s", (folder) => {
		const expected = readExpected(folder) as Expected;
		const range = wideRange();
		let stack: Stack;
		let spans: readonly Span[];

		beforeAll(async () => {
			stack = await startStack();
			await sendCorpus(stack, folder);
			const traces = await getTraces(stack, range);
			const found: Span[] = [];
			for (const trace of traces) found.push(...(await getOtlpSpans(stack, trace.traceId)));
			spans = found;
		});
		afterAll(async () => {
			await stack.stop();
			removeDataFolder(stack.folder);
		});

		it("lists every trace with its span count", async () => {
			const traces = await getTraces(stack, range);
			expect(traces.length).toBe(expected.totals.traces);
			expect(countBy(traces, (trace) => String(trace.spanCount))).toEqual(expected.traces_by_span_count);
		});

		it("reads back every span: services, names, kinds, statuses, events, links, roots, orphans", () => {
			expect(spans.length).toBe(expected.totals.spans);
			expect(countBy(spans, (span) => span.service)).toEqual(expected.spans.by_service);
			expect(countBy(spans, (span) => KINDS[span.kind ?? 0] ?? "?")).toEqual(expected.spans.kinds);
			expect(countBy(spans, (span) => STATUSES[span.status?.code ?? 0] ?? "?")).toEqual(expected.spans.status);
			const names = Object.fromEntries(expected.spans.names.map((entry) => [`${entry.service} ${entry.kind} ${entry.name}`, entry.count]));
			expect(countBy(spans, (span) => `${span.service} ${KINDS[span.kind ?? 0]} ${span.name}`)).toEqual(names);
			const events = spans.flatMap((span) => span.events ?? []);
			expect(countBy(events, (event) => event.name)).toEqual(expected.spans.event_names);
			expect(spans.flatMap((span) => span.links ?? []).length).toBe(expected.spans.links);
			const byId = spansById(spans);
			expect(spans.filter(isRoot).length).toBe(expected.spans.roots);
			expect(spans.filter((span) => !isRoot(span) && findParent(span, byId) === undefined).length).toBe(expected.spans.orphans);
			expect(edgesOf(spans)).toEqual(expectedEdges(expected));
		});

		it("summarises the largest traces", async () => {
			const traces = new Map((await getTraces(stack, range)).map((trace) => [trace.traceId, trace]));
			for (const large of expected.largest_traces) {
				const trace = traces.get(large.trace_id);
				expect(trace).toMatchObject({
					spanCount: large.span_count,
					durationNanos: large.duration_ns,
					errorCount: large.error_spans,
					name: large.root_name,
					service: large.root_service,
				});
				expect(trace?.rootSpanId !== null).toBe(large.root_is_true_root);
				expect(Object.fromEntries(trace?.services.map((service) => [service.name, service.spanCount]) ?? [])).toEqual(large.services);
			}
		});

		it("counts services over the same spans", async () => {
			const services = (await getServices(stack, range)).filter((service) => service.spanCount > 0);
			expect(Object.fromEntries(services.map((service) => [service.name, service.spanCount]))).toEqual(expected.spans.by_service);
		});

		it("reads back every log record", async () => {
			const logs = await getLogs(stack, range);
			expect(logs.length).toBe(expected.logs.total);
			expect(countBy(logs, (log) => log.service)).toEqual(expected.logs.by_service ?? {});
			expect(countBy(logs, (log) => String(log.severityNumber))).toEqual(expected.logs.severity_number ?? {});
			expect(countBy(logs, (log) => log.severityText)).toEqual(expected.logs.severity_text ?? {});
			expect(logs.filter((log) => log.traceId !== "").length).toBe(expected.logs.with_trace_id);
		});

		it("reads back every metric stream and point", async () => {
			const metrics = await getMetrics(stack, range);
			const key = (name: string, type: string, temporality: string | undefined) => `${name} ${type} ${temporality ?? ""}`;
			const seen = Object.fromEntries(
				metrics.map((metric) => [key(metric.name, metric.type, TEMPORALITIES[metric.temporality]), metric.pointCount]),
			);
			expect(seen).toEqual(
				Object.fromEntries(expected.metrics.map((metric) => [key(metric.name, metric.type, metric.temporality), metric.points])),
			);
			let points = 0;
			for (const name of new Set(metrics.map((metric) => metric.name))) {
				const page = await getJson<{ total: number; data: readonly unknown[] }>(
					`${stack.ui}/api/spanglass/v1/metrics/${encodeURIComponent(name)}/points?${range}&limit=1000`,
				);
				expect(page.data.length).toBe(page.total);
				points += page.total;
			}
			expect(points).toBe(expected.totals.metric_points);
		});

		it("draws the calls between services, measured and linked", async () => {
			const graph = await getJson<Graph>(`${stack.ui}/api/spanglass/v1/graph?${range}&topics=fold`);
			const isBetween = ({ caller, callee, evidence }: Graph["edges"][number]) => evidence === "paired" && caller.name !== callee.name;
			expect(callsOf(graph, isBetween)).toEqual(expectedEdges(expected));
			expect(callsOf(graph, ({ evidence }) => evidence === "link")).toEqual(expectedLinks(expected));
			const services = graph.nodes.filter(({ node }) => node.type === "service").map(({ node }) => node.name);
			expect(services).toEqual(expect.arrayContaining(Object.keys(expected.spans.by_service)));
		});

		it("draws what sends nothing itself: databases, topics, externals, users", async () => {
			const graph = await getJson<Graph>(`${stack.ui}/api/spanglass/v1/graph?${range}`);
			const nodes = graph.nodes.map(({ node }) => `${node.type} ${node.system} ${node.name}`);
			expect(graph.edges.some(({ caller, evidence }) => caller.type === "user" && evidence === "inferred")).toBe(folder !== "messaging");
			if (folder === "go-zero") {
				expect(nodes).toEqual(expect.arrayContaining(["database redis redis"]));
				expect(nodes.filter((node) => node.startsWith("external "))).not.toEqual([]);
			}
			if (folder === "messaging") {
				const isTopic = ({ caller, callee }: Graph["edges"][number]) => caller.type === "topic" || callee.type === "topic";
				const calls = callsOf(graph, isTopic);
				const [topic] = graph.nodes.map(({ node }) => node).filter(({ type, name }) => type === "topic" && name === "shop.events");
				expect(topic).toBeDefined();
				expect(calls["收银台 > shop.events"]).toBeGreaterThan(0);
				expect(calls["shop.events > billing"]).toBeGreaterThan(0);
				expect(calls["shop.events > mailer"]).toBeGreaterThan(0);
				expect(graph.edges.some(({ evidence }) => evidence === "link")).toBe(false);
			}
		});

		it("says the same through the Jaeger API", async () => {
			const jaeger = `${stack.ui}/jaeger/api`;
			const services = await getJson<{ data: readonly string[] }>(`${jaeger}/services`);
			expect([...services.data].sort()).toEqual(Object.keys(expected.spans.by_service).sort());
			for (const service of services.data) {
				const operations = await getJson<{ data: readonly string[] }>(`${jaeger}/services/${encodeURIComponent(service)}/operations`);
				const names = expected.spans.names.filter((entry) => entry.service === service).map((entry) => entry.name);
				expect([...operations.data].sort()).toEqual([...new Set(names)].sort());
			}
			const lookback = 40 * 24 * 3_600_000;
			const dependencies = await getJson<{ data: readonly { parent: string; child: string; callCount: number }[] }>(
				`${jaeger}/dependencies?endTs=${Date.now() + 24 * 3_600_000}&lookback=${lookback}`,
			);
			expect(Object.fromEntries(dependencies.data.map((edge) => [`${edge.parent} > ${edge.child}`, edge.callCount]))).toEqual(
				expectedEdges(expected),
			);
			for (const large of expected.largest_traces) {
				const answer = await getJson<{ data: readonly JaegerTrace[] }>(`${jaeger}/traces/${large.trace_id}`);
				const trace = answer.data[0];
				expect(trace?.spans.length).toBe(large.span_count);
				expect(countBy(trace?.spans ?? [], (span) => trace?.processes[span.processID]?.serviceName ?? "?")).toEqual(large.services);
				const own = spansById(spans.filter((span) => span.traceId === large.trace_id));
				for (const span of trace?.spans ?? []) {
					const sent = own.get(`${large.trace_id}/${span.spanID}`);
					expect(span.operationName).toBe(sent?.name);
					expect(span.references.find((reference) => reference.refType === "CHILD_OF")?.spanID ?? "").toBe(sent?.parentSpanId ?? "");
					expect(span.logs.length).toBe(sent?.events?.length ?? 0);
				}
			}
		});
	});
});
