/** Matchers made ready to be asked for many alerts, and as people write them: `severity=~"critical|warning"`. */
import type { AlertLabels } from "@spanglass/shared/model/alert";
import { SpanglassError } from "@spanglass/shared/model/errors";
import { matcherHolds, type SilenceMatcher } from "@spanglass/shared/model/silence";
import { compileWhole } from "@spanglass/shared/query/whole-regex";

export type LabelTest = (labels: AlertLabels) => boolean;

/** Whether all matchers hold. Throws invalid_input: a pattern cannot be read. */
export function compileMatchers(matchers: readonly SilenceMatcher[]): LabelTest {
	const tests = matchers.map((matcher): LabelTest => {
		const test = matcher.isRegex ? compileWhole(matcher.value) : undefined;
		return (labels) => matcherHolds(matcher, labels, (_pattern, value) => test?.(value) === true);
	});
	return (labels) => tests.every((test) => test(labels));
}

/** The first matcher that cannot be read, and why. */
export function faultOfMatchers(matchers: readonly SilenceMatcher[]): { readonly matcher: number; readonly message: string } | undefined {
	for (const [at, matcher] of matchers.entries()) {
		try {
			compileMatchers([matcher]);
		} catch (error) {
			return { matcher: at, message: error instanceof Error ? error.message : String(error) };
		}
	}
	return undefined;
}

/** Whether they would match an alert without any labels: such matchers are of everything. */
export function matchesNothing(matchers: readonly SilenceMatcher[]): boolean {
	return matchers.some((matcher) => !compileMatchers([matcher])({}));
}

const MATCHER = /^\s*([A-Za-z_][A-Za-z0-9_.:]*)\s*(=~|!~|!=|=)\s*(.*?)\s*$/s;

/** One matcher out of its text; quotes may be left out. Throws invalid_input. */
export function matcherFromText(text: string): SilenceMatcher {
	const [, name, op, raw = ""] = MATCHER.exec(text.replace(/^\{(.*)\}$/s, "$1")) ?? [];
	if (name === undefined || op === undefined)
		throw new SpanglassError("invalid_input", `${JSON.stringify(text)} is no matcher`, {
			field: "filter",
			advice: 'A matcher is a name, one of = != =~ !~ and a value: severity="critical".',
		});
	return { name, value: unquote(raw), isRegex: op.endsWith("~"), isEqual: op.startsWith("=") };
}

function unquote(text: string): string {
	if (!/^".*"$/s.test(text)) return text;
	return text.slice(1, -1).replace(/\\(["\\n])/g, (_all, sign: string) => (sign === "n" ? "\n" : sign));
}
