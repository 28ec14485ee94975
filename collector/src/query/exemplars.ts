/** Spans that stand for a number: of a service, near a duration. */
import { inEnvironment } from "@spanglass/shared/query/environment-filter";
import type { Field, Filter } from "@spanglass/shared/query/filter";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import type { SpanSummary } from "../store/api/span-queries.ts";
import type { QueryControl, TelemetryReader } from "../store/api/telemetry-store.ts";

export interface ExemplarQuestion {
	readonly service: string;
	readonly environment: string | undefined;
	readonly range: TimeRange;
	/** Display name; undefined: any. */
	readonly operation: string | undefined;
	/** Nanoseconds: the nearest first; undefined: the newest first. */
	readonly nearNanos: number | undefined;
	/** Only spans with status Error. */
	readonly failedOnly: boolean;
	readonly limit: number;
}

/** How far a span's duration may lie from the one that is asked for, tried one after the other. */
const FACTORS = [1.05, 1.3, 3] as const;
/** Spans that are looked at for those of one operation. */
const LOOKED_AT = 1000;

/** At most `limit` spans. Cost: up to three searches, each ended by its first thousand spans. */
export async function findExemplars(
	reader: Pick<TelemetryReader, "findSpans">,
	question: ExemplarQuestion,
	control: QueryControl,
): Promise<readonly SpanSummary[]> {
	const { nearNanos, limit } = question;
	// A wider search sees the newest spans of more: what a narrower one found may not be among them.
	const found = new Map<string, SpanSummary>();
	for (const factor of nearNanos === undefined ? [1] : FACTORS) {
		for (const span of await spansWithin(reader, { ...question, factor }, control)) found.set(span.traceId + span.spanId, span);
		if (found.size >= limit) break;
	}
	const spans = [...found.values()];
	if (nearNanos === undefined) return spans.slice(0, limit);
	const distance = ({ duration }: SpanSummary) => Math.abs(Number(duration) - nearNanos);
	return spans.toSorted((a, b) => distance(a) - distance(b)).slice(0, limit);
}

async function spansWithin(
	reader: Pick<TelemetryReader, "findSpans">,
	{ range, operation, ...asked }: ExemplarQuestion & { readonly factor: number },
	control: QueryControl,
): Promise<readonly SpanSummary[]> {
	const query = { range, filter: filterOf(asked), sort: "newest", limit: LOOKED_AT, cursor: undefined } as const;
	const { spans } = await reader.findSpans(query, control);
	return operation === undefined ? spans : spans.filter((span) => span.operation === operation);
}

function filterOf({
	service,
	environment,
	failedOnly,
	nearNanos,
	factor,
}: Pick<ExemplarQuestion, "service" | "environment" | "failedOnly" | "nearNanos"> & { readonly factor: number }): Filter {
	const terms: Filter[] = [compare({ scope: "intrinsic", key: "service" }, "=", service)];
	if (failedOnly) terms.push(compare({ scope: "intrinsic", key: "status" }, "=", "error"));
	if (nearNanos !== undefined) {
		terms.push(compare(DURATION, ">=", Math.floor(nearNanos / factor)), compare(DURATION, "<=", Math.ceil(nearNanos * factor)));
	}
	return inEnvironment({ type: "all", terms }, environment);
}

const DURATION: Field = { scope: "intrinsic", key: "duration" };

function compare(field: Field, op: "=" | ">=" | "<=", value: string | number): Filter {
	const number = typeof value === "number" ? value : undefined;
	return { type: "compare", field, op, value: { text: String(value), number, quoted: typeof value === "string" } };
}

/** An operation of a service, and the duration that its exemplar should have. */
export interface ExemplifiedOperation {
	readonly operation: string;
	/** SpanKind after repair. */
	readonly kind: number;
	readonly nearNanos: number | undefined;
}

/**
 * A span for each operation, nearest to the duration asked for among the newest spans of the service.
 *
 * Result  in the order of the operations; undefined where none of the newest thousand spans is of the operation.
 * Cost    one search, ended by its first thousand spans, however many operations there are.
 */
export async function findOperationExemplars(
	reader: Pick<TelemetryReader, "findSpans">,
	question: Pick<ExemplarQuestion, "service" | "environment" | "range">,
	operations: readonly ExemplifiedOperation[],
	control: QueryControl,
): Promise<readonly (SpanSummary | undefined)[]> {
	if (operations.length === 0) return [];
	const newest = { ...question, operation: undefined, nearNanos: undefined, failedOnly: false, limit: LOOKED_AT };
	const byOperation = Map.groupBy(await findExemplars(reader, newest, control), ({ operation }) => operation);
	return operations.map(({ operation, kind, nearNanos = 0 }) => {
		const spans = byOperation.get(operation) ?? [];
		// Kinds of operations are repaired, those of spans are as sent: without a span of that kind any of the name will do.
		const ofKind = spans.filter((span) => span.kind === kind);
		const distance = ({ duration }: SpanSummary) => Math.abs(Number(duration) - nearNanos);
		return (ofKind.length > 0 ? ofKind : spans).toSorted((a, b) => distance(a) - distance(b))[0];
	});
}
