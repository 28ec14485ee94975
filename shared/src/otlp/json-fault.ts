/** Where a text that is not JSON goes wrong: the parsers of browsers disagree about whether they say it. */

export interface JsonFault {
	/** From 1; columns count UTF-16 units. */
	readonly line: number;
	readonly column: number;
	/** The text ends where something must follow: it was cut off. */
	readonly isCut: boolean;
	/** What stands there instead, a few characters; "" at the end. */
	readonly near: string;
}

/** What may come next. `end` closes an empty or a complete list or object. */
type Wanted = "value" | "value-or-end" | "key" | "key-or-end" | "colon" | "comma-or-end" | "nothing";

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
/** What remains of a number or word that the end of the text cuts. */
const CUT_NUMBER = /^(?:\.|[eE][+-]?)$/;
const CUT_SCALAR = /^(?:-|t|tr|tru|f|fa|fal|fals|n|nu|nul)$/;
const CUT_CHARS = 6;
const NEAR_CHARS = 24;

/** The first fault of a text; undefined when it is JSON. Cost O(n) for any text, however deep. */
export function findJsonFault(text: string): JsonFault | undefined {
	const at = faultOffset(text);
	if (at === undefined) return undefined;
	const before = text.slice(0, at);
	const lineStart = before.lastIndexOf("\n") + 1;
	return {
		line: before.split("\n").length,
		column: at - lineStart + 1,
		isCut: at >= text.length,
		near: text.slice(at, at + NEAR_CHARS).split("\n", 1)[0] ?? "",
	};
}

function faultOffset(text: string): number | undefined {
	const open: ("{" | "[")[] = [];
	let wanted: Wanted = "value";
	let at = 0;
	for (;;) {
		at = afterSpace(text, at);
		if (at >= text.length) return wanted === "nothing" ? undefined : at;
		const char = text[at] ?? "";
		const step = stepAt(char, wanted, open);
		if (step === undefined) return at;
		if (step.kind === "mark") {
			at++;
			wanted = step.next;
			continue;
		}
		const end = tokenEnd(text, at, step.kind);
		if (end.isWrong) return end.at;
		at = end.at;
		wanted = step.next;
	}
}

interface Step {
	readonly kind: "mark" | "string" | "scalar";
	readonly next: Wanted;
}

/** What a character begins where something is wanted; undefined when it may not stand there. Changes `open`. */
function stepAt(char: string, wanted: Wanted, open: ("{" | "[")[]): Step | undefined {
	if (char === "}" || char === "]") return closes(char, wanted, open);
	switch (wanted) {
		case "colon":
			return char === ":" ? { kind: "mark", next: "value" } : undefined;
		case "comma-or-end":
			return char === "," ? { kind: "mark", next: open.at(-1) === "{" ? "key" : "value" } : undefined;
		case "key":
		case "key-or-end":
			return char === '"' ? { kind: "string", next: "colon" } : undefined;
		case "nothing":
			return undefined;
		case "value":
		case "value-or-end":
			return beginsValue(char, open);
	}
}

function closes(char: "}" | "]", wanted: Wanted, open: ("{" | "[")[]): Step | undefined {
	const opener = char === "}" ? "{" : "[";
	const mayEnd = wanted === "comma-or-end" || wanted === (opener === "{" ? "key-or-end" : "value-or-end");
	if (!mayEnd || open.at(-1) !== opener) return undefined;
	open.pop();
	return { kind: "mark", next: afterValue(open) };
}

function beginsValue(char: string, open: ("{" | "[")[]): Step | undefined {
	if (char === "{" || char === "[") {
		open.push(char);
		return { kind: "mark", next: char === "{" ? "key-or-end" : "value-or-end" };
	}
	return { kind: char === '"' ? "string" : "scalar", next: afterValue(open) };
}

function afterValue(open: readonly string[]): Wanted {
	return open.length === 0 ? "nothing" : "comma-or-end";
}

function afterSpace(text: string, from: number): number {
	let at = from;
	while (at < text.length && " \t\r\n".includes(text[at] ?? "")) at++;
	return at;
}

/** Where a string, number or word ends, or goes wrong. */
function tokenEnd(text: string, from: number, kind: "string" | "scalar"): { readonly at: number; readonly isWrong: boolean } {
	if (kind === "string") return stringEnd(text, from + 1);
	for (const pattern of [NUMBER, WORD]) {
		pattern.lastIndex = from;
		if (!pattern.test(text)) continue;
		const isWrong = CUT_NUMBER.test(text.slice(pattern.lastIndex, pattern.lastIndex + CUT_CHARS));
		return { at: isWrong ? text.length : pattern.lastIndex, isWrong };
	}
	return { at: CUT_SCALAR.test(text.slice(from, from + CUT_CHARS)) ? text.length : from, isWrong: true };
}

function stringEnd(text: string, from: number): { readonly at: number; readonly isWrong: boolean } {
	let at = from;
	while (at < text.length) {
		const code = text.charCodeAt(at);
		if (code === 0x22) return { at: at + 1, isWrong: false };
		if (code < 0x20) return { at, isWrong: true };
		ESCAPE.lastIndex = at;
		if (code !== 0x5c) at++;
		else if (ESCAPE.test(text)) at = ESCAPE.lastIndex;
		else return { at: text.length - at < 6 ? text.length : at, isWrong: true };
	}
	return { at: text.length, isWrong: true };
}
