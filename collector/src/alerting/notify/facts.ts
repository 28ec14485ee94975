/** A message in words of the receiver's language: the same facts for every channel that shows text to people. */
import type { Suspicion } from "@spanglass/shared/model/incident";
import { formatClock, formatDay } from "@spanglass/shared/units/clock-text";
import {
	formatCount,
	formatDuration,
	formatMagnitude,
	formatPercent,
	formatRate,
	formatSignificant,
	textOf,
} from "@spanglass/shared/units/format";
import { latestOf, linksOf, type Message, type MessageLink, statusOf, type ToldAlert } from "./message.ts";
import { WORDS, type Words } from "./words.ts";

export interface Fact {
	readonly label: string;
	readonly text: string;
}

export interface AlertFacts {
	/** What and where: `checkout error rate · checkout · prod`. */
	readonly title: string;
	readonly facts: readonly Fact[];
	readonly links: readonly (MessageLink & { readonly label: string })[];
}

export interface MessageFacts {
	/** One line: `Firing: error rate · checkout`. */
	readonly title: string;
	readonly status: "firing" | "resolved";
	readonly alerts: readonly AlertFacts[];
	/** Of a test, and of changes that are not listed one by one; "". */
	readonly footer: string;
}

export function factsOf(message: Message): MessageFacts {
	const words = WORDS[message.receiver.language];
	const latest = latestOf(message.alerts);
	const status = statusOf(message.alerts);
	const first = latest[0];
	const event = first?.notification.event ?? "firing";
	const rest = latest.length > 1 ? words.andMore(latest.length - 1) : "";
	const head = latest.length === 1 ? words.events[event] : words.events[status];
	const earlier = message.alerts.length - latest.length;
	return {
		title: `${message.isTest ? words.test : head}${words.colon}${first === undefined ? "" : titleOf(first)}${rest}`,
		status,
		alerts: latest.map((alert) => alertFacts(alert, message.pageUrl, words)),
		footer: message.isTest ? words.testFooter : earlier > 0 ? words.earlier(earlier) : "",
	};
}

function alertFacts(alert: ToldAlert, pageUrl: string, words: Words): AlertFacts {
	const { notification, suspicion } = alert;
	const { value, threshold, unit, comparison, startsAt, endsAt, event, severity, runbook, message } = notification;
	const sign = comparison === "below" ? "<" : ">";
	const measured = value === undefined ? "–" : valueText(value, unit);
	const numbers = [
		{ label: words.value, text: measured },
		{ label: words.threshold, text: `${sign} ${valueText(threshold, unit)}` },
	];
	const facts: Fact[] = [
		{ label: words.state, text: `${words.events[event]} · ${words.severities[severity]}` },
		...(unit === "external" ? [] : numbers),
		{ label: words.since, text: momentText(startsAt) },
	];
	if (endsAt !== undefined)
		facts.push({ label: words.ended, text: `${momentText(endsAt)} (${textOf(formatDuration((endsAt - startsAt) * 1e6))})` });
	if (message !== undefined && message !== "") facts.push({ label: words.reason, text: message });
	if (suspicion !== undefined) facts.push({ label: words.suspected, text: suspicionText(suspicion, words) });
	if (runbook !== "") facts.push({ label: words.runbook, text: runbook });
	const links = linksOf(alert, pageUrl).map((link) => ({ ...link, label: words.links[link.name] }));
	return { title: titleOf(alert), facts, links };
}

function titleOf({ notification }: ToldAlert): string {
	const where = Object.values(notification.labels).filter((value) => value !== "");
	return [notification.ruleName, ...where].join(" · ");
}

/** A value in the unit of its kind, as the page shows it. */
function valueText(value: number, unit: string): string {
	if (unit === "ratio") return textOf(formatPercent(value));
	if (unit === "nanos") return textOf(formatDuration(value));
	if (unit === "seconds") return textOf(formatDuration(value * 1e9));
	if (unit === "perSecond") return textOf(formatRate(value));
	if (unit === "count") return textOf(formatCount(value));
	if (unit === "factor") return `${formatSignificant(value)}×`;
	return textOf(formatMagnitude(value));
}

/** `2026-11-27 03:05:40 UTC`: whoever reads it may be anywhere. */
function momentText(millis: number): string {
	return `${formatDay(millis, "UTC")} ${formatClock(millis, "second", "UTC")} UTC`;
}

function suspicionText(suspicion: Suspicion, words: Words): string {
	const { service, operation, because, message, selfNanos, usualNanos, traces, tracesOf } = suspicion;
	const where = `${service} ${operation}`.trim();
	const held = selfNanos === undefined ? "" : textOf(formatDuration(selfNanos));
	const usual = usualNanos === undefined ? "" : textOf(formatDuration(usualNanos));
	const why = because === "error" ? words.becauseError(message ?? "") : words.becauseLatency(held, usual);
	return `${where} ${why}${words.ofTraces(traces, tracesOf)}`;
}
