/** Requests of a service over time. */
import type { UnixNanos } from "@spanglass/shared/units/time";
import { type RedGroup, type RedKey, type RedQuery, type RollupReader, wholeMinutes } from "../store/api/rollup-queries.ts";
import type { QueryControl } from "../store/api/telemetry-store.ts";
import { type Numbers, numbersOf, requestsOf } from "./red-numbers.ts";
import { type ServiceQuestion, whereOf } from "./service-question.ts";

export interface RedLine {
	readonly group: string;
	readonly points: readonly { readonly at: UnixNanos; readonly numbers: Numbers }[];
}

export interface RedLines {
	/** The largest first, `__other__` last or by its size. */
	readonly lines: readonly RedLine[];
	/** Groups that are counted together in line `__other__` because there are too many. */
	readonly folded: number;
}

export interface RedQuestion extends ServiceQuestion {
	readonly stepMinutes: number;
	readonly operation: string | undefined;
	readonly by: keyof RedKey | undefined;
}

/** Lines of one answer: what is beyond goes into one of them. */
const MOST_LINES = 20;
export const OTHER_GROUP = "__other__";

/** Requests over time, in lines. Beyond 20 groups the smaller ones are one. */
export async function serviceRed(reader: RollupReader, question: RedQuestion, control: QueryControl): Promise<RedLines> {
	const { range, stepMinutes, operation, by } = question;
	const where = { ...whereOf(question), ...(operation === undefined ? {} : { operation }) };
	const steps = { range: wholeMinutes(range), stepMinutes };
	const requests =
		operation === undefined && (by === undefined || isTold(by))
			? await narrowRequests(reader, { ...steps, by: by ?? "isError", where: whereOf(question) }, control)
			: await wideRequests(reader, { ...steps, by: by ?? "isError", where, areAll: operation !== undefined }, control);
	const nameOf = ({ key }: LineGroup) => (by === undefined ? "" : String(key[by]));
	const sizes = new Map<string, number>();
	for (const group of requests) sizes.set(nameOf(group), (sizes.get(nameOf(group)) ?? 0) + group.durations.count);
	const largest = [...sizes].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([name]) => name);
	const kept = largest.length > MOST_LINES ? largest.filter((name) => name !== OTHER_GROUP).slice(0, MOST_LINES - 1) : largest;
	const own = new Set(kept);
	const lines = Map.groupBy(requests, (group) => (own.has(nameOf(group)) ? nameOf(group) : OTHER_GROUP));
	const names = own.has(OTHER_GROUP) ? kept : [...kept, OTHER_GROUP];
	return {
		lines: names.flatMap((group) => {
			const ofLine = lines.get(group);
			return ofLine === undefined ? [] : [{ group, points: pointsOf(ofLine) }];
		}),
		folded: largest.filter((name) => name !== OTHER_GROUP && !own.has(name)).length,
	};
}

type LineGroup = Pick<RedGroup, "key" | "start" | "durations">;

/** What table `instance` tells as well, in far fewer rows. */
const TOLD_BY_INSTANCES = ["version", "environment", "isError"] as const;
type ToldByInstances = (typeof TOLD_BY_INSTANCES)[number];

function isTold(by: keyof RedKey): by is ToldByInstances {
	return TOLD_BY_INSTANCES.some((dimension) => dimension === by);
}

type Steps = Pick<RedQuery, "range" | "where"> & { readonly stepMinutes: number };

async function narrowRequests(
	reader: RollupReader,
	{ by, where, ...steps }: Steps & { readonly by: ToldByInstances },
	control: QueryControl,
): Promise<readonly LineGroup[]> {
	const { service, namespace, environment } = where;
	const groups = await reader.sumInstances(
		{
			...steps,
			by: [...new Set(["isRequest", "isError", by] as const)],
			where: Object.fromEntries(Object.entries({ service, namespace, environment }).filter(([, value]) => value !== undefined)),
		},
		control,
	);
	const requests = groups.filter(({ key }) => key.isRequest === true);
	return requests.length > 0 ? requests : groups;
}

async function wideRequests(
	reader: RollupReader,
	{ by, areAll, ...steps }: Steps & { readonly by: keyof RedKey; readonly areAll: boolean },
	control: QueryControl,
): Promise<readonly LineGroup[]> {
	const groups = await reader.sumRed({ ...steps, by: [...new Set<keyof RedKey>(["kind", "isError", by])] }, control);
	return areAll ? groups : requestsOf(groups);
}

function pointsOf(groups: readonly LineGroup[]): RedLine["points"] {
	return [...Map.groupBy(groups, ({ start }) => start)]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([at, ofStep]) => ({ at, numbers: numbersOf(ofStep) }));
}
