import { LIMITS } from "@spanglass/shared/model/limits";
import { canonicalOfSpan } from "@spanglass/shared/semconv/canonical-of-span";
import { traceFromText } from "@spanglass/shared/testing/trace-from-text";
import { expect, it } from "vitest";
import { Subjects } from "./subjects.ts";

const emitter = { namespace: "", service: "shop", version: "v1", instance: "a", environment: "" };

it("counts operations beyond the limit of a service under one name, and those of other services by themselves", () => {
	const [span] = traceFromText("shop: GET / {kind=server} [==]");
	if (span === undefined) throw new Error("nothing was drawn");
	const subjects = new Subjects();
	const record = canonicalOfSpan(span);
	const operationOf = (name: string, from = emitter) => {
		const canonical = subjects.canonicals.numberOf({ ...record, operation: name });
		const { red } = subjects.at(subjects.numberOf(subjects.emitterNumber(from), from, canonical));
		return subjects.keys.red.at(red)[4];
	};
	for (let number = 0; number < LIMITS.serviceOperations; number++) expect(operationOf(`job ${number}`)).toBe(`job ${number}`);
	expect([operationOf("one more"), operationOf("and more"), operationOf("job 7")]).toEqual(["__other__", "__other__", "job 7"]);
	expect(operationOf("one more", { ...emitter, instance: "b" })).toBe("__other__");
	expect(operationOf("one more", { ...emitter, service: "cart" })).toBe("one more");
});
