import { type ReactElement, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Value } from "../../ui/Value.tsx";
import { factsOf } from "./series-facts.ts";
import styles from "./TimeSeries.module.css";
import type { TimeSeriesContent, TimeSeriesData } from "./time-series.ts";

export interface SeriesLegendProps {
	readonly content: TimeSeriesContent;
	readonly look: "row" | "table";
	readonly onSeries: (key: string) => void;
}

/** The names of the series with their numbers; a press shows one alone, a second one all of them again. */
export function SeriesLegend({ content, look, onSeries }: SeriesLegendProps): ReactElement {
	return look === "row" ? <LegendRow content={content} onSeries={onSeries} /> : <LegendTable content={content} onSeries={onSeries} />;
}

type PartProps = Omit<SeriesLegendProps, "look">;

function LegendRow({ content, onSeries }: PartProps): ReactElement {
	return (
		<ul className={styles.legendRow}>
			{content.series.map((series) => {
				const last = factsOf(series.values)?.last;
				return (
					<li key={series.key}>
						<NameButton series={series} content={content} onSeries={onSeries}>
							{content.kind === "bars" || last === undefined ? null : (
								<span className={styles.legendValue}>
									<Value of={content.formatValue(last)} />
								</span>
							)}
						</NameButton>
					</li>
				);
			})}
		</ul>
	);
}

const COLUMNS = ["last", "min", "avg", "max"] as const;

function LegendTable({ content, onSeries }: PartProps): ReactElement {
	const { t } = useTranslation();
	const rows = useMemo(() => content.series.map((series) => ({ series, facts: factsOf(series.values) })), [content.series]);
	return (
		<table className={styles.legendTable}>
			<thead>
				<tr>
					<th scope="col">{t("charts.series")}</th>
					{COLUMNS.map((column) => (
						<th key={column} scope="col" data-column={column}>
							{t(`charts.${column}`)}
						</th>
					))}
				</tr>
			</thead>
			<tbody>
				{rows.map(({ series, facts }) => (
					<tr key={series.key}>
						<th scope="row">
							<NameButton series={series} content={content} onSeries={onSeries} />
						</th>
						{COLUMNS.map((column) => (
							<td key={column} data-column={column}>
								{facts === undefined ? "–" : <Value of={content.formatValue(facts[column])} exact={String(facts[column])} />}
							</td>
						))}
					</tr>
				))}
			</tbody>
		</table>
	);
}

interface NameButtonProps extends PartProps {
	readonly series: TimeSeriesData;
	readonly children?: ReactElement | null;
}

function NameButton({ series, content, onSeries, children }: NameButtonProps): ReactElement {
	const { t } = useTranslation();
	const isAlone = content.isolated === series.key;
	return (
		<button
			type="button"
			className={styles.legendName}
			aria-pressed={isAlone}
			data-dimmed={content.isolated !== undefined && !isAlone}
			title={isAlone ? t("charts.showAll") : t("charts.isolate", { name: series.name })}
			onClick={() => onSeries(series.key)}
		>
			<i className={styles.swatch} data-dash={series.dash ?? "solid"} style={{ color: `var(--${series.color})` }} />
			<span className={styles.legendText}>{series.name}</span>
			{children}
		</button>
	);
}
