import type { SentenceFact } from "@spanglass/shared/analysis/trace-facts";
import { formatDuration, textOf } from "@spanglass/shared/units/format";
import { lazy, type ReactElement, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { missingId, nodeName, nodeService, queueName, type TraceModel } from "../../geometry/trace-model.ts";
import { withTexts } from "../../i18n/i18n.ts";
import { RichText } from "../../ui/RichText.tsx";
import { Tooltip } from "../../ui/Tooltip.tsx";
import { wholePercent } from "../../ui/whole-percent.ts";
import styles from "./TraceHeader.module.css";
import { useReceiving } from "./use-trace.ts";

const SkewNotice = lazy(withTexts(async () => ({ default: (await import("./SkewNotice.tsx")).SkewNotice }), "views"));

interface SentenceProps {
	readonly model: TraceModel;
	readonly onSelect: (node: number) => void;
}

interface WholeSentenceProps extends SentenceProps {
	/** Switch between clocks as sent and aligned ones. */
	readonly onAlign: () => void;
}

/** The trace in words, by rule, with what must be known before believing it. Each part leads to the span that it rests on. */
export function Sentence({ model, onSelect, onAlign }: WholeSentenceProps): ReactElement {
	const notices = useNotices(model);
	const receiving = useReceiving(model);
	const [wasReceiving] = useState(receiving);
	const { t } = useTranslation();
	const { sentence } = model.facts;
	return (
		<div className={styles.sentence}>
			<div className={styles.facts}>
				{sentence.map((fact) => (
					<Fact key={fact.kind} model={model} fact={fact} onSelect={onSelect} />
				))}
			</div>
			<div className={styles.notices}>
				{wasReceiving ? (
					<Tooltip content={t("common.receivingHint")}>
						<span className={receiving ? undefined : styles.over}>
							<b aria-hidden>⟲</b>
							{t("common.receiving")}
						</span>
					</Tooltip>
				) : null}
				{model.skew.instances.length === 0 ? null : (
					<Suspense>
						<SkewNotice model={model} onAlign={onAlign} />
					</Suspense>
				)}
				{notices.map((notice) => (
					<span key={notice}>
						<i aria-hidden>⚠</i>
						{notice}
					</span>
				))}
			</div>
		</div>
	);
}

function Fact({ model, fact, onSelect }: SentenceProps & { readonly fact: SentenceFact }): ReactElement {
	const { t } = useTranslation();
	return (
		<Tooltip content={t("trace.sentenceHint")}>
			<button type="button" className={styles.fact} onClick={() => onSelect(fact.row)}>
				<FactText model={model} fact={fact} />
			</button>
		</Tooltip>
	);
}

function FactText({ model, fact }: { readonly model: TraceModel; readonly fact: SentenceFact }): ReactElement {
	const { t } = useTranslation();
	const duration = textOf(formatDuration(model.durationNanos));
	const guess = <span className={styles.inferred} />;
	const parts = { b: <b />, hot: <span className={styles.hot} />, guess };
	const named = (node: number) => ({ service: nodeService(model, node), operation: nodeName(model, node), duration });
	switch (fact.kind) {
		case "retried": {
			const values = {
				...named(calledBy(model, fact.row)),
				lost: textOf(formatDuration(fact.lostNanos)),
				percent: wholePercent(fact.lostRatio),
				attempt: fact.failedCount + 1,
			};
			const key = fact.succeeded ? "trace.sentenceRetriedOk" : "trace.sentenceRetriedFailed";
			return <RichText text={(places) => t(key, { ...places, count: fact.failedCount })} values={values} parts={parts} />;
		}
		case "failed":
		case "degraded": {
			const key = fact.kind === "failed" ? "trace.sentenceFailed" : "trace.sentenceDegraded";
			return (
				<>
					<RichText text={(places) => t(key, places)} values={named(fact.row)} parts={parts} />
					{fact.message === "" ? null : (
						<>
							{" — "}
							<span className={styles.hot}>{fact.message}</span>
						</>
					)}
					{t("trace.sentenceEnd")}
				</>
			);
		}
		case "queued": {
			const values = {
				queue: queueName(model, fact.row),
				percent: wholePercent(fact.ratio),
				waited: textOf(formatDuration(fact.waitedNanos)),
			};
			return <RichText text={(places) => t("trace.sentenceQueued", places)} values={values} parts={parts} />;
		}
		case "slow-part":
			return (
				<RichText
					text={(places) => t("trace.sentenceSlow", places)}
					values={{ ...named(fact.row), percent: wholePercent(fact.ratio) }}
					parts={parts}
				/>
			);
	}
}

/** The server's span of a client's call, which names the service that was called; the call itself when it has none. */
function calledBy({ tree }: TraceModel, row: number): number {
	return tree.childStart[row] === tree.childStart[row + 1] ? row : (tree.children[tree.childStart[row] ?? 0] ?? row);
}

function useNotices(model: TraceModel): readonly string[] {
	const { t } = useTranslation();
	const { facts, tree, skeleton } = model;
	const notices: string[] = [];
	if (facts.root >= tree.spanCount || !tree.roots.some((root) => root < tree.spanCount)) notices.push(t("trace.noticeNoRoot"));
	if (facts.missingParents > 0) {
		notices.push(t("trace.noticeMissing", { count: facts.missingParents, id: `${missingId(model, tree.spanCount).slice(0, 4)}…` }));
	}
	if (tree.cutLinks > 0) notices.push(t("trace.noticeCycle", { count: tree.cutLinks }));
	if (facts.markedCount > 0) notices.push(t("trace.noticeMarked", { count: facts.markedCount }));
	if (facts.repeatedIds > 0) notices.push(t("trace.noticeRepeated", { count: facts.repeatedIds }));
	if (!skeleton.complete) notices.push(t("trace.noticeIncomplete"));
	return [...notices, ...skeleton.warnings];
}
