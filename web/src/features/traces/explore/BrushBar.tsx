import { formatExact } from "@spanglass/shared/units/format";
import { X } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { BrushCount } from "./chart-data.ts";
import styles from "./Explore.module.css";

export interface BrushBarProps extends BrushCount {
	readonly explains: boolean;
	readonly onZoom: () => void;
	readonly onDuration: () => void;
	readonly onExplain: () => void;
	readonly onClear: () => void;
}

/** What can be done with the selected traces. */
export function BrushBar({ count, isEstimate, explains, ...on }: BrushBarProps): ReactElement {
	const { t } = useTranslation();
	const value = `${isEstimate ? "≈ " : ""}${formatExact(count)}`;
	return (
		// biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a form's meaning and its own layout
		<div role="group" aria-label={t("find.brush")} className={styles.brushBar}>
			<b role="status">{t("find.brushCount", { count, value })}</b>
			<button type="button" data-keys="z" onClick={on.onZoom}>
				{t("find.brushZoom")}
			</button>
			<button type="button" data-keys="d" onClick={on.onDuration}>
				{t("find.brushDuration")}
			</button>
			<button type="button" data-keys="e" aria-pressed={explains} onClick={on.onExplain}>
				{t("find.brushExplain")}
			</button>
			<button type="button" aria-label={t("find.brushClear")} data-keys="Esc" onClick={on.onClear}>
				<X size={14} strokeWidth={1.5} aria-hidden />
			</button>
		</div>
	);
}
