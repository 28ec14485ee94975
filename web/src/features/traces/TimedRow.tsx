import { formatClock, formatDayShort, formatIso } from "@spanglass/shared/units/clock-text";
import { formatDuration, formatDurationExact, shortId, textOf } from "@spanglass/shared/units/format";
import { Link } from "@tanstack/react-router";
import type { CSSProperties, ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../../i18n/i18n.ts";
import { StatusGlyph } from "../../ui/StatusGlyph.tsx";
import { Value } from "../../ui/Value.tsx";
import type { TimedPlace } from "./TimedList.tsx";
import styles from "./TraceList.module.css";
import { splitOperation } from "./visible-rows.ts";

export interface TimedRowProps extends TimedPlace {
	readonly item: { readonly traceId: string; readonly startTime: string; readonly durationNanos: number };
	/** The span of the trace that the row leads to. */
	readonly spanId?: string;
	readonly state: "ok" | "warn" | "error";
	readonly stateLabel: string;
	/** What it was: between its outcome and its duration. */
	readonly name: ReactElement;
	/** It lies in the selection on the chart. */
	readonly isInSelection?: boolean;
	/** The columns behind the bar. */
	readonly children: ReactNode;
}

/** One row as a link to its trace: when, how it went, what it was, how long it took, and what its list adds. */
export function TimedRow({
	item,
	spanId,
	state,
	stateLabel,
	name,
	isInSelection = false,
	children,
	...place
}: TimedRowProps): ReactElement {
	const share = place.longestNanos === 0 ? 0 : item.durationNanos / place.longestNanos;
	const startNanos = BigInt(item.startTime);
	const startMs = Number(startNanos / 1_000_000n);
	return (
		<li
			className={styles.item}
			data-picked={place.isPicked}
			data-in-selection={isInSelection}
			style={{ transform: `translateY(${place.topPx}px)` }}
		>
			<PickBox traceId={item.traceId} {...place} />
			<Link
				to="/t/$traceId"
				params={{ traceId: item.traceId }}
				search={spanId === undefined ? undefined : ({ span: spanId } as never)}
				className={styles.row}
				data-index={place.index}
				data-active={place.isActive}
				tabIndex={place.isTabStop ? 0 : -1}
			>
				<span className={styles.time} title={formatIso(startNanos)}>
					{place.withDay ? `${formatDayShort(startMs, currentLanguage())} ` : ""}
					{formatClock(startMs, "milli")}
				</span>
				<span className={styles.state}>
					<StatusGlyph state={state} label={stateLabel} />
				</span>
				<span className={styles.root}>{name}</span>
				<span className={styles.duration}>
					<Value of={formatDuration(item.durationNanos)} exact={textOf(formatDurationExact(item.durationNanos))} />
				</span>
				<span className={styles.bar}>
					<i data-state={state} style={{ "--share": `${Math.max(share * 100, 1)}%` } as CSSProperties} />
				</span>
				{children}
			</Link>
		</li>
	);
}

/** Chooses the row for what is done with several at once; the keyboard has `x`. */
function PickBox({
	traceId,
	isPicked,
	onPick,
}: Pick<TimedPlace, "isPicked" | "onPick"> & { readonly traceId: string }): ReactElement | null {
	const { t } = useTranslation();
	if (isPicked === undefined) return null;
	return (
		<label className={styles.pick}>
			<input
				type="checkbox"
				tabIndex={-1}
				checked={isPicked}
				aria-label={t("traces.pick", { id: shortId(traceId) })}
				onChange={() => onPick?.(traceId)}
			/>
		</label>
	);
}

/** An operation with its method apart; `title` is the span's own name. */
export function OperationName({ operation, title, receiving }: OperationNameProps): ReactElement {
	const [method, rest] = splitOperation(operation);
	return (
		<span className={styles.name} title={title} data-receiving={receiving}>
			{method === "" ? null : <span className={styles.method}>{method} </span>}
			{rest}
		</span>
	);
}

interface OperationNameProps {
	readonly operation: string;
	readonly title: string;
	readonly receiving?: boolean;
}
