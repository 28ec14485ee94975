import type { Span, SpanLink } from "@spanglass/shared/model/span";
import { spansToOtlpJson } from "@spanglass/shared/otlp/json";
import type { Progress } from "../stored-traces.ts";

/**
 * Traces as `{"result":{"resourceSpans":[...]}}`, written batch by batch.
 *
 * Spans come by start, then span id, as stores stream them. Unless `raw`, exact copies of a span and links to nowhere are left out, as Jaeger
 * does; times are never moved.
 */
export async function* otlpText(
	traces: AsyncIterable<AsyncIterable<readonly Span[]>>,
	raw: boolean,
	progress: Progress,
): AsyncGenerator<string> {
	let before = '{"result":{"resourceSpans":[';
	for await (const batches of traces) {
		const isCopy = raw ? () => false : createCopyTest();
		for await (const batch of batches) {
			progress.spans += batch.length;
			const spans = raw ? batch : batch.filter((span) => !isCopy(span)).map(withoutEmptyLinks);
			const { resourceSpans } = spansToOtlpJson(spans);
			const text = JSON.stringify(resourceSpans).slice(1, -1);
			if (text === "") continue;
			yield before + text;
			before = ",";
		}
	}
	yield before === "," ? "]}}" : `${before}]}}`;
}

/** Whether a span is the same as one before it. Only neighbours with its start and id can be. */
function createCopyTest(): (span: Span) => boolean {
	let neighbours: Span[] = [];
	let texts: string[] = [];
	return (span) => {
		const [first] = neighbours;
		if (first?.startTime !== span.startTime || first.spanId !== span.spanId) {
			neighbours = [span];
			texts = [];
			return false;
		}
		// Ids rarely repeat: texts are made when they do.
		if (texts.length === 0) texts = neighbours.map(textOf);
		const text = textOf(span);
		if (texts.includes(text)) return true;
		neighbours.push(span);
		texts.push(text);
		return false;
	};
}

function textOf(span: Span): string {
	return JSON.stringify(spansToOtlpJson([span]));
}

function withoutEmptyLinks(span: Span): Span {
	return span.links.some(isEmpty) ? { ...span, links: span.links.filter((link) => !isEmpty(link)) } : span;
}

function isEmpty({ traceId, spanId }: SpanLink): boolean {
	return /^0*$/.test(traceId) || /^0*$/.test(spanId);
}
