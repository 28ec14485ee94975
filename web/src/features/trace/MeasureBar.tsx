import { formatDuration, formatDurationExact, formatExact, textOf } from "@spanglass/shared/units/format";
import { X } from "lucide-react";
import { type ReactElement, useDeferredValue, useMemo, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import type { LogMarks } from "../../charts/log-marks.ts";
import type { ViewStore } from "../../charts/view-store.ts";
import { measureStretch } from "../../geometry/measure.ts";
import { fitWindow } from "../../geometry/time-scale.ts";
import { nodeColor, nodeName, nodeService, type TraceModel } from "../../geometry/trace-model.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { ServiceDot } from "../../ui/ServiceDot.tsx";
import { Value } from "../../ui/Value.tsx";
import { wholePercent } from "../../ui/whole-percent.ts";
import styles from "./MeasureBar.module.css";

export interface MeasureBarProps {
	readonly model: TraceModel;
	readonly view: ViewStore;
	readonly logs: LogMarks | undefined;
	readonly select: (node: number) => void;
}

const SHOWN = 3;

/** What was measured with Shift and drag or `m`: how long it is, what lies in it, and who spent it. */
export function MeasureBar({ model, view, logs, select }: MeasureBarProps): ReactElement | null {
	const { t } = useTranslation();
	const range = useSyncExternalStore(view.subscribe, () => view.get().range);
	const measures = useSyncExternalStore(view.subscribe, () => view.get().measures);
	const settled = useDeferredValue(range);
	const measured = useMemo(() => (settled === undefined ? undefined : measureStretch(model, settled)), [model, settled]);
	if (range === undefined || settled === undefined || measured === undefined) {
		return measures ? (
			<div className={styles.bar} role="status">
				{t("views.measureHint")}
			</div>
		) : null;
	}
	const [from, to] = [Math.min(settled.from, settled.to), Math.max(settled.from, settled.to)];
	const logCount = logs === undefined ? 0 : logs.nanos.reduce((sum, at) => sum + (at >= from && at < to ? 1 : 0), 0);
	const exact = textOf(formatDurationExact(Math.round(measured.nanos)));
	return (
		<div className={styles.bar} role="status">
			<b>
				Δ <Value of={formatDuration(measured.nanos)} exact={exact} />
			</b>
			<span>{`+${textOf(formatDuration(Math.max(from, 0)))} – +${textOf(formatDuration(to))}`}</span>
			<span>{t("trace.spans", { count: measured.spanCount, value: formatExact(measured.spanCount) })}</span>
			{measured.errorCount > 0 ? (
				<span className={styles.bad}>{t("trace.errors", { count: measured.errorCount, value: formatExact(measured.errorCount) })}</span>
			) : null}
			{logCount > 0 ? <span>{t("trace.logRecords", { count: logCount, value: formatExact(logCount) })}</span> : null}
			{measured.contributors.slice(0, SHOWN).map(({ node, ratio }) => (
				<button key={node} type="button" title={t("views.measureWho")} onClick={() => select(node)}>
					<ServiceDot color={nodeColor(model, node)} />
					<span>{`${nodeService(model, node)} ${nodeName(model, node)}`}</span>
					<b>{wholePercent(ratio)}</b>
				</button>
			))}
			<i />
			<Button small look="bordered" className={styles.zoom} onClick={() => view.glide(fitWindow(from, to))}>
				{t("views.measureZoom")}
			</Button>
			<IconButton
				small
				label={t("views.measureClear")}
				keys="m"
				side="top"
				icon={<X size={14} strokeWidth={1.5} />}
				onClick={() => view.point({ range: undefined, measures: false })}
			/>
		</div>
	);
}
