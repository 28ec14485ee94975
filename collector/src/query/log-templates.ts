/** What programs log, as numbers: records by template and severity over time, from roll-ups. */
import type { TimeRange } from "@spanglass/shared/query/time-range";
import { type UnixNanos, unixNanos } from "@spanglass/shared/units/time";
import type { CountedLevel } from "../store/api/log-queries.ts";
import { type LogGroup, type LogKey, type LogTemplateRow, type RollupReader, wholeMinutes } from "../store/api/rollup-queries.ts";
import type { QueryControl } from "../store/api/telemetry-store.ts";

const NANOS_PER_MINUTE = 60_000_000_000n;
const MOST_BUCKETS = 120;
/** Those that roll-ups have rows of cost least. */
const STEPS = [1, 2, 5, 10, 30, 60, 180, 360, 720, 1440] as const;

export interface LogTemplatesQuestion {
	readonly range: TimeRange;
	/** Only records that have these. */
	readonly where: Partial<Pick<LogKey, "environment" | "namespace" | "service" | "severity">>;
	/** Rows. */
	readonly limit: number;
}

export interface TemplateNumbers {
	readonly id: string;
	readonly text: string;
	readonly namespace: string;
	readonly service: string;
	readonly severity: CountedLevel;
	readonly count: number;
	readonly counts: readonly number[];
	/** Undefined of `__other__`. */
	readonly firstSeen: UnixNanos | undefined;
}

export interface MinuteBuckets {
	readonly start: UnixNanos;
	readonly stepMinutes: number;
	readonly count: number;
}

export interface TemplatesTold {
	readonly range: TimeRange;
	readonly buckets: MinuteBuckets;
	/** The most frequent first. */
	readonly rows: readonly TemplateNumbers[];
	readonly total: number;
	readonly records: number;
}

/** At most 120 buckets, or 121, of whole minutes that cover the range; they begin at multiples of their width. */
export function minuteBuckets({ start, end }: TimeRange): MinuteBuckets {
	const minutes = Number((end - start) / NANOS_PER_MINUTE);
	let stepMinutes: number = STEPS.find((step) => minutes <= step * MOST_BUCKETS) ?? 2880;
	while (minutes > stepMinutes * MOST_BUCKETS) stepMinutes *= 2;
	const step = BigInt(stepMinutes) * NANOS_PER_MINUTE;
	const first = (start / step) * step;
	return { start: unixNanos(first), stepMinutes, count: Number((end - first + step - 1n) / step) };
}

/** Rows by count, then service, text and severity. */
export async function logTemplates(reader: RollupReader, question: LogTemplatesQuestion, control: QueryControl): Promise<TemplatesTold> {
	const range = wholeMinutes(question.range);
	const buckets = minuteBuckets(range);
	const groups = await sumByBucket(reader, { ...question, range }, { buckets, control });
	const { service, namespace } = question.where;
	const filter = { ...(service === undefined ? {} : { service }), ...(namespace === undefined ? {} : { namespace }) };
	const known = new Map((await reader.listLogTemplates(filter, control)).map((template) => [template.id, template]));
	const rows = [...Map.groupBy(groups, rowName).values()]
		.flatMap((group) => rowOf(group, known, buckets))
		.sort((a, b) => b.count - a.count || compare(a, b));
	const records = rows.reduce((sum, { count }) => sum + count, 0);
	return { range, buckets, rows: rows.slice(0, question.limit), total: rows.length, records };
}

/** Ids of templates are of one service each, but for `__other__`. */
const rowName = ({ key }: LogGroup) => `${key.template} ${key.severity} ${key.service}\n${key.namespace}`;
const nameOf = ({ namespace, service, text, severity, id }: TemplateNumbers) => JSON.stringify([service, namespace, text, severity, id]);
const compare = (a: TemplateNumbers, b: TemplateNumbers) => (nameOf(a) < nameOf(b) ? -1 : 1);

interface Bucketing {
	readonly buckets: MinuteBuckets;
	readonly control: QueryControl;
}

/** A range that begins inside a bucket is asked for in two pieces: steps of a question are counted from its start. */
async function sumByBucket(
	reader: RollupReader,
	{ range, where }: Pick<LogTemplatesQuestion, "range" | "where">,
	{ buckets: { start, stepMinutes }, control }: Bucketing,
): Promise<readonly LogGroup[]> {
	const by = ["namespace", "service", "severity", "template"] as const;
	const border = unixNanos(start + BigInt(stepMinutes) * NANOS_PER_MINUTE);
	if (range.start === start || border >= range.end) return reader.sumLogs({ range, stepMinutes, by, where }, control);
	const first = await reader.sumLogs({ range: { start: range.start, end: border }, by, where }, control);
	return [...first, ...(await reader.sumLogs({ range: { start: border, end: range.end }, stepMinutes, by, where }, control))];
}

/** Of one template and severity. */
function rowOf(
	group: readonly LogGroup[],
	known: ReadonlyMap<string, LogTemplateRow>,
	{ start, stepMinutes, count }: MinuteBuckets,
): readonly TemplateNumbers[] {
	const [first] = group;
	if (first === undefined) return [];
	const { template: id = "", namespace = "", service = "", severity = "unspecified" } = first.key;
	const counts = Array.from({ length: count }, () => 0);
	for (const { start: at, records } of group) {
		const bucket = Number((at - start) / (BigInt(stepMinutes) * NANOS_PER_MINUTE));
		counts[bucket] = (counts[bucket] ?? 0) + records;
	}
	const template = known.get(id);
	const all = group.reduce((sum, { records }) => sum + records, 0);
	return [{ id, text: template?.text ?? id, namespace, service, severity, count: all, counts, firstSeen: template?.firstSeen }];
}
