/** What a filter is compiled against: the rows of one view, seen as spans or as log records. */
import type { SpanId, TraceId } from "@spanglass/shared/model/ids";
import type { LogRecord } from "@spanglass/shared/model/log-record";
import type { Resource, Scope } from "@spanglass/shared/model/resource";
import type { Span } from "@spanglass/shared/model/span";
import type { Intrinsic, ItemFilter } from "@spanglass/shared/query/filter";
import { evaluateLogRecord, evaluateSpan } from "@spanglass/shared/query/filter-eval";
import { createValueTest } from "@spanglass/shared/query/value-test";
import { unixNanos } from "@spanglass/shared/units/time";
import { ColumnCursor } from "../../../columns/column-cursor.ts";
import { logRecordAt, spanAt, spanIdAt, traceIdAt } from "../../../columns/item-decoder.ts";
import { ESCAPED_STATUS, LOW_BYTE, LogColumn, RARE_BIT, SpanColumn } from "../../../columns/layout.ts";
import { OperationWord } from "../../../columns/record-decoder.ts";
import type { RowView } from "../../../columns/row-view.ts";
import { createEntrySearch } from "./body-search.ts";

/** One condition on a row. */
export type RowTest = (row: number) => boolean;
/** A condition without parts. */
export type Term = Exclude<ItemFilter, { readonly type: "all" | "any" | "not" }>;

/**
 * Every method but `whole` answers for a part of the item alone, always by asking the reference evaluation about an item that has only
 * that part: so a compiled filter cannot mean something else.
 */
export interface FilterTarget {
	readonly view: RowView;
	/** The whole item: right for every term, slow. */
	whole(term: Term, row: number): boolean;
	/** The entity that tells name, kind, severity, resource and scope. */
	headOf(row: number): number;
	onHead(term: Term, head: number): boolean;
	/** True when the head alone decides the term. */
	isOfHead(term: Term): boolean;
	/** What of a head decides the term, as a number: heads share it. Undefined: all of it. */
	partOfHead(term: Term): ((head: number) => number) | undefined;
	/** A test of one field of the item, or undefined when the head decides. */
	onField(term: Term, key: Intrinsic): RowTest | undefined;
	/** A test of bare words. */
	onText(term: Term): RowTest | undefined;
	/** A test of what stands on events and links. */
	onParts(term: Term): RowTest;
}

const NO_RESOURCE: Resource = { attributes: [], droppedAttributesCount: 0, entityRefs: [], schemaUrl: "" };
const NO_SCOPE: Scope = { name: "", version: "", attributes: [], droppedAttributesCount: 0, schemaUrl: "" };
const UINT32 = 0x1_0000_0000;
const ZERO = unixNanos(0n);

const EMPTY_SPAN: Span = {
	traceId: "" as TraceId,
	spanId: "" as SpanId,
	parentSpanId: undefined,
	traceState: "",
	flags: 0,
	name: "",
	kind: 0,
	startTime: ZERO,
	endTime: ZERO,
	attributes: [],
	droppedAttributesCount: 0,
	events: [],
	droppedEventsCount: 0,
	links: [],
	droppedLinksCount: 0,
	status: { code: 0, message: "" },
	resource: NO_RESOURCE,
	scope: NO_SCOPE,
	marks: 0,
};

const EMPTY_LOG: LogRecord = {
	time: ZERO,
	observedTime: ZERO,
	severityNumber: 0,
	severityText: "",
	body: undefined,
	attributes: [],
	droppedAttributesCount: 0,
	flags: 0,
	traceId: "",
	spanId: "",
	eventName: "",
	resource: NO_RESOURCE,
	scope: NO_SCOPE,
	marks: 0,
};

const RESOURCE_FIELDS: ReadonlySet<string> = new Set(["service", "env", "version", "instance"]);
const SCOPE_FIELDS: ReadonlySet<string> = new Set(["scopeName", "scopeVersion"]);

/** What of a head a term asks about. */
function decidingPart(term: Term): "resource" | "scope" | "either" | "name" | "all" {
	if (term.type === "text") return "name";
	const { scope, key } = term.field;
	if (scope === "resource" || scope === "scope") return scope;
	if (scope === "any") return "either";
	if (scope !== "intrinsic") return "all";
	if (RESOURCE_FIELDS.has(key)) return "resource";
	if (SCOPE_FIELDS.has(key)) return "scope";
	return key === "name" ? "name" : "all";
}

/** Does what a head tells hold all that a term asks about, given the fields that lie elsewhere? */
function isToldByHead(term: Term, rowFields: ReadonlySet<string>): boolean {
	if (term.type === "text") return !rowFields.has("text");
	const { scope, key } = term.field;
	return scope === "resource" || scope === "scope" || (scope === "intrinsic" && !rowFields.has(key));
}

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
/** Those of a record. */
const LOG_ROW_FIELDS: ReadonlySet<string> = new Set(["text", "body", "trace", "span"]);

/** One number for a pair of resource and scope. */
function eitherOf({ resource, scope }: { readonly resource: number; readonly scope: number }, { counts }: RowView): number {
	return resource * counts.entities + scope;
}

/** A word of an operation's record by its ordinal, without an object. */
function operationWord(view: RowView, word: number): (head: number) => number {
	return (head) => view.records[(view.entities[head] as number) + word] as number;
}

/** A span with what its operation tells and nothing else. */
export function spanOfHead(view: RowView, head: number): Span {
	const { name, kind, resource, scope } = view.operation(head);
	return { ...EMPTY_SPAN, name: view.text(name), kind, resource: view.resource(resource), scope: view.scope(scope) };
}

/** A record with what its source tells and nothing else. */
export function logRecordOfHead(view: RowView, head: number): LogRecord {
	const { resource, scope, severityNumber, severityText, eventName } = view.logSource(head);
	return {
		...EMPTY_LOG,
		severityNumber,
		severityText: view.text(severityText),
		eventName: view.text(eventName),
		resource: view.resource(resource),
		scope: view.scope(scope),
	};
}

/** Remember a test's answers by a small number; `size` bounds it, beyond is asked each time. */
export function remembered(size: number, keyOf: (row: number) => number, ask: (key: number, row: number) => boolean): RowTest {
	const answers = new Uint8Array(size);
	return (row) => {
		const key = keyOf(row);
		const known = answers[key];
		if (known === 1) return true;
		if (known === 2) return false;
		const answer = ask(key, row);
		if (key < size) answers[key] = answer ? 1 : 2;
		return answer;
	};
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

/** What a term says of bodies that are strings: each entry of the dictionary is asked once. */
function stringBodyTest(term: Term, view: RowView): RowTest {
	if (term.type === "exists") return () => true;
	if (term.type === "text") {
		const contains = createEntrySearch(view, term.text);
		return (row) => contains(view.bodyOf(row));
	}
	const test = createValueTest(term.op, term.value);
	const wanted = term.op !== "!=";
	return remembered(
		view.counts.entries,
		(row) => view.bodyOf(row),
		(id) => test.text(view.passingText(id)) === wanted,
	);
}

/** Log records of one view. */
export class LogTarget implements FilterTarget {
	readonly view: RowView;
	readonly #heads: ColumnCursor;

	constructor(view: RowView) {
		this.view = view;
		this.#heads = new ColumnCursor(view, LogColumn.source);
	}

	whole(term: Term, row: number): boolean {
		return evaluateLogRecord(term, logRecordAt(this.view, row));
	}

	headOf(row: number): number {
		return this.#heads.at(row);
	}

	onHead(term: Term, head: number): boolean {
		return evaluateLogRecord(term, logRecordOfHead(this.view, head));
	}

	isOfHead(term: Term): boolean {
		return isToldByHead(term, LOG_ROW_FIELDS);
	}

	partOfHead(term: Term): ((head: number) => number) | undefined {
		const { view } = this;
		switch (decidingPart(term)) {
			case "resource":
				return (head) => view.logSource(head).resource;
			case "scope":
				return (head) => view.logSource(head).scope;
			case "either":
				return (head) => eitherOf(view.logSource(head), view);
			default:
				return undefined;
		}
	}

	onText(term: Term): RowTest {
		return this.#bodyTest(term);
	}

	onField(term: Term, key: Intrinsic): RowTest | undefined {
		const { view } = this;
		switch (key) {
			case "body":
				return this.#bodyTest(term);
			case "trace": {
				const traces = new ColumnCursor(view, LogColumn.trace);
				const idOf = (trace: number) => (trace === 0 ? "" : traceIdAt(view, trace - 1));
				return remembered(
					view.counts.traces + 1,
					(row) => traces.at(row),
					(trace) => evaluateLogRecord(term, { ...EMPTY_LOG, traceId: idOf(trace) }),
				);
			}
			case "span":
				return (row) => evaluateLogRecord(term, { ...EMPTY_LOG, spanId: spanIdAt(view, row, LogColumn.spanHigh) });
			default:
				return undefined;
		}
	}

	/** A record has no events and no links. */
	onParts(term: Term): RowTest {
		const answer = evaluateLogRecord(term, EMPTY_LOG);
		return () => answer;
	}

	#bodyTest(term: Term): RowTest {
		const { view } = this;
		const STRING_CODE = 2;
		const withoutBody = evaluateLogRecord(term, EMPTY_LOG);
		const bits = new ColumnCursor(view, LogColumn.bits);
		const onString = stringBodyTest(term, view);
		return (row) => {
			const bodyCode = bits.at(row) & LOW_BYTE;
			if (bodyCode === STRING_CODE) return onString(row);
			return bodyCode === 0 ? withoutBody : this.whole(term, row);
		};
	}
}
