/** A collector made of functions: answers `fetch` for the routes that a test gives and remembers what was asked. */
import { API_BASE } from "@spanglass/shared/api/paths";
import type { ListJson, StatusJson, TraceSummaryJson } from "@spanglass/shared/api/schemas";

/** Path below the API's base -> answer, or an Error body with its status. */
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
	globalThis.fetch = async (input) => {
		const url = new URL(String(input), "http://localhost");
		asked.push(url);
		const route = routes[url.pathname.replace(API_BASE, "")];
		try {
			if (route === undefined) throw new FakeError(404, { kind: "not_found", message: "no such route", requestId: "req-0" });
			return Response.json(route(url.searchParams));
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
		rootSpanId: "00f067aa0ba902b7",
		rootStatus: 0,
		services: [{ name: "gateway", color: 8, spanCount: 1, errorCount: 0 }],
		firstError: null,
		...more,
	};
}

const NONE = { traces: 0, metrics: 0, logs: 0 };

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
		stored: { ...NONE, traces: stored },
		sequence: 1,
		databaseBytes: 0,
		walBytes: 0,
		openColumnBytes: 0,
		diskFreeBytes: 80 * 2 ** 30,
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
