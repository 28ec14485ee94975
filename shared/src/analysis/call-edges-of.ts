import {
	answers,
	type CallEdge,
	inEdge,
	isNestedCopy,
	linkEdge,
	nanosBetween,
	outEdge,
	pairEdge,
	type SpanFacts,
	topicEdge,
} from "./call-edges.ts";

/** A span with the ids that tell what it belongs to. Ids are hex text. */
export interface CallSpan extends SpanFacts {
	readonly traceId: string;
	readonly spanId: string;
	/** "" for none: then `hasParent` is false. */
	readonly parentSpanId: string;
	readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
}

export interface Calls<Span extends CallSpan> {
	/** Spans that count: all but those that only wrap another. Their calls of other services that are stored count all the same. */
	readonly counted: readonly Span[];
	readonly edges: readonly CallEdge[];
}

/**
 * Every call that spans tell of, by the rules of `call-edges.ts`, in one plain look at all of them. What is computed while spans arrive must
 * add up to it.
 *
 * Shape   spans in order of arrival; of several with one id the earliest start is taken for the parent or the linked one, then the
 *         longest, then the first.
 * Cost    O(n), a few objects a span.
 */
export function callsOf<Span extends CallSpan>(spans: readonly Span[]): Calls<Span> {
	const byId = new Map<string, Span>();
	for (const span of spans) {
		const key = span.traceId + span.spanId;
		const known = byId.get(key);
		if (known === undefined || isBetterParent(span, known)) byId.set(key, span);
	}
	const parentOf = (span: Span): Span | undefined => {
		const parent = span.parentSpanId === "" ? undefined : byId.get(span.traceId + span.parentSpanId);
		return parent === span ? undefined : parent;
	};
	const answered = new Set<Span>();
	const wrapping = new Set<Span>();
	const wrapped = new Set<Span>();
	for (const span of spans) {
		const parent = parentOf(span);
		if (parent === undefined) continue;
		if (answers(parent, span)) answered.add(parent);
		if (!isNestedCopy(parent, span)) continue;
		wrapping.add(parent);
		wrapped.add(span);
	}
	const edges = spans.flatMap((span) => {
		const parent = parentOf(span);
		const isAnswered = answered.has(span) || (parent !== undefined && wrapped.has(span) && answered.has(parent));
		return [
			parent === undefined ? inEdge(span) : pairEdge(parent, span),
			isAnswered || wrapping.has(span) ? undefined : outEdge(span),
			topicEdge(span),
		];
	});
	const links = spans.flatMap((span) =>
		span.links.map(({ traceId, spanId }) => {
			const linked = byId.get(traceId + spanId);
			return linked === undefined ? undefined : linkEdge(linked, span);
		}),
	);
	return { counted: spans.filter((span) => !wrapping.has(span)), edges: [...edges, ...links].filter((edge) => edge !== undefined) };
}

function isBetterParent(span: CallSpan, known: CallSpan): boolean {
	const later = nanosBetween(known.start, span.start);
	return later < 0 || (later === 0 && span.durationNanos > known.durationNanos);
}
