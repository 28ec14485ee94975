import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useEveryMetric } from "../../api/metrics.ts";
import { useStatus } from "../../api/status.ts";
import { useAsOf } from "../../state/clock.ts";
import { MINUTE_MS } from "../../state/time-range.ts";
import button from "../../ui/Button.module.css";
import { Button } from "../../ui/Button.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { millisOf, whenText } from "./metric-words.ts";

type OnRange = (from: string, to: string) => void;

/** Why the catalog is empty: no metric ever arrived, or none in this range; each with the way out. */
export function EmptyCatalog({ onRange }: { readonly onRange: OnRange }): ReactElement | null {
	const { t } = useTranslation();
	const status = useStatus();
	const every = useEveryMetric(useAsOf());
	if (status.data === undefined && status.error === null) return null;
	if (status.data?.stored.metrics === 0) {
		return (
			<EmptyState title={t("metrics.neverTitle")} text={t("metrics.neverText")}>
				<Link to="/connect" className={`${button.button} ${button.primary}`}>
					{t("metrics.neverAction")}
				</Link>
			</EmptyState>
		);
	}
	if (every.data === undefined && every.error === null) return null;
	const last = Math.max(...(every.data?.data ?? []).map(({ lastTime }) => millisOf(lastTime)));
	return <JumpBack title={t("metrics.rangeTitle")} lastMs={last} onRange={onRange} />;
}

/** Nothing of one metric in this range: go to its last point, if it ever had one. */
export function EmptyMetric({ name, onRange }: { readonly name: string; readonly onRange: OnRange }): ReactElement | null {
	const { t } = useTranslation();
	const every = useEveryMetric(useAsOf());
	if (every.data === undefined && every.error === null) return null;
	const last = Math.max(...(every.data?.data ?? []).filter((metric) => metric.name === name).map(({ lastTime }) => millisOf(lastTime)));
	return <JumpBack title={t("metrics.pointsTitle", { name })} lastMs={last} without={t("metrics.unknownText")} onRange={onRange} />;
}

interface JumpBackProps {
	readonly title: string;
	/** Not finite: there is nothing to go to. */
	readonly lastMs: number;
	readonly without?: string;
	readonly onRange: OnRange;
}

function JumpBack({ title, lastMs, without, onRange }: JumpBackProps): ReactElement {
	const { t } = useTranslation();
	if (!Number.isFinite(lastMs)) return <EmptyState title={title} {...(without === undefined ? {} : { text: without })} />;
	const when = whenText(lastMs);
	return (
		<EmptyState title={title} text={t("metrics.rangeText", { when })}>
			<Button look="primary" onClick={() => onRange(String(lastMs - 14 * MINUTE_MS), String(lastMs + MINUTE_MS))}>
				{t("metrics.rangeAction", { when })}
			</Button>
		</EmptyState>
	);
}
