import { SpanglassError } from "../model/errors.ts";

/** A change of the text that takes one fault away. */
export interface TextEdit {
	readonly start: number;
	readonly end: number;
	readonly insert: string;
}

/**
 * What is wrong with a query: where (UTF-16 offset and length), what was expected there, a whole sentence, and the text with every fault
 * repaired, undefined when that takes more than a few edits.
 */
export interface FilterFault {
	readonly kind: "invalid_input" | "unsupported";
	readonly position: number;
	readonly length: number;
	readonly expected: string;
	readonly message: string;
	readonly repaired: string | undefined;
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
	const advice = fault.repaired === undefined ? undefined : `try: ${fault.repaired === "" ? "an empty query" : fault.repaired}`;
	return new SpanglassError(fault.kind, fault.message, { field, ...(advice === undefined ? {} : { advice }) });
}
