/** Both sides of a comparison: traces by their id, or what a search's traces typically are. */
import { spanIdAt } from "@spanglass/shared/analysis/span-tree";
import { quoteText } from "@spanglass/shared/query/fields";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { getJson, getSkeletonBytes } from "../../api/client.ts";
import { HOUR_MS } from "../../state/time-range.ts";
import type { CompareSide, CompareUrl } from "../../state/url/compare.ts";
import { medianOperand, type Operand, type TraceOperand, traceOperand } from "./compare-sides.ts";

export interface Asked {
	readonly operand: Operand | undefined;
	readonly error: Error | null;
	readonly isLoading: boolean;
	readonly refetch: () => void;
}

/** Half an hour before and after the other side's trace. */
const AROUND_MS = HOUR_MS / 2;

/** A typical trace is looked for around the time of the other side. */
export function useOperands({ a, b }: Pick<CompareUrl, "a" | "b">): { readonly a: Asked; readonly b: Asked } {
	const traceA = useTrace(a);
	const traceB = useTrace(b);
	const medianA = useMedian(a, traceB.operand);
	const medianB = useMedian(b, traceA.operand);
	return { a: a?.kind === "median" ? medianA : traceA, b: b?.kind === "median" ? medianB : traceB };
}

interface AskedTrace extends Asked {
	readonly operand: TraceOperand | undefined;
}

function useTrace(side: CompareSide | undefined): AskedTrace {
	const traceId = side?.kind === "trace" ? side.traceId : undefined;
	const { data, error, isLoading, refetch } = useQuery({
		queryKey: ["compare", "trace", traceId],
		enabled: traceId !== undefined,
		queryFn: async ({ signal }) => traceOperand(await getSkeletonBytes(traceId ?? "", signal)),
		structuralSharing: false,
		gcTime: 60_000,
		retry: false,
	});
	return { operand: data, error, isLoading, refetch: () => void refetch() };
}

function useMedian(side: CompareSide | undefined, other: TraceOperand | undefined): Asked {
	const wanted = side?.kind === "median" && other !== undefined;
	const root = useRootName(wanted && side.query === "" ? other : undefined);
	const query = side?.kind !== "median" ? undefined : side.query === "" ? root.query : side.query;
	const traceId = other?.model.skeleton.traceId;
	const startMs = Number((other?.model.skeleton.startTime ?? 0n) / 1_000_000n);
	const { data, error, isLoading, refetch } = useQuery({
		queryKey: ["compare", "typical", query, traceId],
		enabled: wanted && query !== undefined,
		queryFn: ({ signal }) => {
			const range = { from: startMs - AROUND_MS, to: startMs + AROUND_MS };
			return getJson("traceTypical", { query: { q: query, ...range, except: traceId }, signal });
		},
		retry: false,
	});
	const operand = useMemo(() => (data === undefined ? undefined : medianOperand(query ?? "", data)), [data, query]);
	return {
		operand,
		error: error ?? root.error,
		isLoading: isLoading || root.isLoading || (wanted && query === undefined),
		refetch: () => void refetch(),
	};
}

/** The search for traces with the same root; by the earliest span when no root was received. */
function useRootName(of: TraceOperand | undefined) {
	const { skeleton, facts, tree } = of?.model ?? {};
	const row = facts === undefined || tree === undefined || facts.root >= tree.spanCount ? 0 : facts.root;
	const spanId = skeleton === undefined ? "" : spanIdAt(skeleton.spanIds, row);
	const isRoot = (tree?.parent[row] ?? 0) < 0;
	const { data, error, isLoading } = useQuery({
		queryKey: ["span", skeleton?.traceId, spanId],
		enabled: skeleton !== undefined,
		queryFn: ({ signal }) => getJson("traceSpan", { path: { traceId: skeleton?.traceId ?? "", spanId }, signal }),
	});
	const span = data?.data[0];
	const scope = isRoot ? "root." : "";
	const query = span === undefined ? undefined : `${scope}service:${quoteText(span.service)} ${scope}name:${quoteText(span.name)}`;
	return { query, error, isLoading };
}
