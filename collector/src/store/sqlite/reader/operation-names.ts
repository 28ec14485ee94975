import { displayName } from "@spanglass/shared/semconv/display-name";
import { AnswerTree } from "../../../columns/answer-tree.ts";
import type { RowView } from "../../../columns/row-view.ts";
import { SpanAnswers } from "../../../columns/span-answers.ts";
import type { TextList } from "./text-list.ts";

/** What the spans of one view are called on the page, as numbers of a list of texts. */
export class OperationNames extends SpanAnswers {
	constructor(view: RowView, texts: TextList) {
		super(view, new AnswerTree((span) => texts.numberOf(displayName(span))));
	}
}
