/** `POST /api/transform`: OTLP/JSON in, Jaeger's form of it out; nothing is stored. */
import { SpanglassError } from "@spanglass/shared/model/errors";
import { parseSpanId, parseTraceId, type TraceId } from "@spanglass/shared/model/ids";
import { LIMITS } from "@spanglass/shared/model/limits";
import type { Span } from "@spanglass/shared/model/span";
import { parseTraceRequestJson } from "@spanglass/shared/otlp/json";
import type { Answer } from "../../answer.ts";
import type { JaegerContext } from "./context.ts";
import { ENVELOPE_START, envelopeEnd, envelopeError, streamedAnswer } from "./envelope.ts";
import { boundedSpans, type Progress, TOO_LARGE } from "./stored-traces.ts";
import { traceText } from "./traces.ts";

const BATCH = 500;

/** Traces in the order of the body, spans by start. Refused as a whole when one span has no valid ids. */
export async function transformOtlp(body: Uint8Array | undefined, { control }: JaegerContext): Promise<Answer> {
	if (body === undefined || body.length === 0) throw new SpanglassError("invalid_input", "the body is empty; OTLP JSON is expected");
	if (body.length > LIMITS.transformBodyBytes) {
		throw new SpanglassError("invalid_input", `the body is larger than ${LIMITS.transformBodyBytes} bytes`);
	}
	const { spans } = parseTraceRequestJson(new TextDecoder().decode(body));
	await control.checkpoint();
	spans.forEach(assertIds);
	const traces = Map.groupBy(spans, (span) => span.traceId);
	const progress = { spans: 0 };
	const text = await boundedSpans(tracesText(traces, control, progress), progress, async () => spans.length);
	return text === undefined ? envelopeError(413, TOO_LARGE) : streamedAnswer(text);
}

function assertIds({ traceId, spanId, name }: Span, index: number): void {
	if (parseTraceId(traceId) !== undefined && parseSpanId(spanId) !== undefined) return;
	const which = `span ${index + 1} (${JSON.stringify(name.slice(0, 64))})`;
	throw new SpanglassError("invalid_input", `${which} needs a traceId of 32 hexadecimal digits and a spanId of 16`);
}

async function* tracesText(
	traces: ReadonlyMap<TraceId, readonly Span[]>,
	control: JaegerContext["control"],
	progress: Progress,
): AsyncGenerator<string> {
	let before = ENVELOPE_START;
	for (const [traceId, spans] of traces) {
		yield before;
		yield* traceText(traceId, batchesOf([...spans].sort(byStart), control), true, progress);
		before = ",";
	}
	if (traces.size === 0) yield before;
	yield envelopeEnd(traces.size, []);
}

function byStart(a: Span, b: Span): number {
	return a.startTime < b.startTime ? -1 : a.startTime > b.startTime ? 1 : a.spanId < b.spanId ? -1 : 1;
}

async function* batchesOf(spans: readonly Span[], control: JaegerContext["control"]): AsyncGenerator<readonly Span[]> {
	for (let at = 0; at < spans.length; at += BATCH) {
		await control.checkpoint();
		yield spans.slice(at, at + BATCH);
	}
}
