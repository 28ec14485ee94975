import { EMPTY_LOG_RECORD, type LogRecord } from "@spanglass/shared/model/log-record";
import type { Intrinsic } from "@spanglass/shared/query/filter";
import { evaluateLogRecord } from "@spanglass/shared/query/filter-eval";
import { createValueTest } from "@spanglass/shared/query/value-test";
import { ColumnCursor } from "../../../columns/column-cursor.ts";
import { logRecordAt, spanIdAt, traceIdAt } from "../../../columns/item-decoder.ts";
import { LOW_BYTE, LogColumn } from "../../../columns/layout.ts";
import type { RowView } from "../../../columns/row-view.ts";
import { createEntrySearch } from "./body-search.ts";
import { decidingPart, eitherOf, type FilterTarget, isToldByHead, type Term } from "./filter-target.ts";
import { type RowTest, remembered } from "./row-test.ts";

/** Fields of a record that its source does not tell: those of `onText` and `onField`. */
const LOG_ROW_FIELDS: ReadonlySet<string> = new Set(["text", "body", "trace", "span"]);

/** A record with what its source tells and nothing else. */
export function logRecordOfHead(view: RowView, head: number): LogRecord {
	const { resource, scope, severityNumber, severityText, eventName } = view.logSource(head);
	return {
		...EMPTY_LOG_RECORD,
		severityNumber,
		severityText: view.text(severityText),
		eventName: view.text(eventName),
		resource: view.resource(resource),
		scope: view.scope(scope),
	};
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
					(trace) => evaluateLogRecord(term, { ...EMPTY_LOG_RECORD, traceId: idOf(trace) }),
				);
			}
			case "span":
				return (row) => evaluateLogRecord(term, { ...EMPTY_LOG_RECORD, spanId: spanIdAt(view, row, LogColumn.spanHigh) });
			default:
				return undefined;
		}
	}

	/** A record has no events and no links. */
	onParts(term: Term): RowTest {
		const answer = evaluateLogRecord(term, EMPTY_LOG_RECORD);
		return () => answer;
	}

	#bodyTest(term: Term): RowTest {
		const { view } = this;
		const STRING_CODE = 2;
		const withoutBody = evaluateLogRecord(term, EMPTY_LOG_RECORD);
		const bits = new ColumnCursor(view, LogColumn.bits);
		const onString = stringBodyTest(term, view);
		return (row) => {
			const bodyCode = bits.at(row) & LOW_BYTE;
			if (bodyCode === STRING_CODE) return onString(row);
			return bodyCode === 0 ? withoutBody : this.whole(term, row);
		};
	}
}
