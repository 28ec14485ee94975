import { diffCause } from "@spanglass/shared/analysis/diff-cause";
import { diffTraces } from "@spanglass/shared/analysis/trace-diff";
import { formatExact, shortId } from "@spanglass/shared/units/format";
import { Link } from "@tanstack/react-router";
import { lazy, type ReactElement, Suspense, useCallback, useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/client.ts";
import { type CompareSide, type CompareUrl, compareUrlFromSearch, searchFromCompareUrl } from "../../state/url/compare.ts";
import { type HistoryStep, useSearchValues, useSetSearch } from "../../state/use-search.ts";
import button from "../../ui/Button.module.css";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorPanel } from "../../ui/ErrorPanel.tsx";
import { useKeys } from "../../ui/keys.ts";
import { WaitingRows } from "../../ui/Skeleton.tsx";
import styles from "./ComparePage.module.css";
import { CompareSentence } from "./CompareSentence.tsx";
import { CompareTools } from "./CompareTools.tsx";
import { CompareTree } from "./CompareTree.tsx";
import { placeOfSpan, rowsAt, spanIdOf } from "./compare-sides.ts";
import type { Comparison } from "./comparison.ts";
import { SideCards } from "./SideCards.tsx";
import { type Asked, useOperands } from "./use-operands.ts";

const PairDrawer = lazy(async () => ({ default: (await import("./PairDrawer.tsx")).PairDrawer }));
const TwinFlames = lazy(async () => ({ default: (await import("./TwinFlames.tsx")).TwinFlames }));

export type SetCompareUrl = (changes: Partial<CompareUrl>, step?: HistoryStep) => void;

/** Two traces, or one and what its like typically are: what differs, and which part explains it. Everything it shows is in its address. */
export function ComparePage(): ReactElement {
	const { t } = useTranslation();
	const values = useSearchValues();
	const url = useMemo(() => compareUrlFromSearch(values), [values]);
	const setSearch = useSetSearch();
	const setUrl: SetCompareUrl = useCallback((changes, step = "push") => setSearch(searchFromCompareUrl(changes), step), [setSearch]);
	const { a, b } = useOperands(url);
	useEffect(() => {
		document.title = `${t("page.compare")} · Spanglass`;
	}, [t]);
	if (url.a === undefined || url.b === undefined || (url.a.kind === "median" && url.b.kind === "median")) return <Nothing />;
	for (const [side, asked] of [
		[url.a, a],
		[url.b, b],
	] as const) {
		if (asked.error !== null) return <Failed side={side} asked={asked} />;
		if (asked.operand?.kind === "median" && asked.operand.answer.traces === 0) return <NoSimilar query={asked.operand.query} />;
	}
	if (a.operand === undefined || b.operand === undefined) {
		return (
			<div className={styles.page}>
				<WaitingRows count={14} isWaiting />
			</div>
		);
	}
	return <Shown url={url} setUrl={setUrl} a={a.operand} b={b.operand} />;
}

interface ShownProps extends Pick<Comparison, "a" | "b"> {
	readonly url: CompareUrl;
	readonly setUrl: SetCompareUrl;
}

function Shown({ url, setUrl, a, b }: ShownProps): ReactElement {
	const comparison: Comparison = useMemo(() => {
		const diff = diffTraces(a.side, b.side);
		return { a, b, diff, cause: diffCause(diff) };
	}, [a, b]);
	const chosen = useMemo(() => chosenNode(comparison, url.span), [comparison, url.span]);
	const choose = useCallback(
		(node: number): void => {
			const span = firstSpan(comparison, node);
			if (span !== undefined) setUrl({ span }, url.span === undefined ? "push" : "replace");
		},
		[comparison, setUrl, url.span],
	);
	const close = (): void => setUrl({ span: undefined });
	useKeys({
		Escape: () => (url.span === undefined ? false : close()),
		"1": () => setUrl({ view: "tree" }),
		"2": () => setUrl({ view: "flames" }),
		s: () => (url.view === "tree" ? setUrl({ sort: url.sort === "delta" ? "structure" : "delta" }, "replace") : false),
		S: () => setUrl({ a: url.b, b: url.a }),
	});
	return (
		<div className={styles.page}>
			<SideCards comparison={comparison} url={url} setUrl={setUrl} />
			<CompareSentence comparison={comparison} onChoose={choose} />
			<CompareTools url={url} setUrl={setUrl} />
			<div className={styles.body}>
				<div className={styles.left}>
					{url.view === "tree" ? (
						<CompareTree comparison={comparison} sort={url.sort} chosen={chosen} onChoose={choose} />
					) : (
						<Suspense>
							<TwinFlames comparison={comparison} span={url.span} onChoose={(span) => setUrl({ span }, "replace")} />
						</Suspense>
					)}
				</div>
				{chosen === undefined || url.span === undefined ? null : (
					<Suspense>
						<PairDrawer comparison={comparison} node={chosen} span={url.span} setUrl={setUrl} onClose={close} />
					</Suspense>
				)}
			</div>
		</div>
	);
}

/** The node of the difference in which a span of either side stands. */
function chosenNode({ a, b, diff }: Comparison, span: string | undefined): number | undefined {
	if (span === undefined) return undefined;
	const [inA, inB] = [placeOfSpan(a, span)?.place, placeOfSpan(b, span)?.place];
	const at = diff.nodes.findIndex(
		(node) => (inA !== undefined && node.inA === inA) || (inA === undefined && inB !== undefined && node.inB === inB),
	);
	return at < 0 ? undefined : at;
}

/** The first span at a place: of A, else of B; undefined where only a typical trace has the place. */
function firstSpan({ a, b, diff }: Comparison, node: number): string | undefined {
	const { inA, inB } = diff.nodes[node] ?? {};
	for (const [operand, place] of [
		[a, inA],
		[b, inB],
	] as const) {
		const row = rowsAt(operand, place)[0];
		if (operand.kind === "trace" && row !== undefined) return spanIdOf(operand, row);
	}
	return undefined;
}

function ToTraces(): ReactElement {
	const { t } = useTranslation();
	return (
		<Link to="/traces" className={`${button.button} ${button.bordered}`}>
			{t("compare.toTraces")}
		</Link>
	);
}

function Nothing(): ReactElement {
	const { t } = useTranslation();
	return (
		<EmptyState title={t("compare.nothing")} text={t("compare.nothingText")}>
			<ToTraces />
		</EmptyState>
	);
}

function NoSimilar({ query }: { readonly query: string }): ReactElement {
	const { t } = useTranslation();
	return (
		<EmptyState title={t("compare.noSimilar")} text={t("compare.noSimilarText", { query })}>
			<ToTraces />
		</EmptyState>
	);
}

function Failed({ side, asked }: { readonly side: CompareSide; readonly asked: Asked }): ReactElement {
	const { t } = useTranslation();
	const { error, refetch } = asked;
	if (error instanceof ApiError && error.kind === "not_found" && side.kind === "trace") {
		return (
			<EmptyState title={t("compare.notFound", { id: shortId(side.traceId) })} text={t("compare.notFoundText")}>
				<ToTraces />
			</EmptyState>
		);
	}
	return <ErrorPanel error={error ?? { message: formatExact(0) }} onRetry={refetch} />;
}
