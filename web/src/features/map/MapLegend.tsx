import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { MapLayer } from "../../state/url/map.ts";
import styles from "./MapPage.module.css";

const ERROR_WORDS = ["≤ 0.1", "≤ 1", "✕ ≤ 5", "✕ > 5%"] as const;
const LATENCY_WORDS = ["≤ 100 ms", "≤ 300 ms", "≤ 1 s", "> 1 s"] as const;
const COUNT_STEPS = [1, 4, 5, 6] as const;

/** What lines and colours mean. */
export function MapLegend({ layer, isCompared }: { readonly layer: MapLayer; readonly isCompared: boolean }): ReactElement {
	const { t } = useTranslation();
	return (
		<p className={styles.legend}>
			<span>
				<svg width="28" height="10" viewBox="0 0 28 10" aria-hidden>
					<path d="M0 5h20" />
					<path data-filled d="M19 1l8 4-8 4z" />
				</svg>
				{t("map.sync")}
			</span>
			<span>
				<svg width="28" height="10" viewBox="0 0 28 10" aria-hidden>
					<path d="M0 5h19" strokeDasharray="5 3" />
					<path d="M19.5 1.5l7 3.5-7 3.5z" />
				</svg>
				{t("map.async")}
			</span>
			<span>
				<svg width="20" height="10" viewBox="0 0 20 10" aria-hidden>
					<path d="M0 5h20" strokeDasharray="2 2" />
				</svg>
				{t("map.inferred")}
			</span>
			<span>{t("map.widthIsRate")}</span>
			{isCompared ? (
				<ChangeSteps />
			) : layer === "rate" ? null : (
				<span>
					{t(layer === "err" ? "map.errors" : "map.p95")}
					{(layer === "err" ? ERROR_WORDS : LATENCY_WORDS).map((words, step) => (
						<span key={words} className={styles.step}>
							<i
								style={{
									background:
										layer === "err"
											? `var(--error-rate-${step + 1})`
											: step === 0
												? "var(--error-rate-1)"
												: `var(--count-${COUNT_STEPS[step]})`,
								}}
							/>
							{words}
						</span>
					))}
				</span>
			)}
		</p>
	);
}

const CHANGE_STEPS = [
	["var(--diverging-low)", "map.less"],
	["var(--diverging-high)", "map.more"],
] as const;

/** Blue and orange, and what stands beside lines in words. */
function ChangeSteps(): ReactElement {
	const { t } = useTranslation();
	return (
		<span>
			{CHANGE_STEPS.map(([color, key]) => (
				<span key={key} className={styles.step}>
					<i style={{ background: color }} />
					{t(key)}
				</span>
			))}
		</span>
	);
}
