/** Numbers of a service, an operation or an edge as every page shows them; on hover: what they are, and of how many. */
import {
	compareValues,
	type Formatted,
	formatDuration,
	formatDurationExact,
	formatExact,
	formatPercent,
	formatRate,
	quantilePrefix,
	textOf,
} from "@spanglass/shared/units/format";
import type { CSSProperties, ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "./class-names.ts";
import styles from "./Measures.module.css";
import { Value } from "./Value.tsx";

/** No data: neither zero nor unknown. */
export function Nothing(): ReactElement {
	return <span className={styles.nothing}>—</span>;
}

export interface QuantileProps {
	readonly quantile: 0.5 | 0.95 | 0.99;
	/** Nanoseconds; null without spans. */
	readonly nanos: number | null;
	/** Of how many spans. */
	readonly count: number;
}

/** `1.1 s`, with `~` before it when it rests on too few spans. */
export function Quantile({ quantile, nanos, count }: QuantileProps): ReactElement {
	const { t } = useTranslation();
	if (nanos === null) return <Nothing />;
	const prefix = quantilePrefix(quantile, count);
	const exact = t("measures.quantile", {
		quantile: `p${quantile * 100}`,
		n: formatExact(count),
		exact: textOf(formatDurationExact(nanos)),
	});
	return (
		<span
			className={cx(styles.measure, prefix !== "" && styles.small)}
			title={prefix === "" ? exact : `${exact} · ${t("measures.smallSample")}`}
		>
			{prefix}
			<Value of={formatDuration(nanos)} />
		</span>
	);
}

/** `41/s`. */
export function Rate({ perSecond, count }: { readonly perSecond: number; readonly count: number }): ReactElement {
	const { t } = useTranslation();
	return (
		<span className={styles.measure} title={t("measures.rate", { count, value: formatExact(count) })}>
			<Value of={formatRate(perSecond)} />
		</span>
	);
}

export interface FailedProps {
	/** 0..1; null without requests. */
	readonly ratio: number | null;
	readonly errorCount: number;
	readonly count: number;
	/** How bad that is. */
	readonly state: "error" | "warn" | "ok";
}

/** `3.1%` of requests that failed, in the colour of their state. */
export function Failed({ ratio, errorCount, count, state }: FailedProps): ReactElement {
	const { t } = useTranslation();
	if (ratio === null) return <Nothing />;
	return (
		<span
			className={cx(styles.measure, styles.failed)}
			data-state={state}
			title={t("measures.failed", { count, value: formatExact(count), failed: formatExact(errorCount) })}
		>
			<Value of={formatPercent(ratio)} />
		</span>
	);
}

export interface ChangeProps {
	/** A measurement and how many values it rests on; undefined or null: nothing to compare with. */
	readonly was: { readonly value: number | null; readonly count: number } | undefined;
	readonly now: { readonly value: number | null; readonly count: number };
	readonly format: (value: number) => Formatted;
	/** The direction that is bad; undefined: neither. */
	readonly bad?: "up" | "down";
	/** Without a comparison there is nothing to see, not a dash. */
	readonly isQuiet?: boolean;
}

const NOISE = 0.05;
const ARROWS = { up: "▲", down: "▼", same: "" } as const;

/** `▲38%` against the range before: coloured only when it is bad and more than noise; nothing when either side has too few values. */
export function Change({ was, now, format, bad, isQuiet = false }: ChangeProps): ReactElement | null {
	const { t } = useTranslation();
	if (was === undefined || was.value === null || now.value === null) return isQuiet ? null : <Nothing />;
	const change = compareValues({ value: was.value, count: was.count }, { value: now.value, count: now.count });
	const title = t("measures.change", {
		was: textOf(format(was.value)),
		wasCount: formatExact(was.count),
		now: textOf(format(now.value)),
		nowCount: formatExact(now.count),
	});
	if (change.kind === "suppressed") {
		if (isQuiet) return null;
		return (
			<span className={styles.change} title={`${title} · ${t("measures.tooFew")}`}>
				—
			</span>
		);
	}
	if (change.kind === "new") {
		return (
			<span className={styles.change} data-bad={bad === "up"} title={title}>
				▲ {t("measures.new")}
			</span>
		);
	}
	const isBad = change.direction === bad && Math.abs(change.difference) > Math.abs(was.value) * NOISE;
	return (
		<span className={styles.change} data-bad={isBad} title={title}>
			{ARROWS[change.direction]}
			{change.percent}
		</span>
	);
}

/** A share as a bar and in figures; `isGuilty` for the one row that stands out. */
export function Share({
	of,
	title,
	isGuilty = false,
}: {
	readonly of: number;
	readonly title: string;
	readonly isGuilty?: boolean;
}): ReactElement {
	return (
		<span className={styles.share} title={title}>
			<span className={styles.track} data-guilty={isGuilty} aria-hidden>
				<i style={{ "--share": `${Math.min(Math.max(of * 100, 1), 100)}%` } as CSSProperties} />
			</span>
			<Value of={formatPercent(of >= 0.01 ? Math.round(of * 100) / 100 : of)} />
		</span>
	);
}

/** `×3.4` attempts of a call. Repeats that no attribute names are concluded from the shape of the spans. */
export function Amplification({
	factor,
	attempts,
	resends,
}: {
	readonly factor: number | null;
	readonly attempts: number;
	readonly resends: number;
}): ReactElement {
	const { t } = useTranslation();
	if (factor === null) return <Nothing />;
	const title = t("measures.amplification", { attempts: formatExact(attempts), resends: formatExact(resends) });
	return (
		<span className={cx(styles.measure, factor >= 1.05 ? styles.inferred : styles.small)} title={title}>
			×{factor >= 10 ? Math.round(factor) : factor.toFixed(1)}
		</span>
	);
}
