/** A collector made of functions: answers `fetch` for the routes that a test gives and remembers what was asked. */

import type { ListJson } from "@spanglass/shared/api/answer-schemas";
import { API_BASE } from "@spanglass/shared/api/paths";
import type { LogRecordJson, LogVolumeJson, ServiceJson, TraceSummaryJson } from "@spanglass/shared/api/schemas";
import type { StatusJson } from "@spanglass/shared/api/status-schemas";

/** Path below the API's base -> answer or the promise of one, or an Error body with its status. Writes have their method before the path: `DELETE /admin/demo`. */
export type FakeRoutes = Readonly<Record<string, (query: URLSearchParams) => unknown>>;

/** Thrown by a fake route: becomes the error answer of the API. */
export class FakeError extends Error {
	readonly status: number;
	readonly body: Readonly<Record<string, unknown>>;

	constructor(status: number, body: Readonly<Record<string, unknown>>) {
		super(String(body.message));
		this.status = status;
		this.body = body;
	}
}

/** Replace `fetch`; unknown paths answer 404. Result: the list of asked addresses, growing. */
export function fakeApi(routes: FakeRoutes): readonly URL[] {
	const asked: URL[] = [];
	globalThis.fetch = async (input, init) => {
		const url = new URL(String(input), "http://localhost");
		asked.push(url);
		const method = init?.method ?? "GET";
		const route = routes[(method === "GET" ? "" : `${method} `) + url.pathname.replace(API_BASE, "")];
		try {
			if (route === undefined) throw new FakeError(404, { kind: "not_found", message: "no such route", requestId: "req-0" });
			return Response.json(await route(url.searchParams));
		} catch (error) {
			if (!(error instanceof FakeError)) throw error;
			return Response.json({ error: error.body }, { status: error.status });
		}
	};
	return asked;
}

/** A list answer around rows. */
export function listOf<T>(data: readonly T[], more: Partial<ListJson<T>> = {}): ListJson<T> {
	return {
		data,
		cursor: null,
		total: data.length,
		complete: true,
		scanned: { from: "0", to: "0", blocks: 1, rows: data.length },
		warnings: [],
		tookMs: 38,
		...more,
	};
}

/** One trace of a list, the `index`-th: each a second older than the one before. */
export function traceSummary(index: number, more: Partial<TraceSummaryJson> = {}): TraceSummaryJson {
	return {
		traceId: (index + 1).toString(16).padStart(32, "0"),
		startTime: String(1_763_579_647_218_000_000n - BigInt(index) * 1_000_000_000n),
		durationNanos: 1_310_000_000,
		spanCount: 214,
		errorCount: 0,
		orphanCount: 0,
		service: "gateway",
		name: `POST /pay/${index}`,
		operation: `POST /pay/${index}`,
		rootSpanId: "00f067aa0ba902b7",
		rootStatus: 0,
		services: [{ name: "gateway", color: 8, spanCount: 1, errorCount: 0 }],
		firstError: null,
		...more,
	};
}

/** One log record of a list, the `index`-th: each a second older than the one before. */
export function logRecord(index: number, more: Partial<LogRecordJson> = {}): LogRecordJson {
	const time = String(1_763_579_647_218_000_000n - BigInt(index) * 1_000_000_000n);
	return {
		id: `7-${index}`,
		time,
		observedTime: time,
		severityNumber: 9,
		severityText: "INFO",
		body: { stringValue: `request ${index} done` },
		attributes: [{ key: "order", value: { intValue: String(8_000 + index) } }],
		droppedAttributesCount: 0,
		flags: 1,
		traceId: "0af7651916cd43dd8448eb211c80319c",
		spanId: "b7ad6b7169203331",
		eventName: "",
		service: "payment",
		serviceColor: 5,
		resource: {
			attributes: [{ key: "service.version", value: { stringValue: "v42" } }],
			droppedAttributesCount: 0,
			entityRefs: [],
			schemaUrl: "",
		},
		scope: { name: "bank", version: "1.0", attributes: [], droppedAttributesCount: 0, schemaUrl: "" },
		marks: [],
		...more,
	};
}

/** One busy, healthy service. */
export function serviceOf(name: string, more: Partial<ServiceJson> = {}): ServiceJson {
	return {
		name,
		namespace: "",
		color: 1,
		spanCount: 72_400,
		requestCount: 36_900,
		errorCount: 0,
		ratePerSecond: 41,
		errorRatio: 0,
		p50Nanos: 84_000_000,
		p95Nanos: 790_000_000,
		p99Nanos: 1_100_000_000,
		versions: ["v42"],
		instances: [`${name}-1`],
		environments: ["prod"],
		requestCounts: Array.from({ length: 30 }, () => 1_230),
		silent: false,
		firstSeen: "1763570000000000000",
		lastSeen: "1763579647218000000",
		...more,
	};
}

/** Log records by time and level: two levels in four buckets of 10 s. */
export function logVolume(more: Partial<LogVolumeJson> = {}): LogVolumeJson {
	return {
		start: "1763579600000000000",
		stepNanos: 10_000_000_000,
		counts: { error: [0, 1, 0, 2], info: [5, 3, 4, 0] },
		total: 15,
		complete: true,
		scanned: { from: "0", to: "0", blocks: 1, rows: 15 },
		warnings: [],
		tookMs: 4,
		...more,
	};
}

/** One sender that does everything right. */
export function senderOf(more: Partial<StatusJson["senders"][number]> = {}): StatusJson["senders"][number] {
	return {
		transport: "grpc",
		peer: "10.0.3.7",
		userAgent: "OTel-OTLP-Exporter-Python/1.38.0",
		encoding: "protobuf",
		compression: "gzip",
		requests: 12,
		items: 3_400,
		rejected: 0,
		resent: 0,
		lastSeen: "1763579647218000000",
		lastMessage: "",
		demo: false,
		...more,
	};
}

const NONE = { traces: 0, metrics: 0, logs: 0 };

/** A store with which all is well. */
export function storageOf(more: Partial<StatusJson["storage"]> = {}): StatusJson["storage"] {
	return {
		disk: { state: "ok", freeBytes: 80 * 2 ** 30, reserveBytes: 5 * 2 ** 30 },
		damage: [],
		losses: [],
		setAside: [],
		quarantinedRequests: 0,
		quarantinedBlocks: 0,
		lastBackup: null,
		...more,
	};
}

/** A collector that has received something, or nothing. */
export function statusOf(stored: number, more: Partial<StatusJson> = {}): StatusJson {
	return {
		version: "0.1.0",
		startedAt: "0",
		endpoints: { ui: "http://127.0.0.1:4319", grpc: "127.0.0.1:4317", http: "http://127.0.0.1:4318" },
		insecure: false,
		received: { ...NONE, traces: stored },
		rejected: NONE,
		rejectedByReason: {},
		refusedByReason: {},
		resent: NONE,
		repaired: { duplicateKeys: 0, invalidUtf8: 0, duplicateSpans: 0 },
		removed: NONE,
		stored: { ...NONE, traces: stored },
		kept: {
			blocks: NONE,
			blockBytes: NONE,
			oldestArrival: { traces: null, metrics: null, logs: null },
			deleted: { age: NONE, size: NONE },
			limitBytes: 0,
			damaged: [],
		},
		sequence: 1,
		databaseBytes: 0,
		walBytes: 0,
		openColumnBytes: 0,
		storage: storageOf(),
		delay: { count: 0, late: 0, p50Nanos: null, p99Nanos: null },
		history: { start: "0", stepNanos: 10_000_000_000, spans: [], logRecords: [], metricPoints: [], rejected: [] },
		demo: { state: "absent", command: "npm start -- --demo", incident: null, message: "", hasData: false },
		residentBytes: 0,
		queryWorkers: [],
		refusals: [],
		senders: [],
		...more,
	};
}
