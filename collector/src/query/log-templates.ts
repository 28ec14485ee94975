/** What programs log, as numbers: records by template and severity over time, from roll-ups. */
import type { TimeRange } from "@spanglass/shared/query/time-range";
import type { UnixNanos } from "@spanglass/shared/units/time";
import type { CountedLevel } from "../store/api/log-queries.ts";
import { type LogGroup, type LogKey, type LogTemplateRow, type RollupReader, wholeMinutes } from "../store/api/rollup-queries.ts";
import type { QueryControl } from "../store/api/telemetry-store.ts";
import { bucketOf, type MinuteBuckets, minuteBuckets, sumByBucket } from "./minute-buckets.ts";

const MOST_BUCKETS = 120;

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

export interface TemplatesTold {
	readonly buckets: MinuteBuckets;
	/** The most frequent first. */
	readonly rows: readonly TemplateNumbers[];
	readonly total: number;
	readonly records: number;
}

/** Rows by count, then service, text and severity. */
export async function logTemplates(reader: RollupReader, question: LogTemplatesQuestion, control: QueryControl): Promise<TemplatesTold> {
	const range = wholeMinutes(question.range);
	const buckets = minuteBuckets(range, MOST_BUCKETS);
	const { where } = question;
	const by = ["namespace", "service", "severity", "template"] as const;
	const groups = await sumByBucket(buckets, (piece) => reader.sumLogs({ ...piece, by, where }, control));
	const { service, namespace } = where;
	const filter = { ...(service === undefined ? {} : { service }), ...(namespace === undefined ? {} : { namespace }) };
	const known = new Map((await reader.listLogTemplates(filter, control)).map((template) => [template.id, template]));
	const rows = [...Map.groupBy(groups, rowName).values()]
		.flatMap((group) => rowOf(group, known, buckets))
		.sort((a, b) => b.count - a.count || compare(a, b));
	const records = rows.reduce((sum, { count }) => sum + count, 0);
	return { buckets, rows: rows.slice(0, question.limit), total: rows.length, records };
}

/** Ids of templates are of one service each, but for `__other__`. */
const rowName = ({ key }: LogGroup) => `${key.template} ${key.severity} ${key.service}\n${key.namespace}`;
const nameOf = ({ namespace, service, text, severity, id }: TemplateNumbers) => JSON.stringify([service, namespace, text, severity, id]);
const compare = (a: TemplateNumbers, b: TemplateNumbers) => (nameOf(a) < nameOf(b) ? -1 : 1);

/** Of one template and severity. */
function rowOf(group: readonly LogGroup[], known: ReadonlyMap<string, LogTemplateRow>, buckets: MinuteBuckets): readonly TemplateNumbers[] {
	const [first] = group;
	if (first === undefined) return [];
	const { template: id = "", namespace = "", service = "", severity = "unspecified" } = first.key;
	const counts = Array.from({ length: buckets.count }, () => 0);
	for (const { start, records } of group) {
		const bucket = bucketOf(buckets, start);
		counts[bucket] = (counts[bucket] ?? 0) + records;
	}
	const template = known.get(id);
	const all = group.reduce((sum, { records }) => sum + records, 0);
	return [{ id, text: template?.text ?? id, namespace, service, severity, count: all, counts, firstSeen: template?.firstSeen }];
}
