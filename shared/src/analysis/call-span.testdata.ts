import { SpanKind } from "../model/span.ts";
import type { CanonicalPeer, CanonicalSpan } from "../semconv/canonical-span.ts";
import type { CallSpan } from "./call-edges-of.ts";

type Said = Partial<Omit<CallSpan, "canonical">> & { readonly canonical?: Partial<CanonicalSpan> };

/** A CLIENT span of `shop` from 1 ms to 11 ms of minute 100, without a parent; `said` tells what is different. */
export function callSpan({ canonical, ...said }: Said = {}): CallSpan {
	const parentSpanId = said.parentSpanId ?? "";
	return {
		environment: "prod",
		namespace: "",
		service: "shop",
		canonical: {
			kind: SpanKind.client,
			protocol: "http",
			operation: "GET /cart",
			statusClass: "",
			isError: false,
			peer: undefined,
			callerService: "",
			isResend: false,
			...canonical,
		},
		hasParent: parentSpanId !== "",
		start: at(1),
		durationNanos: ms(10),
		traceId: "t",
		spanId: "a",
		links: [],
		...said,
		parentSpanId,
	};
}

export function ms(count: number): number {
	return count * 1_000_000;
}

/** So many milliseconds after minute 100 began. */
export function at(milliseconds: number) {
	return { minute: 100 + Math.floor(milliseconds / 60_000), nanos: ms(milliseconds % 60_000) };
}

export const TOPIC: CanonicalPeer = {
	node: { type: "topic", namespace: "", name: "orders", system: "kafka" },
	edge: "messaging",
	evidence: "peer",
};

export const DATABASE: CanonicalPeer = {
	node: { type: "database", namespace: "", name: "shop-db", system: "postgresql" },
	edge: "database",
	evidence: "peer",
};

export const EXTERNAL: CanonicalPeer = {
	node: { type: "external", namespace: "", name: "api.example", system: "" },
	edge: "external",
	evidence: "peer",
};
