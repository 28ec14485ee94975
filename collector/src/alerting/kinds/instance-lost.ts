/** Instances that nothing is heard of any more. */
import { unixMillisFromNanos } from "@spanglass/shared/units/time";
import { type AlertKindModule, labelsOf, MINUTE_MS, minuteOf, rangeOf, whereOf, windowMinutes } from "./series.ts";

/** Silent for so many of its usual intervals: less says nothing. */
const INTERVALS = 3;

interface Instance {
	readonly key: Readonly<Record<string, unknown>>;
	/** Minutes with spans. */
	readonly minutes: number[];
	/** Unix ms of its last request of any signal; 0: not known. */
	lastSeen: number;
	usualMs: number;
}

/**
 * Seconds since the last request that brought anything of it; of moments before that one, since the last minute with spans. An instance that
 * has been silent for longer than the window is not expected any more.
 */
export const instanceLost: AlertKindModule = {
	reachMinutes: windowMinutes,
	load: async (rule, minutes, { source, control }) => {
		const groupBy = rule.groupBy.length === 0 ? (["service", "instance"] as const) : rule.groupBy;
		const by = ["environment", "namespace", "service", "version", "instance"] as const;
		const instances = new Map<string, Instance>();
		const at = (key: Readonly<Record<string, unknown>>): Instance => {
			const name = JSON.stringify(by.map((dimension) => key[dimension]));
			const known = instances.get(name) ?? { key, minutes: [], lastSeen: 0, usualMs: 0 };
			instances.set(name, known);
			return known;
		};
		const where = whereOf(rule.scope);
		for (const { key, start } of await source.sumInstances(
			{ range: rangeOf({ ...minutes, to: minutes.to + 1 }), stepMinutes: 1, by, where },
			control,
		))
			at(key).minutes.push(minuteOf(unixMillisFromNanos(start)));
		for (const sighting of await source.listInstanceSightings(where, control)) {
			const known = at({ ...sighting });
			known.lastSeen = sighting.lastSeen;
			known.usualMs = sighting.usualIntervalMs ?? 0;
		}
		const named = [...instances.values()].filter(({ key }) => key.instance !== "");
		const windowMs = windowMinutes(rule) * MINUTE_MS;
		const groups = Map.groupBy(named, ({ key }) => JSON.stringify(groupBy.map((dimension) => key[dimension])));
		const series = [...groups.values()].map((members) => {
			for (const member of members) member.minutes.sort((a, b) => a - b);
			const [first] = members;
			return {
				labels: labelsOf(rule.scope, first?.key ?? {}, groupBy),
				minutes: [...new Set(members.flatMap((member) => heardIn(member)))].sort((a, b) => a - b),
				measure: (moment: number) => measure(members, moment, windowMs),
			};
		});
		return { series, warnings: ["what happened before now is told by minutes with spans"] };
	},
};

function heardIn({ minutes, lastSeen }: Instance): readonly number[] {
	return lastSeen === 0 ? minutes : [...minutes, minuteOf(lastSeen)];
}

/** The longest silence among the members that are still expected. */
function measure(members: readonly Instance[], moment: number, windowMs: number) {
	let worst: number | undefined;
	for (const member of members) {
		const heard = lastHeard(member, moment);
		if (heard === undefined || moment - heard > windowMs) continue;
		const silent = moment - heard;
		worst = Math.max(worst ?? 0, silent > INTERVALS * member.usualMs ? silent : 0);
	}
	return worst === undefined ? undefined : { value: worst / 1000, sample: members.length };
}

/** Of a moment before the last request only the minutes with spans tell, the one that runs included. */
function lastHeard({ minutes, lastSeen }: Instance, moment: number): number | undefined {
	if (lastSeen > 0 && lastSeen <= moment) return lastSeen;
	if (lastSeen - moment > 0 && lastSeen - moment < MINUTE_MS) return moment;
	const minute = minutes.findLast((each) => each <= minuteOf(moment));
	return minute === undefined ? undefined : Math.min(moment, (minute + 1) * MINUTE_MS);
}
