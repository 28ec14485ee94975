/** What the address says about one rule: over how long it is tried out, and of a new one from what it starts. */
import { choiceValue, type SearchValues, textValue } from "../url.ts";

export const BACKTEST_RANGES = ["7d", "24h", "30d"] as const;
export type BacktestRange = (typeof BACKTEST_RANGES)[number];

export interface RuleUrl {
	readonly range: BacktestRange;
	/** Templates are filled in from this service's history. */
	readonly service: string | undefined;
	readonly environment: string | undefined;
	/** Id of the template that a new rule starts from. */
	readonly template: string | undefined;
}

export function ruleUrlFromSearch(values: SearchValues): RuleUrl {
	const own = (name: string): string | undefined => textValue(values, name) || undefined;
	return {
		range: choiceValue(values, "range", BACKTEST_RANGES),
		...{ service: own("service"), environment: own("env"), template: own("template") },
	};
}

/** The changes that write the page's values: defaults are left out. */
export function searchFromRuleUrl({ range, service, environment, template }: RuleUrl) {
	return { range: range === BACKTEST_RANGES[0] ? undefined : range, service, env: environment, template };
}
