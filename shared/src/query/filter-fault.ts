import { SpanglassError, type TextFault } from "../model/errors.ts";

/** A change of the text that takes one fault away. */
export interface TextEdit {
	readonly start: number;
	readonly end: number;
	readonly insert: string;
}

/**
 * What is wrong with a query: where, what was expected there, a whole sentence, and the text with every fault repaired. The repaired text
 * has no fault; a text that would take more than a few edits becomes one phrase.
 */
export interface FilterFault extends TextFault {
	readonly kind: "invalid_input" | "unsupported";
	readonly message: string;
}

/** Thrown inside the parser only: a fault before its repair is known. */
export class FaultSignal extends Error {
	readonly fault: Omit<FilterFault, "repaired" | "message">;
	readonly edit: TextEdit;

	constructor(fault: Omit<FilterFault, "repaired" | "message">, edit: TextEdit) {
		super(fault.expected);
		this.fault = fault;
		this.edit = edit;
	}
}

/** A fault of the text in [start, end). */
export function signalAt(start: number, end: number, expected: string, edit: TextEdit): FaultSignal {
	return new FaultSignal({ kind: "invalid_input", position: start, length: end - start, expected }, edit);
}

/** The text after an edit, without doubled or outer blanks where something was removed. */
export function applyEdit(text: string, edit: TextEdit): string {
	const before = text.slice(0, edit.start);
	const after = text.slice(edit.end);
	if (edit.insert !== "") return before + edit.insert + after;
	return /\s$|^$/.test(before) ? before + after.trimStart() : before + after;
}

/** The fault as the error of a request: `field` is the parameter that held the query. */
export function errorFromFault(fault: FilterFault, field: string): SpanglassError {
	const { kind, message, position, length, expected, repaired } = fault;
	const advice = `try: ${repaired === "" ? "an empty query" : repaired}`;
	return new SpanglassError(kind, message, { field, advice, fault: { position, length, expected, repaired } });
}
