import { formatExact } from "@spanglass/shared/units/format";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { shadeStarts } from "../../geometry/heatmap.ts";
import styles from "./Heatmap.module.css";
import type { HeatmapData } from "./heatmap-plot.ts";

/** What a shade stands for: the least count of each, and the largest of all; then the lines. */
export function HeatmapLegend({ data: { heat, lines } }: { readonly data: HeatmapData }): ReactElement {
	const { t } = useTranslation();
	const starts = shadeStarts(heat.most);
	return (
		<div className={styles.legend}>
			{starts.length === 0 ? null : (
				<span className={styles.scale} title={t("charts.heatScale", { most: formatExact(heat.most) })}>
					<em>{t("charts.heatCount")}</em>
					{starts.map(({ shade, from }) => (
						<span key={shade}>
							<i style={{ background: `var(--count-${shade + 1})` }} />
							{formatExact(from)}
							{from === starts.at(-1)?.from && from < heat.most ? `–${formatExact(heat.most)}` : ""}
						</span>
					))}
				</span>
			)}
			{lines.map(({ key, color }) => (
				<span key={key} className={styles.line}>
					<i style={{ background: `var(--${color})` }} />
					{key}
				</span>
			))}
		</div>
	);
}
