import { type ReactElement, useMemo } from "react";
import { useTraceColumns } from "../../../api/trace-outline.ts";
import { outlineOf } from "../../../geometry/trace-outline.ts";
import rows from "./Evidence.module.css";

const LANE = 7;
const BAR = 5;
const WIDTH = 1_000;
const LEAST = 4;

export interface TraceOutlineProps {
	readonly traceId: string;
	readonly durationNanos: number;
	/** What the full width stands for. */
	readonly longestNanos: number;
}

/** A trace drawn small, on the same scale as its neighbours; its place is kept while it is fetched. */
export function TraceOutline({ traceId, durationNanos, longestNanos }: TraceOutlineProps): ReactElement {
	const { data } = useTraceColumns(traceId, true);
	const bars = useMemo(() => (data === undefined ? [] : outlineOf(data)), [data]);
	const scale = WIDTH / Math.max(longestNanos, durationNanos, 1);
	return (
		<svg className={rows.outline} viewBox={`0 0 ${WIDTH} ${LANE * 4}`} preserveAspectRatio="none" aria-hidden>
			{bars.map((bar) => (
				<rect
					key={`${bar.lane} ${bar.start} ${bar.duration} ${bar.color}`}
					x={bar.start * scale}
					y={bar.lane * LANE + 1}
					width={Math.max(bar.duration * scale, LEAST)}
					height={BAR}
					fill={bar.isError ? "var(--error)" : `var(--service-${bar.color})`}
				/>
			))}
		</svg>
	);
}
