import type { MetricChartJson } from "@spanglass/shared/api/schemas";
import { formatClock } from "@spanglass/shared/units/clock-text";
import { shortId, textOf } from "@spanglass/shared/units/format";
import { unixMillisFromText } from "@spanglass/shared/units/time";
import { measureOf } from "@spanglass/shared/units/ucum";
import { Link } from "@tanstack/react-router";
import { type ReactElement, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useHoldRefresh } from "../../state/auto-refresh.ts";
import { Value } from "../../ui/Value.tsx";
import styles from "./MetricPanel.module.css";

const LISTED = 12;

/** The highest of the marked points, a counter's newest, as links, which stay where they are while somebody is at them: the same way into traces without aiming at a diamond. */
export function ExemplarList({ chart }: { readonly chart: MetricChartJson }): ReactElement | null {
	const { t } = useTranslation();
	const { format } = useMemo(() => measureOf(chart.metric.unit, chart.metric.name), [chart.metric]);
	const hasValues = chart.shape !== "rate";
	const listed = useMemo(() => {
		const { exemplars } = chart;
		return (hasValues ? exemplars.toSorted((a, b) => b.value - a.value) : exemplars.toReversed()).slice(0, LISTED);
	}, [chart, hasValues]);
	const [looking, setLooking] = useState(false);
	useHoldRefresh(looking);
	if (listed.length === 0) return null;
	return (
		<section
			className={styles.exemplars}
			aria-label={t("metrics.exemplars")}
			onPointerEnter={() => setLooking(true)}
			onPointerLeave={() => setLooking(false)}
			onFocus={() => setLooking(true)}
			onBlur={() => setLooking(false)}
		>
			<h2>
				{t("metrics.exemplars")} <small>{t("metrics.exemplarsHint")}</small>
			</h2>
			<ul>
				{listed.map(({ traceId, spanId, time, value }) => {
					const clock = formatClock(unixMillisFromText(time), "milli");
					const id = shortId(traceId);
					return (
						<li key={`${traceId} ${spanId} ${time}`}>
							<Link
								to="/t/$traceId"
								params={{ traceId }}
								search={{ span: spanId } as never}
								data-bare={!hasValues}
								aria-label={
									hasValues
										? t("metrics.exemplar", { id, value: textOf(format(value)), time: clock })
										: t("metrics.exemplarBare", { id, time: clock })
								}
							>
								{hasValues ? (
									<b>
										<Value of={format(value)} exact={String(value)} />
									</b>
								) : null}
								<span>{clock}</span>
								<code>{id}</code>
							</Link>
						</li>
					);
				})}
			</ul>
		</section>
	);
}
