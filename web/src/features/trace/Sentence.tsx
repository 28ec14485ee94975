import type { SentenceFact } from "@spanglass/shared/analysis/trace-facts";
import { formatDuration, textOf } from "@spanglass/shared/units/format";
import { type ReactElement, useState } from "react";
import { Trans, useTranslation } from "react-i18next";
import { missingId, nodeName, nodeService, queueName, type TraceModel } from "../../geometry/trace-model.ts";
import styles from "./TraceHeader.module.css";
import { useReceiving } from "./use-trace.ts";
import { wholePercent } from "./whole-percent.ts";

interface SentenceProps {
	readonly model: TraceModel;
	readonly onSelect: (node: number) => void;
}

/** The trace in words, by rule, with what must be known before believing it. Each part leads to the span that it rests on. */
export function Sentence({ model, onSelect }: SentenceProps): ReactElement {
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
					<span title={t("trace.receivingHint")} className={receiving ? undefined : styles.over}>
						<b aria-hidden>⟲</b>
						{t("trace.receiving")}
					</span>
				) : null}
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
		<button type="button" className={styles.fact} title={t("trace.sentenceHint")} onClick={() => onSelect(fact.row)}>
			<FactText model={model} fact={fact} />
		</button>
	);
}

function FactText({ model, fact }: { readonly model: TraceModel; readonly fact: SentenceFact }): ReactElement {
	const { t } = useTranslation();
	const duration = textOf(formatDuration(model.durationNanos));
	const guess = <span className={styles.inferred} title={t("trace.inferred")} />;
	const parts = { b: <b />, hot: <span className={styles.hot} />, guess };
	const named = (node: number) => ({ service: nodeService(model, node), operation: nodeName(model, node), duration });
	switch (fact.kind) {
		case "retried": {
			const values = { ...named(calledBy(model, fact.row)), percent: wholePercent(fact.lostRatio), attempt: fact.failedCount + 1 };
			return fact.succeeded ? (
				<Trans i18nKey="trace.sentenceRetriedOk" count={fact.failedCount} values={values} components={parts} />
			) : (
				<Trans i18nKey="trace.sentenceRetriedFailed" count={fact.failedCount} values={values} components={parts} />
			);
		}
		case "failed":
		case "degraded": {
			const key = fact.kind === "failed" ? "trace.sentenceFailed" : "trace.sentenceDegraded";
			return (
				<>
					<Trans i18nKey={key} values={named(fact.row)} components={parts} />
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
			return <Trans i18nKey="trace.sentenceQueued" values={values} components={parts} />;
		}
		case "slow-part":
			return <Trans i18nKey="trace.sentenceSlow" values={{ ...named(fact.row), percent: wholePercent(fact.ratio) }} components={parts} />;
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
	if (!skeleton.complete) notices.push(t("trace.noticeIncomplete"));
	return [...notices, ...skeleton.warnings];
}
