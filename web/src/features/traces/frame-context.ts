/** How a view of a search speaks to the page around it. */
import { createContext, use, useEffect, useMemo } from "react";
import { ApiError } from "../../api/client.ts";
import { type QueryFault, queryFaultOf } from "../../ui/QueryBar/query-terms.ts";

export interface FrameReport {
	/** What is wrong with the query. */
	readonly fault: QueryFault | undefined;
	/** A former result is still on screen. */
	readonly keepsResult: boolean;
	/** The first answer is there: what stands around the list may be fetched now. */
	readonly isReady: boolean;
}

export const NOTHING_REPORTED: FrameReport = { fault: undefined, keepsResult: false, isReady: false };

export interface Frame {
	/** Places for what the view says of its answer, and for its order; null until the page is there. */
	readonly factsSlot: HTMLElement | null;
	readonly orderSlot: HTMLElement | null;
	readonly report: (report: FrameReport) => void;
	/** How many traces the chart counts, and of which query; undefined before its answer. */
	readonly total: ChartTotal | undefined;
}

export interface ChartTotal {
	readonly q: string;
	readonly fromMs: number;
	readonly toMs: number;
	readonly env: string | undefined;
	readonly count: number;
}

/** How many traces a search finds, once its chart says so. */
export function useChartTotal(query: Omit<ChartTotal, "count">): number | undefined {
	const { total } = use(FrameContext);
	const isOf = total !== undefined && (["q", "fromMs", "toMs", "env"] as const).every((name) => total[name] === query[name]);
	return isOf ? total.count : undefined;
}

export const FrameContext = createContext<Frame>({ factsSlot: null, orderSlot: null, report: () => undefined, total: undefined });

/** Tell the page around the view; the result are its places. */
export function useFrame({ fault, keepsResult, isReady }: FrameReport): Pick<Frame, "factsSlot" | "orderSlot"> {
	const frame = use(FrameContext);
	const { report } = frame;
	useEffect(() => report({ fault, keepsResult, isReady }), [report, fault, keepsResult, isReady]);
	return frame;
}

/** The query itself was not understood, which is said under its field. */
export function isQueryFault(error: Error | null): error is ApiError {
	return error instanceof ApiError && error.field === "q";
}

/** What an answer says is wrong with the query; the same object as long as the error is the same. */
export function useQueryFault(error: Error | null): QueryFault | undefined {
	return useMemo(() => (isQueryFault(error) ? queryFaultOf(error) : undefined), [error]);
}
