/** Rules, alerts, incidents: what is asked, how often, and what a write makes old. */
import type { AlertRuleJson } from "@spanglass/shared/api/alert-schemas";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { getJson, sendJson } from "./client.ts";

/** Alerts change with the minute; whoever looks at them should not wait for it. */
const OFTEN_MS = 10_000;
const SELDOM_MS = 30_000;

export interface AlertsQuery {
	readonly service?: string | undefined;
	readonly environment?: string | undefined;
	/** Somebody reads the alerts themselves; otherwise they are a mark beside other things. */
	readonly isFocus?: boolean;
	/** False: nothing is asked. */
	readonly isShown?: boolean;
}

/** Alerts that are not ok, their counts by state, and whether the alert clock can be relied on. */
export function useAlerts({ service, environment, isFocus = false, isShown = true }: AlertsQuery = {}) {
	return useQuery({
		queryKey: ["alerts", "list", service, environment],
		queryFn: ({ signal }) => getJson("alerts", { query: { service, env: environment, limit: 500 }, signal }),
		enabled: isShown,
		refetchInterval: isFocus ? OFTEN_MS : SELDOM_MS,
		placeholderData: keepPreviousData,
		retry: false,
	});
}

/** How many alerts fire, by the service that they name. */
export function useFiringServices(): ReadonlyMap<string, number> {
	const { data } = useAlerts();
	return useMemo(() => {
		const counts = new Map<string, number>();
		for (const { state, labels } of data?.data ?? []) {
			const { service } = labels;
			if (state === "firing" && service !== undefined) counts.set(service, (counts.get(service) ?? 0) + 1);
		}
		return counts;
	}, [data]);
}

export function useRules() {
	return useQuery({
		queryKey: ["alerts", "rules"],
		queryFn: ({ signal }) => getJson("alertRules", { signal }),
		refetchInterval: OFTEN_MS,
	});
}

/** One rule with all its alerts; undefined id: nothing is asked. */
export function useRule(ruleId: string | undefined) {
	return useQuery({
		queryKey: ["alerts", "rule", ruleId],
		queryFn: ({ signal }) => getJson("alertRule", { path: { ruleId: ruleId ?? "" }, signal }),
		enabled: ruleId !== undefined,
		refetchInterval: OFTEN_MS,
		retry: false,
	});
}

/** Changes of state in a half-open range (epoch milliseconds), with the last one before it of each alert. */
export function useAlertHistory(fromMs: number, toMs: number) {
	return useQuery({
		queryKey: ["alerts", "history", fromMs, toMs],
		queryFn: ({ signal }) => getJson("alertHistory", { query: { from: fromMs, to: toMs, limit: 10_000 }, signal }),
		placeholderData: keepPreviousData,
	});
}

export interface TemplatesQuery {
	readonly service: string | undefined;
	readonly environment: string | undefined;
}

/** Ready-made rules, filled in from what the service did. */
export function useTemplates({ service, environment }: TemplatesQuery) {
	return useQuery({
		queryKey: ["alerts", "templates", service, environment],
		queryFn: ({ signal }) => getJson("alertTemplates", { query: { service, env: environment }, signal }),
		placeholderData: keepPreviousData,
	});
}

/** How often a rule would have fired since `now-…`. Asked again when the rule reads otherwise; undefined: it cannot be asked yet. */
export function useBacktest(rule: AlertRuleJson | undefined, from: string) {
	return useQuery({
		queryKey: ["alerts", "backtest", rule, from],
		queryFn: () => sendJson("POST alertBacktest", { rule, from, to: "now" }),
		enabled: rule !== undefined,
		placeholderData: keepPreviousData,
		retry: false,
		staleTime: 60_000,
	});
}

/** The course of a rule's value as its evaluator sees it, from the stored telemetry. `isOpen`: it goes on. */
export function useRuleCourse(rule: AlertRuleJson | undefined, range: { readonly fromMs: number; readonly toMs: number | undefined }) {
	const { fromMs, toMs } = range;
	return useQuery({
		queryKey: ["alerts", "course", rule, fromMs, toMs],
		queryFn: () =>
			sendJson("POST alertBacktest", { rule, from: String(Math.round(fromMs)), to: toMs === undefined ? "now" : String(Math.round(toMs)) }),
		enabled: rule !== undefined,
		...(toMs === undefined ? { refetchInterval: SELDOM_MS } : { staleTime: Number.POSITIVE_INFINITY }),
		retry: false,
	});
}

export interface RuleWrite {
	/** Undefined: a new one. */
	readonly id: string | undefined;
	readonly version: number;
	readonly rule: AlertRuleJson;
}

/** Keep a rule; a stale version is refused. */
export function useWriteRule() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: ({ id, version, rule }: RuleWrite) =>
			id === undefined ? sendJson("POST alertRules", { rule }) : sendJson("PUT alertRule", { rule, version }, { path: { ruleId: id } }),
		onSettled: () => client.invalidateQueries({ queryKey: ["alerts"] }),
	});
}

export function useDeleteRule() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: ({ id, version }: Pick<RuleWrite, "version"> & { readonly id: string }) =>
			sendJson("DELETE alertRule", undefined, { path: { ruleId: id }, query: { version } }),
		onSettled: () => client.invalidateQueries({ queryKey: ["alerts"] }),
	});
}
