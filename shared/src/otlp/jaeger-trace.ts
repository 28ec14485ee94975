import type { Resource } from "../model/resource.ts";
import type { Span } from "../model/span.ts";
import { hostKey } from "../semconv/identity.ts";
import { type JaegerProcess, jaegerProcess, jaegerSpanParts } from "./jaeger-json.ts";

/** Writes one trace of Jaeger's JSON span by span, so that a trace of any size can be streamed. */
export interface JaegerTraceWriter {
	/** The span's JSON text; undefined for an exact copy of one before it. */
	add(span: Span): string | undefined;
	/** What follows the spans: `"processes":{...},"warnings":...`. */
	end(): string;
}

/** Spans whose clocks are compared; a larger trace gets no such warning. */
const SKEW_SPANS = 300_000;

/**
 * Begin a trace. Spans come by start, then span id, as stores stream them: copies are found among neighbours.
 * `raw` leaves out Jaeger's adjustments: copies stay, no warnings are added.
 */
export function createJaegerTraceWriter(raw: boolean): JaegerTraceWriter {
	const processes = new Processes();
	const clocks = new Clocks();
	let neighbours: { readonly start: bigint; readonly spanId: string; readonly texts: string[] } | undefined;

	const isCopy = (span: Span, text: string): boolean => {
		if (neighbours?.start !== span.startTime || neighbours.spanId !== span.spanId) {
			neighbours = { start: span.startTime, spanId: span.spanId, texts: [text] };
			return false;
		}
		if (neighbours.texts.includes(text)) return true;
		neighbours.texts.push(text);
		return false;
	};

	return {
		add: (span) => {
			const parts = jaegerSpanParts(span, raw);
			const text = JSON.stringify({ ...parts.span, processID: processes.idOf(span.resource, parts.moved) });
			if (raw) return text;
			if (isCopy(span, text)) return undefined;
			clocks.note(span);
			return text;
		},
		end: () => {
			const warnings = raw ? [] : clocks.warnings();
			return `"processes":${JSON.stringify(processes.toJson())},"warnings":${JSON.stringify(warnings.length === 0 ? null : warnings)}`;
		},
	};
}

/** Gives equal processes one id: p1, p2 and so on. */
class Processes {
	readonly #byResource = new Map<Resource, string>();
	readonly #byText = new Map<string, string>();
	readonly #processes: Record<string, JaegerProcess> = {};

	idOf(resource: Resource, moved: Span["attributes"]): string {
		const known = moved.length === 0 ? this.#byResource.get(resource) : undefined;
		if (known !== undefined) return known;
		const process = jaegerProcess(resource, moved);
		const text = JSON.stringify(process);
		const id = this.#byText.get(text) ?? `p${this.#byText.size + 1}`;
		this.#byText.set(text, id);
		this.#processes[id] = process;
		if (moved.length === 0) this.#byResource.set(resource, id);
		return id;
	}

	toJson(): Readonly<Record<string, JaegerProcess>> {
		return this.#processes;
	}
}

interface Clock {
	readonly host: string;
	readonly start: bigint;
	readonly end: bigint;
	readonly parent: string | undefined;
}

/** Notices spans that do not fit into their parent of another host. */
class Clocks {
	readonly #spans = new Map<string, Clock>();
	readonly #hosts = new Map<Resource, string | undefined>();
	#count = 0;

	note({ spanId, parentSpanId, resource, startTime, endTime }: Span): void {
		if (++this.#count > SKEW_SPANS) return;
		if (!this.#hosts.has(resource)) this.#hosts.set(resource, hostKey(resource.attributes));
		const host = this.#hosts.get(resource);
		if (host === undefined) return;
		this.#spans.set(spanId, { host, start: startTime, end: endTime, parent: parentSpanId });
	}

	warnings(): readonly string[] {
		if (this.#count > SKEW_SPANS) return [];
		let skewed = 0;
		for (const span of this.#spans.values()) {
			const parent = span.parent === undefined ? undefined : this.#spans.get(span.parent);
			if (parent !== undefined && parent.host !== span.host && isSkewed(span, parent)) skewed++;
		}
		if (skewed === 0) return [];
		const spans = skewed === 1 ? "1 span does" : `${skewed} spans do`;
		return [`clock skew: ${spans} not fit inside the parent span of another host; times are shown as they were sent`];
	}
}

/** A child that takes longer than its parent may outlive it, but may not begin before it. */
function isSkewed(child: Clock, parent: Clock): boolean {
	if (child.start < parent.start) return true;
	return child.end - child.start <= parent.end - parent.start && child.end > parent.end;
}

/** A whole trace as JSON text, from spans in the stores' order. */
export function jaegerTraceText(traceId: string, spans: readonly Span[], raw = false): string {
	const writer = createJaegerTraceWriter(raw);
	const texts = spans.flatMap((span) => writer.add(span) ?? []);
	return `{"traceID":${JSON.stringify(traceId)},"spans":[${texts.join(",")}],${writer.end()}}`;
}
