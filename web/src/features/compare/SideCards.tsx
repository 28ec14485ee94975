import { formatClock } from "@spanglass/shared/units/clock-text";
import { formatCount, formatDuration, formatDurationExact, formatExact, shortId, textOf } from "@spanglass/shared/units/format";
import { Link } from "@tanstack/react-router";
import { ArrowLeftRight } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { nodeName, nodeService } from "../../geometry/trace-model.ts";
import type { CompareUrl } from "../../state/url/compare.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { ServiceName } from "../../ui/ServiceDot.tsx";
import { StatusGlyph } from "../../ui/StatusGlyph.tsx";
import { Tooltip } from "../../ui/Tooltip.tsx";
import { Value } from "../../ui/Value.tsx";
import styles from "./ComparePage.module.css";
import type { SetCompareUrl } from "./ComparePage.tsx";
import { colorOf, type MedianOperand, type Operand, type TraceOperand } from "./compare-sides.ts";
import type { Comparison } from "./comparison.ts";

export interface SideCardsProps {
	readonly comparison: Comparison;
	readonly url: CompareUrl;
	readonly setUrl: SetCompareUrl;
}

/** A, B and their difference in one line; each side can become a typical trace, and the two can change places. */
export function SideCards({ comparison, url, setUrl }: SideCardsProps): ReactElement {
	const { t } = useTranslation();
	const { a, b, diff } = comparison;
	const sign = diff.deltaNanos < 0 ? "−" : "+";
	const exact = `${sign}${textOf(formatDurationExact(Math.round(Math.abs(diff.deltaNanos))))}`;
	return (
		<header className={styles.sides}>
			<Side letter="A" operand={a} rootNanos={diff.aNanos} />
			<IconButton
				small
				label={t("compare.swapHint")}
				keys="S"
				icon={<ArrowLeftRight size={16} strokeWidth={1.5} />}
				onClick={() => setUrl({ a: url.b, b: url.a })}
			/>
			<Side letter="B" operand={b} rootNanos={diff.bNanos} />
			{b.kind === "median" ? null : (
				<Tooltip content={t("compare.toMedianHint", { side: "B" })}>
					<Button look="bordered" onClick={() => setUrl({ b: { kind: "median", query: "" } })}>
						{t("compare.toMedian")}
					</Button>
				</Tooltip>
			)}
			<span className={styles.space} />
			<Tooltip content={t("compare.differenceHint", { exact })}>
				<span className={styles.delta}>
					<small>{t("compare.difference")}</small>
					<b>
						{sign}
						<Value of={formatDuration(Math.abs(diff.deltaNanos))} />
					</b>
				</span>
			</Tooltip>
		</header>
	);
}

interface SideProps<O extends Operand> {
	readonly letter: "A" | "B";
	readonly operand: O;
	readonly rootNanos: number;
}

function Side({ operand, ...props }: SideProps<Operand>): ReactElement {
	return operand.kind === "trace" ? <TraceCard operand={operand} {...props} /> : <MedianCard operand={operand} {...props} />;
}

const VERDICTS = {
	failed: { state: "error", label: "trace.verdictFailed" },
	degraded: { state: "warn", label: "trace.verdictDegraded" },
	clean: { state: "ok", label: "trace.verdictClean" },
} as const;

function TraceCard({ letter, operand, rootNanos }: SideProps<TraceOperand>): ReactElement {
	const { t } = useTranslation();
	const { model } = operand;
	const { skeleton, facts, durationNanos } = model;
	const verdict = VERDICTS[facts.verdict];
	const whole = textOf(formatDuration(durationNanos));
	const isLonger = durationNanos > rootNanos * 1.01;
	const count = textOf(formatCount(skeleton.spanCount));
	return (
		<section className={styles.side} data-side={letter} aria-label={t("compare.sideHint", { side: letter })}>
			<i>{letter}</i>
			<StatusGlyph state={verdict.state} label={t(verdict.label)} size={14} />
			<Link to="/t/$traceId" params={{ traceId: skeleton.traceId }} title={`${t("compare.open")} ${skeleton.traceId}`}>
				<b>{nodeName(model, facts.root)}</b>
			</Link>
			<ServiceName name={nodeService(model, facts.root)} color={colorOf(nodeService(model, facts.root), [operand])} />
			<b className={styles.took}>
				<Value of={formatDuration(rootNanos)} exact={textOf(formatDurationExact(Math.round(rootNanos)))} />
			</b>
			{isLonger ? <small title={t("compare.wholeHint")}>{t("compare.wholeTook", { duration: whole })}</small> : null}
			<small className={styles.wide}>
				{`${t("compare.spans", { count: skeleton.spanCount, value: count })} · ${formatClock(Number(skeleton.startTime / 1_000_000n), "second")} · `}
				<code>{shortId(skeleton.traceId)}</code>
			</small>
		</section>
	);
}

function MedianCard({ letter, operand, rootNanos }: SideProps<MedianOperand>): ReactElement {
	const { t } = useTranslation();
	const { query, answer } = operand;
	const count = formatExact(answer.looked);
	return (
		<section className={styles.side} data-side={letter} aria-label={t("compare.sideHint", { side: letter })}>
			<i>{letter}</i>
			<Tooltip content={t("compare.medianHint", { traces: formatExact(answer.traces), count, query })}>
				<Link to="/traces" search={{ q: query } as never}>
					<b>{t("compare.median", { count })}</b>
				</Link>
			</Tooltip>
			<b className={styles.took}>
				{answer.looked < 20 ? "~" : ""}
				<Value of={formatDuration(rootNanos)} exact={textOf(formatDurationExact(Math.round(rootNanos)))} />
			</b>
		</section>
	);
}
