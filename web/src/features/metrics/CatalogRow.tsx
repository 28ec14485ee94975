import type { MetricJson } from "@spanglass/shared/api/schemas";
import { formatCount, formatExact, textOf } from "@spanglass/shared/units/format";
import { measureOf } from "@spanglass/shared/units/ucum";
import { Link } from "@tanstack/react-router";
import { ChevronDown, ChevronRight } from "lucide-react";
import type { CSSProperties, ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useAsOf } from "../../state/clock.ts";
import { type MetricsUrl, searchFromMetricsUrl, withMetric } from "../../state/url/metrics.ts";
import { type SearchValues, withValues } from "../../state/url.ts";
import styles from "./Catalog.module.css";
import { ageWords, typeKey } from "./metric-words.ts";

interface RowProps {
	readonly index: number;
	/** The one row that Tab reaches; arrow keys reach the others. */
	readonly isTabStop: boolean;
}

export interface GroupRowProps extends RowProps {
	readonly group: string;
	readonly note: string;
	readonly isOpen: boolean;
	readonly onPress: () => void;
}

/** The first part of some names; opens and closes them. */
export function GroupRow({ group, note, isOpen, index, isTabStop, onPress }: GroupRowProps): ReactElement {
	const Chevron = isOpen ? ChevronDown : ChevronRight;
	return (
		<button
			type="button"
			className={styles.group}
			data-index={index}
			tabIndex={isTabStop ? 0 : -1}
			aria-expanded={isOpen}
			onClick={onPress}
		>
			<Chevron size={14} strokeWidth={1.5} aria-hidden />
			<span className={styles.groupName}>{group}</span>
			<span className={styles.note}>{note}</span>
		</button>
	);
}

export interface MetricRowProps extends RowProps {
	readonly metric: MetricJson;
	readonly url: MetricsUrl;
	/** Part of the highest series count, drawn as a bar; 0 draws nothing. */
	readonly share: number;
}

/** One metric as a link: its name, how many series, and what it is. */
export function MetricRow({ metric, url, share, index, isTabStop }: MetricRowProps): ReactElement {
	const { t } = useTranslation();
	const age = ageWords(metric.lastTime, useAsOf());
	const { sign } = measureOf(metric.unit, metric.name);
	const series = t("metrics.series", { count: metric.seriesCount, value: formatExact(metric.seriesCount) });
	const search = (before: SearchValues): SearchValues => withValues(before, searchFromMetricsUrl(withMetric(url, metric.name)));
	const isChosen = metric.name === url.metric;
	return (
		<Link
			to="/metrics"
			search={search as never}
			className={styles.row}
			data-index={index}
			data-chosen={isChosen}
			tabIndex={isTabStop ? 0 : -1}
			aria-current={isChosen ? "true" : undefined}
			title={metric.description === "" ? metric.name : `${metric.name}\n${metric.description}`}
		>
			<span className={styles.name}>{metric.name}</span>
			<span className={styles.series} title={series}>
				{textOf(formatCount(metric.seriesCount))}
			</span>
			<span className={styles.kind}>
				{t(typeKey(metric))}
				{sign === "" ? null : ` · ${sign}`}
			</span>
			<span className={styles.age}>{t(age.key, { count: age.count })}</span>
			{share === 0 ? null : <i className={styles.share} style={{ "--share": share } as CSSProperties} />}
		</Link>
	);
}
