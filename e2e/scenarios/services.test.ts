/** Services in detail and the call graph over the real product: numbers that are known, the same wherever they are asked for, also after a kill. */
import type { Attribute } from "@spanglass/shared/model/attributes";
import type { Span } from "@spanglass/shared/model/span";
import { encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { traceFromText } from "@spanglass/shared/testing/trace-from-text";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getJson, getServices } from "../support/api.ts";
import { sendHttp } from "../support/otlp-client.ts";
import { removeDataFolder, type Stack, startStack } from "../support/stack.ts";

const MINUTE = 60_000_000_000n;
const START = ((BigInt(Date.now()) * 1_000_000n) / MINUTE - 10n) * MINUTE;
const RANGE = `from=${START}&to=${START + 5n * MINUTE}`;
/** Requests: of version v2 every fifth, and each of these fails. */
const REQUESTS = 40;

const text = (key: string, value: string): Attribute => ({ key, value: { type: "string", value } });

function withResource(span: Span, more: readonly Attribute[]): Span {
	return { ...span, resource: { ...span.resource, attributes: [...span.resource.attributes, ...more] } };
}

/** One request through three services to a database and a topic, in two pieces as two exporters send it. */
function request(number: number): readonly (readonly Span[])[] {
	const isNew = number % 5 === 0;
	const spans = traceFromText(
		`shop: POST /pay {kind=server http.request.method=POST http.route=/pay}            [===================]
		   shop: pay.Pay/Charge {kind=client rpc.system=grpc rpc.method=pay.Pay/Charge}      [=============]
		     pay: pay.Pay/Charge {kind=server rpc.system=grpc rpc.method=pay.Pay/Charge}       [=========${isNew ? "!" : "="}]
		       pay: SELECT {kind=client db.system=postgresql db.namespace=ledger}                [===]
		       pay: paid send {kind=producer messaging.system=kafka messaging.destination.name=paid}  [=]`,
		{ traceId: (number + 1).toString(16).padStart(32, "0"), start: START + BigInt(number % 3) * MINUTE + BigInt(number) * 1_000_000n },
	);
	const told = spans.map((span, at) =>
		withResource(span, [
			text("service.version", at < 2 ? "v9" : isNew ? "v2" : "v1"),
			text("service.instance.id", at < 2 ? "shop-1" : isNew ? "pay-2" : "pay-1"),
			text("deployment.environment.name", "prod"),
		]),
	);
	return [told.slice(2), told.slice(0, 2)];
}

interface Numbers {
	readonly count: number;
	readonly errorCount: number;
	readonly durations: { readonly p50: number | null; readonly p99: number | null };
}
interface Edge {
	readonly caller: { readonly name: string };
	readonly callee: { readonly name: string; readonly type: string };
	readonly type: string;
	readonly evidence: string;
	readonly share?: number | null;
	readonly difference?: { readonly attempts: number } | null;
	readonly calls: {
		readonly attempts: number;
		readonly amplification: number | null;
		readonly network: number | null;
		readonly errorCount: number;
		readonly client: Numbers["durations"];
		readonly server: Numbers["durations"];
	};
}
interface Detail {
	readonly numbers: Numbers;
	readonly before: Numbers | null;
	readonly difference: Numbers | null;
	readonly errors: readonly { readonly operation: string; readonly count: number }[];
	readonly callers: readonly Edge[];
	readonly callees: readonly Edge[];
	readonly errorBound: number;
	readonly range: { readonly from: string; readonly to: string };
}
type Rows<Row> = { readonly data: readonly Row[]; readonly errorBound: number; readonly definition: string };

const told = (edges: readonly Edge[]) =>
	edges.map(
		({ caller, callee, type, evidence, calls }) =>
			`${caller.name} > ${callee.name} ${type} ${evidence} ${calls.attempts} ${calls.errorCount}`,
	);

describe("services and the call graph", () => {
	let stack: Stack;
	const ask = <T>(path: string) => getJson<T>(`${stack.ui}/api/spanglass/v1${path}`);

	beforeAll(async () => {
		stack = await startStack({ env: { SPANGLASS_TEST_LIMITS: JSON.stringify({ generationRows: 50 }) } });
		for (let number = 0; number < REQUESTS; number++) {
			for (const spans of request(number))
				await sendHttp(stack.http, "traces", encodeTraceRequest(spans), { type: "application/x-protobuf" });
		}
	});
	afterAll(async () => {
		await stack.stop();
		removeDataFolder(stack.folder);
	});

	const checkAll = async () => {
		const detail = await ask<Detail>(`/services/pay?${RANGE}&compare=previous`);
		expect(detail.numbers).toMatchObject({ count: REQUESTS, errorCount: REQUESTS / 5 });
		expect(detail.before).toMatchObject({ count: 0, errorCount: 0, durations: { p50: null } });
		expect(detail.difference).toMatchObject({ count: REQUESTS, errorCount: REQUESTS / 5, durations: { p50: null } });
		expect(Math.abs((detail.numbers.durations.p50 ?? 0) / 12_000_000 - 1)).toBeLessThan(detail.errorBound);
		expect(detail.errors).toMatchObject([{ operation: "pay.Pay/Charge", count: REQUESTS / 5 }]);
		expect(told(detail.callers)).toEqual([`shop > pay rpc paired ${REQUESTS} ${REQUESTS / 5}`]);
		expect(detail.callers[0]).toMatchObject({
			...{ share: 1, difference: { attempts: REQUESTS } },
			calls: { amplification: 1, network: 3_000_000 },
		});
		expect(detail.callees.map(({ share }) => share)).toEqual([0.5, 0.5]);
		expect(told(detail.callees).sort()).toEqual([`pay > ledger database peer ${REQUESTS} 0`, `pay > paid messaging peer ${REQUESTS} 0`]);
		const graph = await ask<{ readonly edges: readonly Edge[] }>(`/graph?${RANGE}`);
		expect(told(graph.edges).sort()).toEqual(
			[
				`pay > ledger database peer ${REQUESTS} 0`,
				`pay > paid messaging peer ${REQUESTS} 0`,
				`shop > pay rpc paired ${REQUESTS} ${REQUESTS / 5}`,
				`user > shop user inferred ${REQUESTS} 0`,
			].sort(),
		);
	};

	it("says what was sent, of traces that came in pieces over several seals", checkAll);

	it("says the same of a service wherever it is asked for", async () => {
		const [listed] = (await getServices(stack, RANGE)).filter(({ name }) => name === "pay");
		const detail = await ask<Detail>(`/services/pay?${RANGE}`);
		const found = await ask<{ readonly total: number }>(`/spans?${RANGE}&q=${encodeURIComponent("service:pay kind:server")}&limit=1000`);
		const failed = await ask<{ readonly data: readonly unknown[] }>(
			`/spans?${RANGE}&q=${encodeURIComponent("service:pay kind:server status:error")}&limit=1000`,
		);
		const { nodes } = await ask<{ readonly nodes: readonly { readonly node: { readonly name: string }; readonly numbers: Numbers }[] }>(
			`/graph?${RANGE}`,
		);
		const node = nodes.find((other) => other.node.name === "pay")?.numbers;
		const overview = await ask<{ readonly services: readonly { readonly name: string; readonly numbers: Numbers }[] }>(
			`/overview?${RANGE}`,
		);
		const cell = overview.services.find(({ name }) => name === "pay")?.numbers;
		const heat = await ask<Rows<{ readonly counts: readonly number[] }>>(`/services/pay/heat?${RANGE}`);
		const warm = heat.data.flatMap((step) => step.counts).reduce((sum, count) => sum + count, 0);
		type Side = { readonly numbers: Numbers };
		const compared = await ask<{ readonly a: Side; readonly b: Side }>(`/services/pay/versions/compare?${RANGE}&a=v1&b=v2`);
		const ofVersions = compared.a.numbers.count + compared.b.numbers.count;
		const counts = [listed?.requestCount, detail.numbers.count, node?.count, found.total, cell?.count, warm, ofVersions];
		expect(counts).toEqual(Array(counts.length).fill(REQUESTS));
		const failures = [
			listed?.errorCount,
			detail.numbers.errorCount,
			node?.errorCount,
			failed.data.length,
			cell?.errorCount,
			compared.b.numbers.errorCount,
		];
		expect(failures).toEqual(Array(failures.length).fill(REQUESTS / 5));
		expect(new Set([detail.numbers.durations.p99, node?.durations.p99, cell?.durations.p99]).size).toBe(1);
	});

	it("says what a search finds as a chart, facets, groups, errors, a tree and differences, in the same numbers", async () => {
		const chart = await ask<{ readonly total: number; readonly errorTotal: number; readonly counts: readonly number[] }>(
			`/traces/chart?${RANGE}`,
		);
		expect([chart.total, chart.errorTotal, chart.counts.reduce((sum, count) => sum + count, 0)]).toEqual([
			REQUESTS,
			REQUESTS / 5,
			REQUESTS,
		]);
		const facets = await ask<Rows<{ readonly key: string; readonly values: readonly { value: string; count: number }[] }>>(
			`/traces/facets?${RANGE}&keys=service,version,root.name,any.status`,
		);
		const countsOf = (key: string) =>
			Object.fromEntries(facets.data.find((facet) => facet.key === key)?.values.map(({ value, count }) => [value, count]) ?? []);
		expect(countsOf("service")).toEqual({ shop: REQUESTS, pay: REQUESTS });
		expect(countsOf("version")).toEqual({ v9: REQUESTS, v1: (REQUESTS * 4) / 5, v2: REQUESTS / 5 });
		expect(countsOf("root.name")).toEqual({ "POST /pay": REQUESTS });
		expect(countsOf("any.status")).toEqual({ unset: REQUESTS, error: REQUESTS / 5 });
		const groups = await ask<Rows<{ readonly values: readonly string[]; readonly count: number; readonly errorCount: number }>>(
			`/spans/groups?${RANGE}&by=service,kind`,
		);
		const server = groups.data.find(({ values }) => values.join(" ") === "pay server");
		expect([server?.count, server?.errorCount]).toEqual([REQUESTS, REQUESTS / 5]);
		const errors = await ask<Rows<{ readonly service: string; readonly state: string; readonly count: number; readonly traces: number }>>(
			`/errors?${RANGE}`,
		);
		expect(errors.data).toMatchObject([{ service: "pay", state: "new", count: REQUESTS / 5, traces: REQUESTS / 5 }]);
		const structure = await ask<{
			readonly nodes: readonly { readonly service: string; readonly parent: number; readonly traces: number }[];
		}>(`/traces/structure?${RANGE}`);
		expect(structure.nodes.map(({ service, parent, traces }) => [service, parent, traces])).toEqual([
			["shop", -1, REQUESTS],
			["shop", 0, REQUESTS],
			["pay", 1, REQUESTS],
			["pay", 2, REQUESTS],
			["pay", 2, REQUESTS],
		]);
		const explained = await ask<{
			readonly verdict: string;
			readonly selection: unknown;
			readonly differences: readonly { filter: string }[];
		}>(`/explain?${RANGE}&sel=${encodeURIComponent("status:error")}`);
		expect(explained).toMatchObject({ verdict: "few", selection: { count: REQUESTS / 5, read: REQUESTS / 5 } });
	});

	it("tells operations, versions and instances apart", async () => {
		type Operation = { operation: string; timeShare: number; numbers: Numbers; exemplar: { durationNanos: number } | null };
		const operations = await ask<Rows<Operation>>(`/services/pay/operations?${RANGE}`);
		const lengths = operations.data.map(({ operation, exemplar }) => [operation, exemplar?.durationNanos]);
		expect(Object.fromEntries(lengths)).toEqual({ "pay.Pay/Charge": 12_000_000, SELECT: 5_000_000, "paid send": 3_000_000 });
		expect(operations.data.map(({ operation }) => operation).sort()).toEqual(["SELECT", "paid send", "pay.Pay/Charge"]);
		expect(operations.data.reduce((sum, { timeShare }) => sum + timeShare, 0)).toBeCloseTo(1);
		const versions = await ask<Rows<{ version: string; share: number; numbers: Numbers }>>(`/services/pay/versions?${RANGE}`);
		expect(versions.data.map(({ version, share, numbers }) => [version, share, numbers.errorCount]).sort()).toEqual([
			["v1", 0.8, 0],
			["v2", 0.2, REQUESTS / 5],
		]);
		type Compared = { version: string; numbers: Numbers };
		type Operations = { operation: string; a: Numbers | null; b: Numbers | null };
		type Comparison = { a: Compared; b: Compared; operations: readonly Operations[]; newErrors: readonly { count: number }[] | null };
		const compared = await ask<Comparison>(`/services/pay/versions/compare?${RANGE}&a=v1&b=v2`);
		for (const side of [compared.a, compared.b])
			expect(side.numbers).toEqual(versions.data.find(({ version }) => version === side.version)?.numbers);
		for (const { operation, a, b } of compared.operations)
			expect((a?.count ?? 0) + (b?.count ?? 0)).toBe(operations.data.find((other) => other.operation === operation)?.numbers.count);
		expect(compared.newErrors?.map(({ count }) => count)).toEqual([REQUESTS / 5]);
		const instances = await ask<Rows<{ instance: string; liveness: string; numbers: Numbers }>>(`/services/pay/instances?${RANGE}`);
		expect(instances.data.map(({ instance, liveness, numbers }) => [instance, liveness, numbers.count]).sort()).toEqual([
			["pay-1", "live", (REQUESTS * 4) / 5],
			["pay-2", "live", REQUESTS / 5],
		]);
	});

	it("counts by minute and by what spans say", async () => {
		const red = await ask<Rows<{ group: string; points: readonly { at: string; numbers: Numbers }[] }>>(
			`/services/pay/red?${RANGE}&by=version&step=1`,
		);
		const sums = red.data.map(({ group, points }) => [group, points.length, points.reduce((sum, { numbers }) => sum + numbers.count, 0)]);
		expect(sums).toEqual([
			["v1", 3, (REQUESTS * 4) / 5],
			["v2", 3, REQUESTS / 5],
		]);
		expect(red.data[0]?.points.map(({ at }) => BigInt(at))).toEqual([START, START + MINUTE, START + 2n * MINUTE]);
	});

	it("names spans that stand for a number", async () => {
		type Exemplars = Rows<{ operation: string; durationNanos: number; status: number; service: string }>;
		const near = await ask<Exemplars>(`/services/pay/exemplars?${RANGE}&near=4000000&limit=3`);
		expect(near.data).toHaveLength(3);
		expect(near.data.every(({ service, operation }) => service === "pay" && operation === "SELECT")).toBe(true);
		const failed = await ask<Exemplars>(`/services/pay/exemplars?${RANGE}&failed=true&op=${encodeURIComponent("pay.Pay/Charge")}&limit=50`);
		expect(failed.data).toHaveLength(REQUESTS / 5);
	});

	it("shows what is near a node, and refuses what it cannot answer by naming it", async () => {
		const near = await ask<{ readonly edges: readonly Edge[] }>(`/graph?${RANGE}&focus=ledger&hops=1`);
		expect(told(near.edges)).toEqual([`pay > ledger database peer ${REQUESTS} 0`]);
		const compared = await ask<{ readonly edges: readonly Edge[] }>(`/graph?${RANGE}&focus=ledger&compare=previous`);
		expect(compared.edges[0]?.difference).toMatchObject({ attempts: REQUESTS });
		const wrong = [
			["/graph?focus=nosuch", 404, "focus"],
			["/graph?hops=0", 400, "hops"],
			["/graph?topics=x", 400, "topics"],
			["/graph?hops=6", 400, "hops"],
			["/graph?evidence=x", 400, "evidence"],
			["/graph?compare=1..2..3", 400, "compare"],
			["/services/nosuch", 404, "name"],
			["/services/pay/red?step=1441", 400, "step"],
			["/services/pay/red?from=0&step=1", 400, "step"],
			["/services/pay/red?by=colour", 400, "by"],
			["/services/pay/heat?step=0", 400, "step"],
			["/services/pay/versions/compare?a=v1", 400, "b"],
			["/services/pay?compare=yesterday", 400, "compare"],
		] as const;
		for (const [path, status, field] of wrong) {
			const response = await fetch(`${stack.ui}/api/spanglass/v1${path}`);
			const { error }: { readonly error: { readonly field?: string } } = JSON.parse(await response.text());
			expect([path, response.status, error.field]).toEqual([path, status, field]);
		}
	});

	it("counts the same after kill -9", async () => {
		await stack.kill();
		stack = await startStack({ folder: stack.folder });
		await checkAll();
	});
});
