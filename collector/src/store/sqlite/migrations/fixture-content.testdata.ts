/** Everything that a store answers as one number: what is compared before and after a migration. */
import { createHash } from "node:crypto";
import { MATCH_ALL } from "@spanglass/shared/query/filter";
import { unixNanos } from "@spanglass/shared/units/time";
import type { TelemetryReader } from "../../api/telemetry-store.ts";
import { FREE_CONTROL } from "../../conformance/ingest-helpers.ts";

export interface StoredContent {
	readonly spans: number;
	readonly logRecords: number;
	readonly points: number;
	/** SHA-256 over all items as sorted lines of JSON, without the marks that a store adds. */
	readonly hash: string;
}

const EVERYTHING = { start: unixNanos(0n), end: unixNanos(2n ** 63n - 1n) };
const PAGE = 1000;

export async function contentOf(reader: TelemetryReader): Promise<StoredContent> {
	const spans = await spanLines(reader);
	const logRecords = await logLines(reader);
	const points = await pointLines(reader);
	const hash = createHash("sha256");
	for (const line of [...spans.sort(), ...logRecords.sort(), ...points.sort()]) hash.update(line).update("\n");
	return { spans: spans.length, logRecords: logRecords.length, points: points.length, hash: hash.digest("hex") };
}

async function spanLines(reader: TelemetryReader): Promise<string[]> {
	const lines: string[] = [];
	let cursor: string | undefined;
	do {
		const query = { range: EVERYTHING, filter: MATCH_ALL, sort: "newest", limit: PAGE, cursor } as const;
		const page = await reader.findTraces(query, FREE_CONTROL);
		for (const { traceId } of page.traces) {
			for await (const batch of reader.streamTrace(traceId, FREE_CONTROL)) lines.push(...batch.map(lineOf));
		}
		cursor = page.cursor;
	} while (cursor !== undefined);
	return lines;
}

async function logLines(reader: TelemetryReader): Promise<string[]> {
	const lines: string[] = [];
	let cursor: string | undefined;
	do {
		const query = { range: EVERYTHING, filter: MATCH_ALL, traceId: undefined, order: "oldest", limit: PAGE, cursor } as const;
		const page = await reader.findLogs(query, FREE_CONTROL);
		lines.push(...page.records.map(({ record }) => lineOf(record)));
		cursor = page.cursor;
	} while (cursor !== undefined);
	return lines;
}

async function pointLines(reader: TelemetryReader): Promise<string[]> {
	const lines: string[] = [];
	const catalog = await reader.listMetrics({ range: EVERYTHING, filter: MATCH_ALL }, FREE_CONTROL);
	for (const metric of catalog) {
		for await (const batch of reader.streamMetricPoints({ metric, range: EVERYTHING, filter: MATCH_ALL }, FREE_CONTROL)) {
			lines.push(...batch.map(({ point }) => lineOf(point)));
		}
	}
	return lines;
}

/** Keys sorted; numbers that JSON does not tell apart are. */
function lineOf(item: object): string {
	return JSON.stringify({ ...item, marks: 0 }, (_key, value: unknown) => {
		if (typeof value === "bigint") return `${value}n`;
		if (typeof value === "number" && !Number.isFinite(value)) return `${value}`;
		if (Object.is(value, -0)) return "-0";
		if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString("hex")}`;
		if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
		return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
	});
}
