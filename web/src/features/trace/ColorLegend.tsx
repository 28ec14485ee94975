import { formatExact } from "@spanglass/shared/units/format";
import { type ReactElement, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type ColorKey, SELF_STEPS, spanColors } from "../../geometry/span-colors.ts";
import type { TraceModel } from "../../geometry/trace-model.ts";
import { ServiceDot } from "../../ui/ServiceDot.tsx";
import styles from "./TraceTools.module.css";

const SHOWN = 4;
const KINDS = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"] as const;
const STATUSES = ["unset", "ok", "error"] as const;

/** What the colours of bars stand for, most spans first. */
export function ColorLegend({ model, color }: { readonly model: TraceModel; readonly color: ColorKey }): ReactElement {
	const { t } = useTranslation();
	const { legend } = useMemo(() => spanColors(model, color), [model, color]);
	const { instances, operations } = model.skeleton;
	const nameOf = (value: number): string => {
		switch (color) {
			case "instance":
				return instances[value] || "–";
			case "operation":
				return operations[value] ?? "";
			case "kind":
				return KINDS[value] ?? String(value);
			case "status":
				return STATUSES[value] ?? String(value);
			case "self":
				return `≤ ${Math.round((SELF_STEPS[value] ?? 1) * 100)}%`;
		}
	};
	return (
		<fieldset className={styles.legend} aria-label={t("trace.color")}>
			{legend.slice(0, SHOWN).map(({ color: index, value, spanCount }) => (
				<span key={value} className={styles.service} title={nameOf(value)}>
					<ServiceDot color={index} />
					<span>{nameOf(value)}</span>
					<em>{formatExact(spanCount)}</em>
				</span>
			))}
			{legend.length > SHOWN ? <span className={styles.service}>{t("trace.more", { count: legend.length - SHOWN })}</span> : null}
		</fieldset>
	);
}
