/** Which versions of a service a place ran in, on both sides. */
import type { SpanJson } from "@spanglass/shared/api/schemas";
import { useQueries } from "@tanstack/react-query";
import { attributeText } from "../../api/any-value.ts";
import { getJson } from "../../api/client.ts";
import { type Operand, rowsAt, spanIdOf } from "./compare-sides.ts";
import type { Comparison } from "./comparison.ts";

export interface Versions {
	/** `v41`, or `v41, v42`; empty where none is known. */
	readonly a: string;
	readonly b: string;
	readonly isSettled: boolean;
}

/** A call is made a few times at most before this looks no further. */
const MOST_SPANS = 4;

export function useVersions({ a, b, diff }: Comparison, node: number | undefined): Versions {
	const { inA, inB } = diff.nodes[node ?? -1] ?? {};
	const [spansA, spansB] = [spanIds(a, inA), spanIds(b, inB)];
	const answers = useQueries({
		queries: [...spansA, ...spansB].map(({ traceId, spanId }) => ({
			queryKey: ["span", traceId, spanId],
			queryFn: ({ signal }: { readonly signal: AbortSignal }) => getJson("traceSpan", { path: { traceId, spanId }, signal }),
		})),
	});
	const spans = answers.map(({ data }) => data?.data[0]);
	return {
		a: versionsOf(spans.slice(0, spansA.length)),
		b: versionsOf(spans.slice(spansA.length)),
		isSettled: answers.every(({ isPending }) => !isPending),
	};
}

function spanIds(operand: Operand, place: number | undefined): readonly { readonly traceId: string; readonly spanId: string }[] {
	if (operand.kind !== "trace") return [];
	const { traceId } = operand.model.skeleton;
	return rowsAt(operand, place)
		.slice(0, MOST_SPANS)
		.map((row) => ({ traceId, spanId: spanIdOf(operand, row) }));
}

function versionsOf(spans: readonly (SpanJson | undefined)[]): string {
	const versions = spans.map((span) => attributeText(span?.resource.attributes ?? [], "service.version") ?? "");
	return [...new Set(versions)].filter((version) => version !== "").join(", ");
}
