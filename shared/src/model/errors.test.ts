import { describe, expect, it } from "vitest";
import { errorFromFields, fieldsFromError, SpanglassError } from "./errors.ts";

const acrossThreads = (thrown: unknown) => errorFromFields(structuredClone(fieldsFromError(thrown)));

describe("an error that crosses from one thread to another", () => {
	it("says the same there", () => {
		const error = new SpanglassError("overloaded", "too much", {
			field: "body",
			advice: "later",
			retryAfterMs: 500,
			cause: new Error("x"),
		});
		const { kind, message, field, advice, retryAfterMs, cause } = acrossThreads(error);
		expect({ kind, message, field, advice, retryAfterMs, cause }).toEqual({
			...{ kind: "overloaded", message: "too much", field: "body", advice: "later", retryAfterMs: 500, cause: undefined },
		});
	});

	it("brings the stack of a bug along", () => {
		const bug = new TypeError("x is not a function");
		const error = acrossThreads(bug);
		expect(error.kind).toBe("internal");
		expect(error.cause).toMatchObject({ message: "TypeError: x is not a function", stack: bug.stack });
	});
});
