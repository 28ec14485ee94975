/** Log records of a severity, and with a text: out of roll-ups, or counted one by one where a text is asked for. */
import type { AlertLogLevel, AlertRule } from "@spanglass/shared/model/alert-rule";
import { SpanglassError } from "@spanglass/shared/model/errors";
import type { Field, ItemFilter } from "@spanglass/shared/query/filter";
import { LOG_LEVELS } from "@spanglass/shared/query/log-level";
import { unixMillisFromNanos } from "@spanglass/shared/units/time";
import {
	type AlertKindModule,
	CellGroups,
	type LoadContext,
	MINUTE_MS,
	type MinuteRange,
	minuteOf,
	rangeOf,
	SlidingWindow,
	seriesOf,
	type WindowSum,
	whereOf,
	windowMinutes,
} from "./series.ts";

interface LogCell {
	records: number;
}

class RecordSum implements WindowSum<LogCell> {
	records = 0;

	add({ records }: LogCell): void {
		this.records += records;
	}

	remove({ records }: LogCell): void {
		this.records -= records;
	}
}

export const logCount: AlertKindModule = {
	reachMinutes: windowMinutes,
	load: async (rule, minutes, context) => {
		const { text } = conditionOf(rule);
		const groups = new CellGroups<LogCell>(rule, () => ({ records: 0 }));
		const warnings = await (text === "" ? addSums(groups, rule, minutes, context) : addCounts(groups, rule, minutes, context));
		const series = seriesOf(groups, (cells) => {
			const window = new SlidingWindow(cells, windowMinutes(rule), () => new RecordSum());
			return (at) => {
				const sum = window.moveTo(minuteOf(at));
				return sum && { value: sum.records, sample: sum.records };
			};
		});
		return { series, warnings };
	},
};

function conditionOf({ condition }: AlertRule): { readonly level: AlertLogLevel; readonly text: string } {
	if (condition.kind === "logCount") return condition;
	throw new SpanglassError("internal", `a rule of kind ${condition.kind} counts no records`);
}

function levelsFrom(level: AlertLogLevel): readonly string[] {
	return LOG_LEVELS.slice(LOG_LEVELS.indexOf(level));
}

type Groups = CellGroups<LogCell>;

async function addSums(
	groups: Groups,
	rule: AlertRule,
	minutes: MinuteRange,
	{ source, control }: LoadContext,
): Promise<readonly string[]> {
	const levels = levelsFrom(conditionOf(rule).level);
	const by = ["environment", "namespace", "service", "severity"] as const;
	for (const { key, start, records } of await source.sumLogs(
		{ range: rangeOf(minutes), stepMinutes: 1, by, where: whereOf(rule.scope) },
		control,
	))
		if (levels.includes(key.severity ?? "")) groups.at(key, minuteOf(unixMillisFromNanos(start))).records += records;
	return [];
}

const field = (key: "service" | "env" | "body"): Field => ({ scope: "intrinsic", key });
const equals = (key: "service" | "env", text: string): ItemFilter => ({
	type: "compare",
	field: field(key),
	op: "=",
	value: { text, number: undefined, quoted: true },
});

async function addCounts(
	groups: Groups,
	rule: AlertRule,
	minutes: MinuteRange,
	{ source, control }: LoadContext,
): Promise<readonly string[]> {
	const { level, text } = conditionOf(rule);
	const { service, environment } = rule.scope;
	const terms: ItemFilter[] = [{ type: "text", text }];
	if (service !== undefined) terms.push(equals("service", service));
	if (environment !== undefined) terms.push(equals("env", environment));
	const range = rangeOf(minutes);
	const count = minutes.to - Math.max(0, minutes.from);
	const buckets = { start: range.start, stepNanos: MINUTE_MS * 1e6, count };
	const { counts, complete, warnings } = await source.countLogs({ range, filter: { type: "all", terms }, buckets }, control);
	for (const [name, byMinute = []] of Object.entries(counts)) {
		if (!levelsFrom(level).includes(name)) continue;
		for (const [at, records] of byMinute.entries())
			if (records > 0) groups.at({ service }, Math.max(0, minutes.from) + at).records += records;
	}
	return complete ? [] : warnings;
}
