import { formatExact } from "@spanglass/shared/units/format";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { TracesUrl } from "../../../state/url/traces.ts";
import { brushCount } from "./chart-data.ts";
import styles from "./Explore.module.css";
import { useChart } from "./use-chart.ts";

/** `267 in selection`, beside the views: their rows are marked in the list. */
export function SelectionCount({ url }: { readonly url: TracesUrl }): ReactElement | null {
	const { t } = useTranslation();
	const { chart, data } = useChart(url);
	if (url.sel === undefined || chart === undefined || data === undefined) return null;
	const { count, isEstimate } = brushCount(data, chart.total, url.sel);
	return <span className={styles.inSelection}>{t("find.inSelection", { value: `${isEstimate ? "≈ " : ""}${formatExact(count)}` })}</span>;
}
