import type { SpanId } from "@spanglass/shared/model/ids";
import { EMPTY_SPAN, type Span } from "@spanglass/shared/model/span";
import type { Intrinsic } from "@spanglass/shared/query/filter";
import { evaluateSpan } from "@spanglass/shared/query/filter-eval";
import { createValueTest } from "@spanglass/shared/query/value-test";
import { ColumnCursor } from "../../../columns/column-cursor.ts";
import { spanAt, spanIdAt, traceIdAt } from "../../../columns/item-decoder.ts";
import { ESCAPED_STATUS, LOW_BYTE, RARE_BIT, SpanColumn } from "../../../columns/layout.ts";
import { OperationWord } from "../../../columns/record-decoder.ts";
import type { RowView } from "../../../columns/row-view.ts";
import { decidingPart, eitherOf, type FilterTarget, isToldByHead, type Term } from "./filter-target.ts";
import { type RowTest, remembered } from "./row-test.ts";

const UINT32 = 0x1_0000_0000;

/** Fields of a span that its operation does not tell: those of `onField`. */
const SPAN_ROW_FIELDS: ReadonlySet<string> = new Set([
	"status",
	"duration",
	"trace",
	"span",
	"parent",
	"statusMessage",
	"traceState",
	"eventName",
]);

/** A word of an operation's record by its ordinal, without an object. */
function operationWord(view: RowView, word: number): (head: number) => number {
	return (head) => view.records[(view.entities[head] as number) + word] as number;
}

/** A span with what its operation tells and nothing else. */
export function spanOfHead(view: RowView, head: number): Span {
	const { name, kind, resource, scope } = view.operation(head);
	return { ...EMPTY_SPAN, name: view.text(name), kind, resource: view.resource(resource), scope: view.scope(scope) };
}

/** Spans of one view. */
export class SpanTarget implements FilterTarget {
	readonly view: RowView;
	readonly #heads: ColumnCursor;

	constructor(view: RowView) {
		this.view = view;
		this.#heads = new ColumnCursor(view, SpanColumn.operation);
	}

	whole(term: Term, row: number): boolean {
		return evaluateSpan(term, spanAt(this.view, row));
	}

	headOf(row: number): number {
		return this.#heads.at(row);
	}

	onHead(term: Term, head: number): boolean {
		return evaluateSpan(term, spanOfHead(this.view, head));
	}

	isOfHead(term: Term): boolean {
		return isToldByHead(term, SPAN_ROW_FIELDS);
	}

	partOfHead(term: Term): ((head: number) => number) | undefined {
		const { view } = this;
		switch (decidingPart(term)) {
			case "resource":
				return operationWord(view, OperationWord.resource);
			case "scope":
				return operationWord(view, OperationWord.scope);
			case "either":
				return (head) => eitherOf(view.operation(head), view);
			case "name":
				return operationWord(view, OperationWord.name);
			case "all":
				return undefined;
		}
	}

	onText(): undefined {
		return undefined;
	}

	onField(term: Term, key: Intrinsic): RowTest | undefined {
		const { view } = this;
		switch (key) {
			case "status":
				return this.#statusTest(term);
			case "duration":
				return this.#durationTest(term);
			case "trace": {
				const traces = new ColumnCursor(view, SpanColumn.trace);
				return remembered(
					view.counts.traces,
					(row) => traces.at(row),
					(trace) => evaluateSpan(term, { ...EMPTY_SPAN, traceId: traceIdAt(view, trace) }),
				);
			}
			case "span":
				return (row) => evaluateSpan(term, { ...EMPTY_SPAN, spanId: spanIdAt(view, row, SpanColumn.spanHigh) as SpanId });
			case "parent":
				return (row) => evaluateSpan(term, { ...EMPTY_SPAN, parentSpanId: spanIdAt(view, row, SpanColumn.parentHigh) as SpanId });
			case "statusMessage":
			case "traceState":
			case "eventName":
				return this.onParts(term);
			default:
				return undefined;
		}
	}

	/** What stands in the rare part of a row: most rows have none and answer alike. */
	onParts(term: Term): RowTest {
		const { view } = this;
		const bits = new ColumnCursor(view, SpanColumn.bits);
		const withoutParts = evaluateSpan(term, EMPTY_SPAN);
		return (row) => ((bits.at(row) & RARE_BIT) === 0 ? withoutParts : this.whole(term, row));
	}

	#statusTest(term: Term): RowTest {
		const bits = new ColumnCursor(this.view, SpanColumn.bits);
		const ask = (code: number, row: number) =>
			code === ESCAPED_STATUS ? this.whole(term, row) : evaluateSpan(term, { ...EMPTY_SPAN, status: { code, message: "" } });
		return remembered(ESCAPED_STATUS, (row) => bits.at(row) & LOW_BYTE, ask);
	}

	/** Durations are compared as numbers, which is exact below 2^53 (104 days). */
	#durationTest(term: Term): RowTest {
		const { view } = this;
		if (term.type !== "compare") return () => true;
		const test = createValueTest(term.op, term.value);
		const wanted = term.op !== "!=";
		const startHigh = new ColumnCursor(view, SpanColumn.startHigh);
		const startLow = new ColumnCursor(view, SpanColumn.startLow);
		const endHigh = new ColumnCursor(view, SpanColumn.endHigh);
		const endLow = new ColumnCursor(view, SpanColumn.endLow);
		return (row) => {
			const high = endHigh.at(row) - startHigh.at(row);
			const nanos = Math.max(0, high * UINT32 + endLow.at(row) - startLow.at(row));
			return Number.isSafeInteger(nanos) ? test.number(nanos) === wanted : this.whole(term, row);
		};
	}
}
