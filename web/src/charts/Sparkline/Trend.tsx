import { formatClock } from "@spanglass/shared/units/clock-text";
import { type CSSProperties, type KeyboardEvent, type PointerEvent, type ReactElement, type ReactNode, useState } from "react";
import { sparkBars } from "../../geometry/sparkline.ts";
import styles from "./Trend.module.css";

export interface TrendProps {
	/** Says what the bars count; also the chart's accessible name. */
	readonly label: string;
	/** Beside the label, when nothing is pointed at: the number of now. */
	readonly now: ReactNode;
	/** One sentence for those who do not see the bars. */
	readonly summary: string;
	/** What a screen reader calls it: `chart`. */
	readonly role: string;
	readonly startMs: number;
	readonly stepMs: number;
	/** One per step, oldest first. The last step is not over: its bar is pale. */
	readonly values: readonly number[];
	/** The exact value of a step in words: `1,204 spans`. */
	readonly describe: (value: number) => string;
	/** A custom property of tokens.css that holds the colour, without `--`. */
	readonly color: string;
}

/** In units of the drawing, which is stretched to its place: four wide per bar. */
const BAR = 4;
const HEIGHT = 40;

/**
 * Bars over time, with the value under the pointer in place of the number of now. With the focus: arrow keys move from bar to bar,
 * `b` shows the numbers as a table.
 */
export function Trend({ label, now, summary, role, startMs, stepMs, values, describe, color }: TrendProps): ReactElement {
	const [at, setAt] = useState<number>();
	const [asTable, setAsTable] = useState(false);
	const count = values.length;
	const clamp = (index: number): number => Math.max(0, Math.min(count - 1, index));
	const timeOf = (index: number): string => formatClock(startMs + index * stepMs, "second");
	const onPointerMove = (event: PointerEvent<HTMLElement>): void => {
		const box = event.currentTarget.getBoundingClientRect();
		if (count > 0 && box.width > 0) setAt(clamp(Math.floor(((event.clientX - box.left) / box.width) * count)));
	};
	const onKeyDown = (event: KeyboardEvent): void => {
		const next = { ArrowLeft: (at ?? count) - 1, ArrowRight: (at ?? count - 2) + 1, Home: 0, End: count - 1 }[event.key];
		if (next !== undefined && count > 0) setAt(clamp(next));
		else if (event.key === "b") setAsTable(!asTable);
		else if (event.key === "Escape" && at !== undefined) setAt(undefined);
		else return;
		event.preventDefault();
		event.stopPropagation();
	};
	const shown = at === undefined ? undefined : values[at];
	return (
		<figure className={styles.trend} style={{ "--tone": `var(--${color})` } as CSSProperties}>
			<figcaption>
				<span>{label}</span>
				{shown === undefined || at === undefined ? (
					<b>{now}</b>
				) : (
					<output>
						{timeOf(at)} · {describe(shown)}
					</output>
				)}
			</figcaption>
			<div
				role="application"
				aria-roledescription={role}
				aria-label={`${label}. ${summary}`}
				// biome-ignore lint/a11y/noNoninteractiveTabindex: it takes keys
				tabIndex={0}
				className={styles.plot}
				onPointerMove={onPointerMove}
				onPointerLeave={() => setAt(undefined)}
				onBlur={() => setAt(undefined)}
				onKeyDown={onKeyDown}
			>
				<Bars values={values} at={at} />
			</div>
			<div className={styles.axis} aria-hidden>
				<span>{count === 0 ? "" : formatClock(startMs, "minute")}</span>
				<span>{count === 0 ? "" : formatClock(startMs + count * stepMs, "minute")}</span>
			</div>
			{asTable ? (
				<table className={styles.table}>
					<tbody>
						{values.map((value, index) => (
							<tr key={timeOf(index)}>
								<th scope="row">{timeOf(index)}</th>
								<td>{describe(value)}</td>
							</tr>
						))}
					</tbody>
				</table>
			) : null}
		</figure>
	);
}

function Bars({ values, at }: { readonly values: readonly number[]; readonly at: number | undefined }): ReactElement {
	const width = Math.max(1, values.length) * BAR;
	const box = { width, height: HEIGHT };
	const last = Math.max(0, values.length - 1);
	return (
		<svg aria-hidden viewBox={`0 0 ${width} ${HEIGHT}`} preserveAspectRatio="none">
			{at === undefined ? null : <rect className={styles.cursor} x={at * BAR} y={0} width={BAR - 1} height={HEIGHT} />}
			<path className={styles.bars} d={sparkBars(values, box, { to: last })} />
			<path className={styles.open} d={sparkBars(values, box, { from: last })} />
		</svg>
	);
}
