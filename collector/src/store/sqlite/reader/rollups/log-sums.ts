/** Log records counted by template: see `store/api/rollup-queries.ts`. */
import type { KnownTemplate } from "../../../../rollup/log-miners.ts";
import type { LogGroup, LogSumQuery, LogTemplateFilter, LogTemplateRow } from "../../../api/rollup-queries.ts";
import type { Snapshot } from "../snapshot.ts";
import { GroupNumbers } from "./group-numbers.ts";
import { conditionsOf, LOG_FIELDS, placesOf, valuesOf } from "./key-fields.ts";
import { nanosOfMinute } from "./minute-range.ts";
import type { OpenLogCounts } from "./open-logs.ts";
import { sumRollups } from "./sum-rollups.ts";

const TEMPLATE = LOG_FIELDS.template.places[0] ?? 0;

/** See `TelemetryReader.sumLogs`. */
export async function sumLogs({ range, stepMinutes, by, where }: LogSumQuery, snapshot: Snapshot): Promise<readonly LogGroup[]> {
	const groups = new GroupNumbers({ places: placesOf(LOG_FIELDS, by), where: conditionsOf(LOG_FIELDS, where) });
	const open = await snapshot.rollups.openLogs();
	const keyOf = by.includes("template") || where.template !== undefined ? finalKeys(open) : undefined;
	const question = { table: "log", range, stepMinutes, groups, service: where.service, open: open.packs, keyOf } as const;
	const sums = await sumRollups(question, snapshot);
	return sums.map(({ texts, start, counters: [records = 0] }) => ({ key: valuesOf(LOG_FIELDS, by, texts), start, records }));
}

/** What keys stand for now: of a template that is one with another by now, that one. Undefined: all for themselves. Ids are of one owner each. */
function finalKeys({ miners }: OpenLogCounts): ((key: readonly string[]) => readonly string[]) | undefined {
	const merged = new Map([...miners.main.merged(), ...miners.demo.merged()]);
	if (merged.size === 0) return undefined;
	return (key) => {
		const into = merged.get(key[TEMPLATE] ?? "");
		return into === undefined ? key : key.with(TEMPLATE, into);
	};
}

/** See `TelemetryReader.listLogTemplates`. */
export async function listLogTemplates(filter: LogTemplateFilter, snapshot: Snapshot): Promise<readonly LogTemplateRow[]> {
	const { miners } = await snapshot.rollups.openLogs();
	const isWanted = ({ namespace, service }: Pick<KnownTemplate, "namespace" | "service">) =>
		(filter.service === undefined || filter.service === service) && (filter.namespace === undefined || filter.namespace === namespace);
	const known = [...miners.main.known(isWanted), ...miners.demo.known(isWanted)];
	return known
		.map(({ firstMinute, ...template }) => ({ ...template, firstSeen: nanosOfMinute(firstMinute) }))
		.sort((a, b) => (a.id < b.id ? -1 : 1));
}
