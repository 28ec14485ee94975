/** Answers from roll-ups for tests of pages: one service that works, and the graph around it. */
import type {
	CallsJson,
	DurationsJson,
	EdgeJson,
	GraphJson,
	GraphNodeJson,
	HeatJson,
	InstancesJson,
	NeighbourJson,
	NumbersJson,
	OperationsJson,
	RedJson,
	ServiceDetailJson,
	VersionComparisonJson,
	VersionsJson,
} from "@spanglass/shared/api/rollup-schemas";
import type { SpanSummaryJson } from "@spanglass/shared/api/schemas";

/** 02:17 of the story's hour, in nanoseconds. */
export const RED_START = 1_763_576_220_000_000_000n;
const MINUTE = 60_000_000_000n;

export function durationsOf(count: number, p99Ms: number): DurationsJson {
	const quantile = (share: number): number | null => (count === 0 ? null : p99Ms * 1e6 * share);
	return {
		count,
		average: quantile(0.2),
		p50: quantile(0.1),
		p75: quantile(0.2),
		p90: quantile(0.4),
		p95: quantile(0.7),
		p99: quantile(1),
	};
}

export function numbersOf(count: number, errorCount: number, p99Ms: number): NumbersJson {
	return {
		count,
		errorCount,
		errorRatio: count === 0 ? null : errorCount / count,
		ratePerSecond: count / 3600,
		durations: durationsOf(count, p99Ms),
	};
}

export function callsOf(attempts: number, errorCount: number, p99Ms: number, more: Partial<CallsJson> = {}): CallsJson {
	return {
		attempts,
		resends: 0,
		amplification: attempts === 0 ? null : 1,
		errorCount,
		errorRatio: attempts === 0 ? null : errorCount / attempts,
		ratePerSecond: attempts / 3600,
		client: durationsOf(attempts, p99Ms),
		server: durationsOf(attempts, p99Ms),
		queue: durationsOf(0, 0),
		network: null,
		...more,
	};
}

export function nodeOf(name: string, more: Partial<GraphNodeJson> = {}): GraphNodeJson {
	return { type: "service", namespace: "shop", name, system: "", ...more };
}

export function edgeOf(caller: GraphNodeJson, callee: GraphNodeJson, calls: CallsJson, more: Partial<EdgeJson> = {}): EdgeJson {
	return { caller, callee, type: "rpc", evidence: "paired", calls, before: null, difference: null, ...more };
}

const ANSWER = {
	range: { from: String(RED_START), to: String(RED_START + 4n * MINUTE) },
	comparedWith: null,
	errorBound: 0.0055,
	definition: "Requests.",
	complete: true,
	warnings: [],
	tookMs: 11,
};

const CHECKOUT = nodeOf("checkout");
const callees: readonly NeighbourJson[] = [
	{
		...edgeOf(CHECKOUT, nodeOf("payment"), callsOf(500_000, 14_500, 890, { resends: 353_000, amplification: 3.4 })),
		before: callsOf(147_000, 30, 287),
		share: 0.7,
	},
	{
		...edgeOf(CHECKOUT, nodeOf("orders", { type: "topic", namespace: "", system: "kafka" }), callsOf(43_200, 0, 2), {
			type: "messaging",
			evidence: "peer",
		}),
		share: null,
	},
];

export function serviceDetailOf(more: Partial<ServiceDetailJson> = {}): ServiceDetailJson {
	return {
		...ANSWER,
		service: { name: "checkout", namespace: "shop", color: 1, environments: ["prod"] },
		numbers: numbersOf(147_600, 4_576, 1_100),
		before: numbersOf(145_000, 100, 797),
		difference: null,
		errors: [
			{ statusClass: "DEADLINE_EXCEEDED", operation: "POST /pay", count: 4_000 },
			{ statusClass: "", operation: "GET /cart", count: 576 },
		],
		callers: [{ ...edgeOf(nodeOf("gateway"), CHECKOUT, callsOf(136_800, 4_100, 1_100)), before: callsOf(134_000, 90, 790), share: 0.92 }],
		callees: [...callees],
		deploys: [{ environment: "prod", version: "v42", at: String(RED_START + 2n * MINUTE) }],
		...more,
	};
}

export function redOf(groups: Readonly<Record<string, readonly (NumbersJson | null)[]>>, more: Partial<RedJson> = {}): RedJson {
	return {
		...ANSWER,
		stepMinutes: 1,
		data: Object.entries(groups).map(([group, minutes]) => ({
			group,
			points: minutes.flatMap((numbers, minute) =>
				numbers === null ? [] : [{ at: String(RED_START + BigInt(minute) * MINUTE), numbers }],
			),
		})),
		...more,
	};
}

/** Four minutes of requests by duration. */
export function heatJsonOf(
	steps: readonly { readonly minute: number; readonly rows: readonly number[]; readonly counts: readonly number[] }[],
	more: Partial<HeatJson> = {},
): HeatJson {
	const data = steps.map(({ minute, rows, counts }) => ({
		at: String(RED_START + BigInt(minute) * MINUTE),
		rows: [...rows],
		counts: [...counts],
	}));
	return { ...ANSWER, stepMinutes: 1, rowsPerOctave: 4, counted: "requests", data, ...more };
}

export function operationsOf(more: Partial<OperationsJson> = {}): OperationsJson {
	const operation = (name: string, kind: number, timeShare: number, numbers: NumbersJson) => ({
		operation: name,
		kind,
		protocol: "http",
		numbers,
		before: numbersOf(72_000, 10, 797),
		difference: null,
		timeShare,
		errors: [],
		exemplar: {
			traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
			spanId: "00f067aa0ba902b7",
			startTime: String(RED_START),
			durationNanos: 880e6,
		},
	});
	return {
		...ANSWER,
		data: [
			operation("POST /pay", 2, 0.61, numbersOf(72_000, 4_400, 1_100)),
			operation("GET /cart", 2, 0.08, numbersOf(50_400, 0, 41)),
			{ ...operation("GET /healthz", 2, 0, numbersOf(12, 0, 1)), exemplar: null },
		],
		...more,
	};
}

type Instance = InstancesJson["data"][number];

export function instanceOf(instance: string, more: Partial<Instance> = {}): Instance {
	return {
		environment: "prod",
		version: "v42",
		instance,
		liveness: "live",
		gone: false,
		silent: false,
		firstSeen: "1763570000000000000",
		lastSeen: "1763579647218000000",
		usualIntervalMs: 1_000,
		numbers: numbersOf(24_000, 720, 1_300),
		before: null,
		difference: null,
		...more,
	};
}

export function instancesOf(data: readonly Instance[]): InstancesJson {
	return { ...ANSWER, data: [...data] };
}

export function versionsOf(): VersionsJson {
	const version = (name: string, count: number, share: number) => ({
		environment: "prod",
		version: name,
		firstSeen: "1763575200000000000",
		lastSeen: "1763579647218000000",
		instances: { running: 2, seen: 3 },
		numbers: numbersOf(count, 10, 1_300),
		before: null,
		difference: null,
		share,
	});
	return { ...ANSWER, data: [version("v42", 122_000, 0.83), version("v41", 25_000, 0.17)] };
}

/** v42 against v41: POST /pay became slow and fails, POST /refund is new, GET /old is gone. */
export function comparisonOf(more: Partial<VersionComparisonJson> = {}): VersionComparisonJson {
	const side = (version: string, numbers: NumbersJson) => ({
		...{ version, numbers },
		...{ firstSeen: "1763575200000000000", lastSeen: "1763579647218000000" },
	});
	const operation = (name: string, a: NumbersJson | null, b: NumbersJson | null) => ({ operation: name, kind: 2, protocol: "http", a, b });
	return {
		...ANSWER,
		a: side("v41", numbersOf(25_000, 10, 400)),
		b: side("v42", numbersOf(122_000, 4_400, 1_300)),
		operations: [
			operation("POST /pay", numbersOf(20_000, 10, 400), numbersOf(100_000, 4_400, 1_300)),
			operation("POST /refund", null, numbersOf(22_000, 0, 90)),
			operation("GET /old", numbersOf(5_000, 0, 20), null),
		],
		newErrors: [{ fingerprint: "edae18da04f5cabc", type: "DeadlineExceeded", template: "context deadline exceeded", count: 4_390 }],
		edges: { added: [nodeOf("fraud")], gone: [] },
		...more,
	};
}

export function exemplarOf(index: number, durationMs: number, more: Partial<SpanSummaryJson> = {}): SpanSummaryJson {
	return {
		traceId: (index + 1).toString(16).padStart(32, "0") as SpanSummaryJson["traceId"],
		spanId: (index + 1).toString(16).padStart(16, "0") as SpanSummaryJson["spanId"],
		parentSpanId: null,
		service: "checkout",
		serviceColor: 1,
		name: "POST /pay",
		operation: "POST /pay",
		kind: 2,
		status: { code: 0, message: "" },
		startTime: String(RED_START + 70_000_000_000n),
		durationNanos: durationMs * 1e6,
		marks: [],
		...more,
	} as SpanSummaryJson;
}

export function graphOf(edges: readonly EdgeJson[], more: Partial<GraphJson> = {}): GraphJson {
	const nodes = new Map(edges.flatMap(({ caller, callee }) => [caller, callee]).map((node) => [JSON.stringify(node), node]));
	return {
		...ANSWER,
		nodes: [...nodes.values()].map((node, index) => ({
			node,
			color: (index % 24) + 1,
			numbers: numbersOf(1_000, 0, 100),
			before: null,
			difference: null,
		})),
		edges: [...edges],
		...more,
	};
}
