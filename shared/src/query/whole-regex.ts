/** Patterns over whole values: matchers of silences and routing, as Alertmanager has them. */
import { RE2JS } from "re2js";
import { messageOf, SpanglassError } from "../model/errors.ts";

/**
 * A test of whole values, in linear time.
 *
 * Throws  invalid_input: the pattern cannot be read.
 */
export function compileWhole(pattern: string): (value: string) => boolean {
	try {
		const compiled = RE2JS.compile(`^(?:${pattern})$`, RE2JS.DOTALL);
		return (value) => compiled.test(value);
	} catch (error) {
		throw new SpanglassError("invalid_input", `the pattern ${JSON.stringify(pattern)} cannot be read: ${messageOf(error)}`, {
			field: "matchers",
			advice: "Patterns are RE2: without look-around and back-references.",
			cause: error,
		});
	}
}
