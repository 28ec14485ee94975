/** What an insight, a change, a cause is called, and where it leads. Pure. */
import type { CauseJson, ChangeJson, InsightJson, RegressionJson } from "@spanglass/shared/api/overview-schemas";
import { quoteText } from "@spanglass/shared/query/fields";
import { formatClock } from "@spanglass/shared/units/clock-text";
import { compareValues, formatDuration, formatPercent, formatRate, formatSignificant, textOf } from "@spanglass/shared/units/format";
import type { TFunction } from "i18next";

const PLAIN = /^[\p{L}\p{N}_.][\p{L}\p{N}_.-]*$/u;

/** `key:value` as the query language writes it. */
export function termText(key: string, value: string): string {
	return `${key}:${PLAIN.test(value) ? value : quoteText(value)}`;
}

/** The measure of an insight in its own unit: `3.4`, `62%`, `890 ms`. */
function measureText({ kind, isShare }: Pick<InsightJson, "kind" | "isShare">, value: number): string {
	if (isShare) return textOf(formatPercent(value));
	return kind === "retries" ? formatSignificant(value) : textOf(formatDuration(value));
}

export function insightTitle(t: TFunction, insight: InsightJson): string {
	const { kind, isShare, service, callee, version, instance, now } = insight;
	const key = kind === "version" && isShare ? "versionErrors" : kind;
	return t(`overview.insight.${key}`, {
		...{ service, callee: callee?.name ?? "", version: version ?? "", instance: instance ?? "" },
		now: now === null ? "" : measureText(insight, now),
	});
}

const CONCERNS = {
	retries: "overview.concernsAttempts",
	failFast: "overview.concernsAttempts",
	rateLimited: "overview.concernsAttempts",
	errors: "overview.concernsFailures",
	latency: "overview.concernsRequests",
	version: "overview.concernsRequests",
	queue: "overview.concernsMessages",
	lostInstance: "overview.concernsRequests",
} as const satisfies Record<InsightJson["kind"], string>;

/** What stands below the title: since when, what it was, how much it concerns. */
export function insightFacts(t: TFunction, insight: InsightJson): readonly string[] {
	const { kind, before, previousVersion, since, affectedPerSecond, version } = insight;
	const facts: string[] = [];
	if (since !== null) facts.push(t("overview.since", { time: clockOf(since) }));
	if (before !== null && kind === "version") {
		facts.push(t("overview.wasWith", { value: measureText(insight, before), version: previousVersion ?? "" }));
	} else if (before !== null) facts.push(t("overview.was", { value: measureText(insight, before) }));
	if (kind === "lostInstance" && version !== null && version !== "") facts.push(t("overview.ofVersion", { version }));
	if (affectedPerSecond > 0 && kind !== "lostInstance") {
		facts.push(t(CONCERNS[kind], { rate: textOf(formatRate(affectedPerSecond)) }));
	}
	return facts;
}

/** Epoch nanoseconds as a time of day. */
export function clockOf(nanos: string): string {
	return formatClock(Number(BigInt(nanos) / 1_000_000n), "second");
}

export function causeText(t: TFunction, { kind, service, version }: CauseJson): string {
	return t(`overview.cause.${kind}`, { service, version: version ?? "" });
}

export function causeShort(t: TFunction, { kind, service, version }: CauseJson): string {
	return t(`overview.causeShort.${kind}`, { service, version: version ?? "" });
}

/** A way to another page: its path, and what it adds to range and environment. */
export interface PageLink {
	readonly to: "/traces" | "/services/$name/$tab";
	readonly params?: { readonly name: string; readonly tab: string };
	readonly values: Readonly<Record<string, string | undefined>>;
}

/** The traces behind an insight; of an instance that is lost, its last words. */
export function evidenceOf({ kind, service, namespace, callee, version, instance, now, isShare }: InsightJson): PageLink {
	const own = termText("service", service);
	const other = callee === null ? "" : termText("service", callee.name);
	switch (kind) {
		case "retries":
		case "rateLimited":
			return { to: "/traces", values: { q: callee?.type === "service" ? `${own} >> (${other} status:error)` : `${own} status:error` } };
		case "failFast":
			return { to: "/traces", values: { q: `${own} kind:client status:error duration:<5ms` } };
		case "errors":
			return { to: "/traces", values: { q: `${own} status:error` } };
		case "latency":
			return { to: "/traces", values: { q: now === null ? own : `${own} duration:>=${Math.floor(now / 1e6)}ms`, sort: "longest" } };
		case "version":
			return {
				to: "/traces",
				values: { q: `${own} ${termText("version", version ?? "")}${isShare ? " status:error" : ""}`, sort: "longest" },
			};
		case "queue":
			return { to: "/traces", values: { q: `${own} kind:consumer` } };
		case "lostInstance":
			return instancesLink({ service, namespace, instance });
	}
}

function instancesLink({ service, namespace, instance }: Pick<InsightJson, "service" | "namespace" | "instance">): PageLink {
	const values = { state: "lost", inst: instance ?? undefined, ns: namespace === "" ? undefined : namespace };
	return { to: "/services/$name/$tab", params: { name: service, tab: "instances" }, values };
}

export function changeTitle(t: TFunction, { kind, service, version, previousVersion, callee, statusClass }: ChangeJson): string {
	const key = kind === "deploy" && previousVersion === null ? "deployFirst" : kind;
	return t(`overview.change.${key}`, {
		...{ service, version: version ?? "", previous: previousVersion ?? "", callee: callee?.name ?? "", statusClass: statusClass ?? "" },
	});
}

/** What a change brought: of a version, how it does beside the one before it; of all others, their traces. */
export function changeLink(change: ChangeJson): PageLink {
	const { kind, service, namespace, version, previousVersion } = change;
	if (kind !== "deploy" || version === null || previousVersion === null) return { to: "/traces", values: { q: changeQuery(change) } };
	const values = { a: previousVersion, b: version, ns: namespace === "" ? undefined : namespace };
	return { to: "/services/$name/$tab", params: { name: service, tab: "versions" }, values };
}

function changeQuery({ kind, service, version, callee }: ChangeJson): string {
	const own = termText("service", service);
	if (kind === "deploy") return `${own} ${termText("version", version ?? "")}`;
	if (kind === "newError") return `${own} status:error`;
	return callee?.type === "service" ? `${own} >> ${termText("service", callee.name)}` : own;
}

export interface ChangeOfValue {
	/** `▲210%`, or undefined when there is nothing to say. */
	readonly text: string | undefined;
	readonly isWorse: boolean;
}

/** By how much a duration changed; what is below a fifth is no effect. */
export function durationChange(was: number, now: number): ChangeOfValue {
	const change = compareValues({ value: was, count: 100 }, { value: now, count: 100 });
	if (change.kind !== "changed" || Math.abs(change.difference) < was / 5) return { text: undefined, isWorse: false };
	return { text: `${change.direction === "up" ? "▲" : "▼"}${change.percent}`, isWorse: change.direction === "up" };
}

/** A regression's change: `▲210%` of durations, points of shares. */
export function regressionChange(t: TFunction, { metric, was, now }: RegressionJson): string {
	if (metric === "errorRatio") return t("overview.points", { value: formatSignificant((now - was) * 100) });
	return durationChange(was, now).text ?? "";
}
