/** New versions as flags on the charts: of the service, and of those that it waits for. */

import type { ServiceDetailJson } from "@spanglass/shared/api/rollup-schemas";
import { unixMillisFromText } from "@spanglass/shared/units/time";
import { useMemo } from "react";
import { type ServiceQuery, useDeploys } from "../../api/service-detail.ts";
import type { TimeSeriesFlag } from "../../charts/TimeSeries/time-series.ts";
import { waitShare } from "./neighbour-rows.ts";

const MOST_CALLEES = 3;

/** The callees that take most of the waiting: their new versions may be the reason of what the charts show. */
export function telltaleCallees({ callees }: Pick<ServiceDetailJson, "callees">): readonly string[] {
	const services = callees.filter(({ callee }) => callee.type === "service");
	const byWait = services.toSorted((a, b) => (waitShare(b, callees) ?? 0) - (waitShare(a, callees) ?? 0));
	return [...new Set(byWait.map(({ callee }) => callee.name))].slice(0, MOST_CALLEES);
}

/** Flags in order of time, each with the service's name. */
export function useDeployFlags(query: ServiceQuery, detail: ServiceDetailJson | undefined): readonly TimeSeriesFlag[] {
	const { name, env, fromMs, toMs } = query;
	const others = useDeploys(
		useMemo(() => (detail === undefined ? [] : telltaleCallees(detail)), [detail]),
		{ env, fromMs, toMs },
	);
	const own = detail?.deploys;
	return useMemo(() => {
		const all = [...(own ?? []).map((deploy) => ({ service: name, ...deploy })), ...others];
		return all
			.map(({ service, environment, version, at }) => ({
				key: `${service} ${environment} ${version} ${at}`,
				timeMs: unixMillisFromText(at),
				label: `${service} ${version}`,
			}))
			.toSorted((a, b) => a.timeMs - b.timeMs);
	}, [own, others, name]);
}
