import type { RuleJson } from "@spanglass/shared/api/alert-schemas";
import { ALERT_KIND_FACTS } from "@spanglass/shared/model/alert-rule";
import { formatAlertValue, formatLength } from "@spanglass/shared/units/alert-value";
import { textOf } from "@spanglass/shared/units/format";
import { unixMillisFromText } from "@spanglass/shared/units/time";
import { Link } from "@tanstack/react-router";
import type { CSSProperties, ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Age } from "../../ui/Age.tsx";
import { AlertMark } from "../../ui/AlertMark.tsx";
import { Tag } from "../../ui/Pill.tsx";
import { useClock } from "../../ui/use-clock.ts";
import styles from "./AlertsPage.module.css";
import { lookOf, type StripPart } from "./alert-rows.ts";
import { ruleWords, scopeWords } from "./rule-words.ts";
import { StateStrip } from "./StateStrip.tsx";

const NOTHING = "—";

export interface RuleRowProps {
	readonly row: RuleJson;
	readonly strip: readonly StripPart[];
	/** Names of receivers by id. */
	readonly receiverNames: ReadonlyMap<string, string>;
}

/** One rule as a link to its editor. */
export function RuleRow({ row, strip, receiverNames }: RuleRowProps): ReactElement {
	const { t } = useTranslation();
	const { id, rule, state, counts, silenced, file, error, lastChange, since } = row;
	const look = lookOf(row);
	const scope = scopeWords(rule.scope) ?? t("alerts.anyService");
	const word = t(`alert.state.${look}`);
	const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
	const told = rule.receivers.map((receiver) => receiverNames.get(receiver) ?? receiver);
	return (
		<li>
			<Link
				to="/alerts/rules/$ruleId"
				params={{ ruleId: id }}
				className={styles.row}
				aria-label={t("alerts.rowLabel", { state: word, name: rule.name, scope })}
			>
				<span className={styles.stateWord} data-look={look} title={error ?? undefined}>
					<AlertMark look={look} label="" />
					{word}
				</span>
				<span className={styles.name}>
					<b>{rule.name}</b>
					<small title={ruleWords(rule, t)}>{ruleWords(rule, t)}</small>
				</span>
				<span className={styles.scope} title={scope}>
					{scope}
					{total > 1 ? <small>{t("alerts.worstOf", { count: counts.firing, of: total })}</small> : null}
				</span>
				<ValueBar row={row} />
				<span className={styles.since}>{since === null || state === "ok" ? NOTHING : <Length nanos={since} />}</span>
				<span className={styles.change}>{lastChange === null ? NOTHING : <Age nanos={lastChange} />}</span>
				<StateStrip name={rule.name} parts={strip} />
				<span className={styles.told} title={told.join(", ")}>
					{silenced && state !== "ok" ? <Tag>{t("alerts.silenced")}</Tag> : null}
					{file === null ? null : <Tag>{t("alerts.fromFile", { file })}</Tag>}
					{told.length === 0 ? t("alerts.routing") : told.join(", ")}
				</span>
			</Link>
		</li>
	);
}

function Length({ nanos }: { readonly nanos: string }): ReactElement {
	const nowMs = useClock();
	return <>{textOf(formatLength(Math.max(0, (nowMs - unixMillisFromText(nanos)) / 1_000)))}</>;
}

/** The value on a bar whose middle is the threshold. */
function ValueBar({ row: { rule, value } }: Pick<RuleRowProps, "row">): ReactElement {
	const { unit } = ALERT_KIND_FACTS[rule.condition.kind];
	const limit = textOf(formatAlertValue(rule.threshold, unit));
	const sign = rule.comparison === "above" ? ">" : "<";
	const reach = value === null || rule.threshold <= 0 ? 0 : Math.min(value / (rule.threshold * 2), 1);
	const isHeld = value !== null && (rule.comparison === "above" ? value > rule.threshold : value < rule.threshold);
	return (
		<span className={styles.value}>
			<b data-held={isHeld}>{value === null ? NOTHING : textOf(formatAlertValue(value, unit))}</b>
			<i className={styles.bar} data-held={isHeld} style={{ "--reach": reach } as CSSProperties} aria-hidden />
			<small>{`${sign} ${limit}`}</small>
		</span>
	);
}
