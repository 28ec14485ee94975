/** What a span's percentile badge asks for and says. */
import type { ServiceDurationsJson, SpanJson } from "@spanglass/shared/api/schemas";
import type { DurationScope } from "../../state/url/trace.ts";

const MINUTE_MS = 60_000;
const SCOPE_MS: Readonly<Record<DurationScope, number>> = { "1h": 3_600_000, "24h": 86_400_000 };
/** A rank among fewer is no percentile (ux §3.0). */
const FEWEST_TO_RANK = 20;

/**
 * The range that ends with the minute in which the span started, so that spans of one minute share it and the span itself lies in it
 * (ranges go by the start of spans).
 */
export function scopeRange(span: Pick<SpanJson, "startTime">, scope: DurationScope): { readonly fromMs: number; readonly toMs: number } {
	const startMs = Number(BigInt(span.startTime) / 1_000_000n);
	const toMs = (Math.floor(startMs / MINUTE_MS) + 1) * MINUTE_MS;
	return { fromMs: toMs - SCOPE_MS[scope], toMs };
}

export type Rank =
	| { readonly kind: "few" }
	| { readonly kind: "fastest" }
	/** `ratio`: the spans that took less, as a part of all, 0..1. */
	| { readonly kind: "slower"; readonly ratio: number };

/** How the span stands. Undefined without a count of faster spans. */
export function rankOf({ count, below }: Pick<ServiceDurationsJson, "count" | "below">): Rank | undefined {
	if (below === null) return undefined;
	if (count < FEWEST_TO_RANK) return { kind: "few" };
	return below <= 0 ? { kind: "fastest" } : { kind: "slower", ratio: below / count };
}
