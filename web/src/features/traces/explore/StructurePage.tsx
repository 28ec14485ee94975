import { quoteText } from "@spanglass/shared/query/fields";
import { withCondition } from "@spanglass/shared/query/filter-edit";
import { formatExact } from "@spanglass/shared/units/format";
import { type ReactElement, useMemo, useState } from "react";
import { createPortal } from "react-dom";
import { useTranslation } from "react-i18next";
import { useTraceStructure } from "../../../api/search.ts";
import type { TracesUrl } from "../../../state/url/traces.ts";
import { AnswerFacts } from "../../../ui/AnswerFacts.tsx";
import { ErrorPanel } from "../../../ui/ErrorPanel.tsx";
import { WaitingRows } from "../../../ui/Skeleton.tsx";
import { useLastGood } from "../../../ui/use-last-good.ts";
import { useFrame, useQueryFault } from "../frame-context.ts";
import { NothingFound } from "../NothingFound.tsx";
import { useTracesUrl } from "../use-traces-url.ts";
import { useSearchQuery } from "./part-props.ts";
import styles from "./Structure.module.css";
import { StructureTree } from "./StructureTree.tsx";
import { structureRows } from "./structure-rows.ts";

const NOTHING_FOLDED: ReadonlySet<number> = new Set();

/** The newest traces of the search laid over each other: which calls they make, how often, and how long they take. */
export function StructurePage({ url }: { readonly url: TracesUrl }): ReactElement {
	const { t } = useTranslation();
	const { setUrl } = useTracesUrl(url);
	const query = useSearchQuery(url);
	const { data, error, isFetching, refetch } = useTraceStructure(query);
	const answer = useLastGood(data);
	const [folds, setFolds] = useState({ of: answer, folded: NOTHING_FOLDED });
	// another answer has other nodes
	const folded = folds.of === answer ? folds.folded : NOTHING_FOLDED;
	const fault = useQueryFault(error);
	const { factsSlot } = useFrame({ fault, keepsResult: answer !== undefined, isReady: answer !== undefined || error !== null });
	const rows = useMemo(() => structureRows(answer?.nodes ?? [], folded), [answer, folded]);
	const toggle = (index: number): void => {
		const next = new Set(folded);
		if (!next.delete(index)) next.add(index);
		setFolds({ of: answer, folded: next });
	};
	const facts =
		answer === undefined ? null : (
			<AnswerFacts tookMs={answer.tookMs} complete={answer.complete} warnings={answer.warnings}>
				<b>{t("find.structureFacts", { count: answer.traces, value: formatExact(answer.traces) })}</b>
				{answer.of === null || answer.of <= answer.traces ? "" : ` · ${t("find.structureOf", { total: formatExact(answer.of) })}`}
			</AnswerFacts>
		);
	return (
		<div className={styles.page} aria-busy={isFetching}>
			{factsSlot === null ? null : createPortal(facts, factsSlot)}
			{error === null || fault !== undefined ? null : <ErrorPanel error={error} onRetry={() => void refetch()} />}
			{answer === undefined ? (
				<WaitingRows count={12} isWaiting={isFetching} />
			) : rows.length === 0 ? (
				<NothingFound view="traces" query={{ ...query, sort: "newest" }} onQuery={(q) => setUrl({ q })} />
			) : (
				<StructureTree
					rows={rows}
					traces={answer.traces}
					onToggle={toggle}
					onOpen={({ service, operation }) =>
						setUrl({ view: "traces", q: withCondition(url.q, `(service:${quoteText(service)} name:${quoteText(operation)})`) })
					}
				/>
			)}
		</div>
	);
}
