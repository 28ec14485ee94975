/** Groups of errors that were not there before. */

import { LIMITS } from "@spanglass/shared/model/limits";
import { inEnvironment } from "@spanglass/shared/query/environment-filter";
import type { Field, Filter } from "@spanglass/shared/query/filter";
import { MATCH_ALL } from "@spanglass/shared/query/filter";
import { unixMillisFromNanos } from "@spanglass/shared/units/time";
import { timeBuckets } from "@spanglass/shared/units/time-buckets";
import { type AlertKindModule, CellGroups, minuteOf, rangeOf, SlidingWindow, seriesOf, type WindowSum, windowMinutes } from "./series.ts";

/** What did not fail for so long is new when it fails again. */
const KNOWN_MINUTES = 6 * 60;
const GROUPS = 2000;

interface NewCell {
	groups: number;
}

class GroupSum implements WindowSum<NewCell> {
	groups = 0;

	add({ groups }: NewCell): void {
		this.groups += groups;
	}

	remove({ groups }: NewCell): void {
		this.groups -= groups;
	}
}

export const newErrorGroup: AlertKindModule = {
	reachMinutes: (rule) => windowMinutes(rule) + KNOWN_MINUTES,
	load: async (rule, minutes, { source, control }) => {
		const range = rangeOf(minutes);
		const buckets = timeBuckets(range.start, range.end, { most: 1 });
		const query = { range, filter: filterOf(rule.scope), buckets, limit: GROUPS, rows: LIMITS.groupedRows };
		const { groups: found, complete, warnings } = await source.groupErrors(query, control);
		const groups = new CellGroups<NewCell>(rule, () => ({ groups: 0 }));
		for (const { service, namespace, first } of found) {
			const minute = minuteOf(unixMillisFromNanos(first));
			if (minute >= minutes.from + KNOWN_MINUTES) groups.at({ service, namespace }, minute).groups += 1;
		}
		const series = seriesOf(groups, (cells) => {
			const window = new SlidingWindow(cells, windowMinutes(rule), () => new GroupSum());
			return (at) => {
				const sum = window.moveTo(minuteOf(at));
				return sum && { value: sum.groups, sample: sum.groups };
			};
		});
		return { series, warnings: complete ? [] : warnings };
	},
};

function filterOf({
	service,
	environment,
	operation,
}: {
	readonly service?: string | undefined;
	readonly environment?: string | undefined;
	readonly operation?: string | undefined;
}): Filter {
	const equals = (field: Field, text: string): Filter => ({
		type: "compare",
		field,
		op: "=",
		value: { text, number: undefined, quoted: true },
	});
	const terms: Filter[] = [];
	if (service !== undefined) terms.push(equals({ scope: "intrinsic", key: "service" }, service));
	if (operation !== undefined) terms.push(equals({ scope: "intrinsic", key: "name" }, operation));
	return inEnvironment(terms.length === 0 ? MATCH_ALL : { type: "all", terms }, environment);
}
