/** What a framework's instrumentation leaves out or says wrong, and how it is read. Types only. */
import type { CanonicalInput, CanonicalPeer, Protocol } from "../canonical-span.ts";

/** What the span is instead; what is undefined is read as of any other span. */
export interface SpanRepair {
	readonly kind?: number;
	readonly protocol?: Protocol;
	readonly peer?: CanonicalPeer | undefined;
}

export interface FrameworkAdapter {
	readonly name: string;
	/** Names of the scopes that it sends spans under. */
	readonly scope: RegExp;
	/** Undefined when the span is as it should be. */
	repair?(input: CanonicalInput): SpanRepair | undefined;
	/** What its span is called on the page, where the general rules do not tell. */
	operation?(name: string): string;
}
