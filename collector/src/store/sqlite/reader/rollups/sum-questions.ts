/** The questions that sum roll-ups: see `store/api/rollup-queries.ts`. */
import { NO_DURATIONS } from "@spanglass/shared/analysis/duration-counts";
import type { EdgeDimension, EdgeGroup, EdgeQuery, InstanceGroup, InstanceQuery, RedGroup, RedQuery } from "../../../api/rollup-queries.ts";
import type { Snapshot } from "../snapshot.ts";
import { GroupNumbers } from "./group-numbers.ts";
import {
	CALLEE_NAME_PLACE,
	CALLER_NAME_PLACE,
	conditionsOf,
	EDGE_FIELDS,
	INSTANCE_FIELDS,
	placesOf,
	RED_FIELDS,
	valuesOf,
} from "./key-fields.ts";
import { sumRollups } from "./sum-rollups.ts";

/** See `TelemetryReader.sumRed`. */
export async function sumRed({ range, stepMinutes, by, where }: RedQuery, snapshot: Snapshot): Promise<readonly RedGroup[]> {
	const groups = new GroupNumbers({ places: placesOf(RED_FIELDS, by), where: conditionsOf(RED_FIELDS, where) });
	const sums = await sumRollups({ table: "red", range, stepMinutes, groups, service: where.service }, snapshot);
	return sums.map(({ texts, start, durations }) => ({
		key: valuesOf(RED_FIELDS, by, texts),
		start,
		durations: durations[0] ?? NO_DURATIONS,
	}));
}

/** See `TelemetryReader.sumInstances`. */
export async function sumInstances(query: InstanceQuery, snapshot: Snapshot): Promise<readonly InstanceGroup[]> {
	const { range, stepMinutes, by, where } = query;
	const groups = new GroupNumbers({ places: placesOf(INSTANCE_FIELDS, by), where: conditionsOf(INSTANCE_FIELDS, where) });
	const sums = await sumRollups({ table: "instance", range, stepMinutes, groups, service: where.service }, snapshot);
	return sums.map(({ texts, start, durations }) => ({
		key: valuesOf(INSTANCE_FIELDS, by, texts),
		start,
		durations: durations[0] ?? NO_DURATIONS,
	}));
}

const SIDES = ["caller", "callee"] as const satisfies readonly EdgeDimension[];

/** See `TelemetryReader.sumEdges`. */
export async function sumEdges(query: EdgeQuery, snapshot: Snapshot): Promise<readonly EdgeGroup[]> {
	const { range, stepMinutes, where, touching } = query;
	const by = query.by.filter((dimension) => dimension !== "caller" && dimension !== "callee");
	const isWanted = (key: readonly string[]) => key[CALLER_NAME_PLACE] === touching || key[CALLEE_NAME_PLACE] === touching;
	const groups = new GroupNumbers(
		{ places: placesOf(EDGE_FIELDS, [...SIDES, ...by]), where: conditionsOf(EDGE_FIELDS, where) },
		touching === undefined ? undefined : isWanted,
	);
	const sums = await sumRollups({ table: "edge", range, stepMinutes, groups, service: undefined }, snapshot);
	const { caller, callee } = EDGE_FIELDS;
	return sums.map(({ texts, start, counters: [attempts = 0, resends = 0], durations: [client, server, queue] }) => ({
		key: {
			...valuesOf(EDGE_FIELDS, by, texts.slice(NODE_TEXTS * 2)),
			caller: caller.fromTexts(texts),
			callee: callee.fromTexts(texts.slice(NODE_TEXTS)),
		},
		start,
		attempts,
		resends,
		client: client ?? NO_DURATIONS,
		server: server ?? NO_DURATIONS,
		queue: queue ?? NO_DURATIONS,
	}));
}

const NODE_TEXTS = EDGE_FIELDS.caller.places.length;
