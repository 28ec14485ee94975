import type { TransitionJson } from "@spanglass/shared/api/alert-schemas";
import type { DeliveryJson, IncidentEventJson } from "@spanglass/shared/api/incident-schemas";
import { formatAlertValue } from "@spanglass/shared/units/alert-value";
import { formatClock } from "@spanglass/shared/units/clock-text";
import { formatDuration, textOf } from "@spanglass/shared/units/format";
import { unixMillisFromText } from "@spanglass/shared/units/time";
import type { TFunction } from "i18next";
import { type ReactElement, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type AlertLook, AlertMark } from "../../../ui/AlertMark.tsx";
import { momentText } from "../../../ui/moment-text.ts";
import { useClock } from "../../../ui/use-clock.ts";
import type { IncidentView } from "./incident-view.ts";
import styles from "./Timeline.module.css";
import { type TimelineItem, timelineOf } from "./timeline.ts";

/** Every change, delivery and deed in order of time. */
export function Timeline({ view }: { readonly view: IncidentView }): ReactElement {
	const { t } = useTranslation();
	const nowMs = useClock();
	const { incident, evidence } = view;
	const items = useMemo(() => timelineOf(incident, evidence?.deploys ?? [], nowMs), [incident, evidence, nowMs]);
	return (
		<section className={styles.timeline} aria-label={t("alerts.incident.timeline")}>
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must do so by keyboard */}
			<ol tabIndex={0} aria-label={t("alerts.incident.timeline")}>
				{items.map((item) => {
					const { look, title, note } = wordsOf(item, view, t);
					return (
						<li key={item.key} title={[momentText(item.atMs), title, note].join(" · ")}>
							<span className={styles.moment}>
								<Glyph look={look} />
								<time>{formatClock(item.atMs, "second")}</time>
							</span>
							<p>
								<b>{title}</b> {note}
							</p>
						</li>
					);
				})}
			</ol>
		</section>
	);
}

type Look = AlertLook | "deploy" | "arrow" | "done" | "dot";

function Glyph({ look }: { readonly look: Look }): ReactElement {
	if (look === "deploy") return <i className={styles.flag}>⚑</i>;
	if (look === "arrow") return <i>→</i>;
	if (look === "dot") return <i className={styles.dotMark} />;
	return <AlertMark look={look === "done" ? "ok" : look} label="" size={11} />;
}

interface Words {
	readonly look: Look;
	readonly title: string;
	readonly note: string;
}

function wordsOf(item: TimelineItem, view: IncidentView, t: TFunction): Words {
	if (item.kind === "deploy") return { look: "deploy", title: t("alerts.incident.event.deploy"), note: `${item.service} ${item.version}` };
	if (item.kind === "still") {
		const note = view.value === undefined ? "" : textOf(formatAlertValue(view.value, view.unit));
		return { look: "dot", title: t("alerts.incident.event.still"), note };
	}
	if (item.kind === "transition") return transitionWords(item.of, view, t);
	return item.kind === "delivery" ? deliveryWords(item.of, t) : eventWords(item.of, t);
}

function transitionWords(
	{ to, from, value, threshold, message, rule }: TransitionJson,
	{ unit, rule: shown, incident }: IncidentView,
	t: TFunction,
): Words {
	const name = to === "ok" ? (from === "pending" ? "ok" : "resolved") : to;
	const title = name === "ok" ? t("alert.state.ok") : t(`alerts.incident.event.${name}`);
	if (message !== null) return { look: to, title, note: message };
	if (shown !== undefined && shown.id !== rule) {
		return { look: to, title, note: incident.deliveries.find((delivery) => delivery.rule === rule)?.ruleName ?? "" };
	}
	const note =
		value === null
			? ""
			: `${textOf(formatAlertValue(value, unit))} ${sign(shown?.rule.comparison, to)} ${textOf(formatAlertValue(threshold, unit))}`;
	return { look: to, title, note };
}

function sign(comparison: "above" | "below" | undefined, to: TransitionJson["to"]): string {
	const isHeld = to === "pending" || to === "firing";
	return (comparison === "below") === isHeld ? "<" : ">";
}

const DELIVERY_WORDS = {
	delivered: "alerts.incident.event.delivered",
	waiting: "alerts.incident.event.waiting",
	failed: "alerts.incident.event.failedDelivery",
	skipped: "alerts.incident.event.skipped",
} as const satisfies Record<DeliveryJson["state"], string>;

function deliveryWords({ receiverName, state, tookNanos, attempts, status, error }: DeliveryJson, t: TFunction): Words {
	const facts = [
		t(DELIVERY_WORDS[state]),
		state === "delivered" ? undefined : (error ?? (status === null ? undefined : String(status))),
		tookNanos === null || state !== "delivered" ? undefined : textOf(formatDuration(tookNanos)),
		attempts > 1 ? t("alerts.incident.event.attempts", { count: attempts }) : undefined,
	];
	return { look: state === "failed" ? "error" : "arrow", title: receiverName, note: facts.filter(Boolean).join(" · ") };
}

function eventWords(event: IncidentEventJson, t: TFunction): Words {
	const { by } = event;
	if (event.kind === "note") return { look: "arrow", title: by === "" ? t("alerts.incident.event.note") : by, note: event.text };
	if (event.kind === "evidence") return { look: "done", title: t("alerts.incident.event.evidence", { count: event.traces }), note: "" };
	if (event.kind === "silenced") {
		const time = formatClock(unixMillisFromText(event.until), "minute");
		return { look: "silenced", title: t("alerts.incident.event.silenced", { time }), note: by };
	}
	return { look: event.kind === "acknowledged" ? "done" : "off", title: t(`alerts.incident.event.${event.kind}`), note: by };
}
