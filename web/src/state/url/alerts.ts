/** What the address says about the list of alerts. */
import { choiceValue, type SearchValues, textValue } from "../url.ts";

const ALERT_VIEWS = ["rules", "incidents"] as const;
export const RULE_FILTERS = ["all", "firing", "pending", "noData", "error", "ok", "off"] as const;
export type AlertView = (typeof ALERT_VIEWS)[number];
export type RuleFilter = (typeof RULE_FILTERS)[number];

export interface AlertsUrl {
	readonly view: AlertView;
	readonly state: RuleFilter;
	/** Part of a name, service or receiver, as typed. */
	readonly q: string;
}

export function alertsUrlFromSearch(values: SearchValues): AlertsUrl {
	return {
		view: choiceValue(values, "view", ALERT_VIEWS),
		state: choiceValue(values, "state", RULE_FILTERS),
		q: textValue(values, "q") ?? "",
	};
}

/** The changes that write the page's values: defaults are left out. */
export function searchFromAlertsUrl({ view, state, q }: AlertsUrl): Readonly<Record<"view" | "state" | "q", string | undefined>> {
	return {
		view: view === ALERT_VIEWS[0] ? undefined : view,
		state: state === RULE_FILTERS[0] ? undefined : state,
		q: q === "" ? undefined : q,
	};
}
