import type { OverviewJson, RegressionJson } from "@spanglass/shared/api/overview-schemas";
import { formatCount, formatDuration, formatExact, formatPercent, textOf } from "@spanglass/shared/units/format";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Sparkline } from "../../charts/Sparkline/Sparkline.tsx";
import { type SearchValues, withValues } from "../../state/url.ts";
import { AnswerFacts } from "../../ui/AnswerFacts.tsx";
import { ServiceDot } from "../../ui/ServiceDot.tsx";
import { Value } from "../../ui/Value.tsx";
import { causeShort, causeText, clockOf, regressionChange, termText } from "./insight-words.ts";
import styles from "./OverviewPage.module.css";

const COLUMNS = ["service", "operation", "metric", "was", "now", "change", "course", "count", "since", "cause"] as const;
const NUMBERS: ReadonlySet<string> = new Set(["was", "now", "change", "count", "since"]);

/** Operations that became worse, what costs most first; a row leads to their traces. */
export function RegressionTable({ overview, kept }: { readonly overview: OverviewJson; readonly kept: SearchValues }): ReactElement {
	const { t } = useTranslation();
	const { regressions, tookMs, complete, warnings } = overview;
	return (
		<section className={styles.regressions} aria-label={t("overview.regressions")}>
			<header className={styles.sectionHead}>
				<h2>{t("overview.regressions")}</h2>
				<small>{t("overview.regressionsHint")}</small>
				<AnswerFacts className={styles.atEnd} tookMs={tookMs} complete={complete} warnings={warnings}>
					{formatExact(regressions.length)}
				</AnswerFacts>
			</header>
			{regressions.length === 0 ? (
				<p className={styles.calm}>{t("overview.noRegressions")}</p>
			) : (
				<div className={styles.tableBox}>
					<table className={styles.table}>
						<thead>
							<tr>
								{COLUMNS.map((column) => (
									<th key={column} scope="col" data-number={NUMBERS.has(column)} data-column={column}>
										{t(`overview.column.${column}`)}
									</th>
								))}
							</tr>
						</thead>
						<tbody>
							{regressions.map((regression) => (
								<Row
									key={JSON.stringify([regression.service, regression.operation, regression.kind, regression.metric])}
									{...{ regression, kept }}
								/>
							))}
						</tbody>
					</table>
				</div>
			)}
		</section>
	);
}

function Row({ regression, kept }: { readonly regression: RegressionJson; readonly kept: SearchValues }): ReactElement {
	const { t } = useTranslation();
	const { service, color, operation, metric, was, now, count, since, values, cause } = regression;
	const format = metric === "p99" ? formatDuration : formatPercent;
	const q =
		metric === "p99"
			? `${termText("service", service)} duration:>=${Math.floor(now / 1e6)}ms`
			: `${termText("service", service)} status:error`;
	return (
		<tr>
			<td>
				<ServiceDot color={color} /> {service}
			</td>
			<td>
				<Link to="/traces" search={withValues(kept, { q, sort: metric === "p99" ? "longest" : undefined }) as never} title={operation}>
					{operation}
				</Link>
			</td>
			<td>{t(`overview.metric.${metric}`)}</td>
			<td data-number>
				<Value of={format(was)} />
			</td>
			<td data-number title={t("overview.exactRequests", { count, value: formatExact(count) })}>
				<b>
					<Value of={format(now)} />
				</b>
			</td>
			<td data-number data-worse>
				{regressionChange(t, regression)}
			</td>
			<td>
				<Sparkline values={values} widthPx={84} heightPx={16} />
			</td>
			<td data-number title={formatExact(count)}>
				{textOf(formatCount(count))}
			</td>
			<td data-number>{since === null ? <span title={t("overview.fromStart")}>—</span> : clockOf(since)}</td>
			<td>
				{cause === null ? null : (
					<span className={styles.inferred} title={`${causeText(t, cause)}: ${t("overview.inferred")}`}>
						{causeShort(t, cause)}
					</span>
				)}
			</td>
		</tr>
	);
}
