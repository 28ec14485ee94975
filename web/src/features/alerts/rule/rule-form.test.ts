import { alertRuleSchema } from "@spanglass/shared/api/alert-schemas";
import { ALERT_KINDS } from "@spanglass/shared/model/alert-rule";
import { describe, expect, test } from "vitest";
import { ruleText } from "../../../testing/fake-alerts.ts";
import { emptyRule, isComplete, thresholdFrom, thresholdText, withKind, withScope } from "./rule-form.ts";

describe("threshold", () => {
	test.each([
		["latency", "800", 8e8],
		["errorRate", "0.1", 0.001],
		["throughput", "2,5", 2.5],
	] as const)("of %s is typed as %s", (kind, text, threshold) => {
		expect(thresholdFrom(text, kind)).toBe(threshold);
		expect(thresholdText({ condition: withKind(ruleText(), kind).condition, threshold })).toBe(text.replace(",", "."));
	});

	test("that is no number is none", () => {
		expect(thresholdFrom("", "latency")).toBeUndefined();
		expect(thresholdFrom("fast", "latency")).toBeUndefined();
	});
});

test.each(ALERT_KINDS)("another kind, %s, gives a rule that the API takes", (kind) => {
	const rule = withKind(ruleText({ groupBy: ["version"], comparison: "below" }), kind);
	const whole = rule.condition.kind === "metric" ? { ...rule, condition: { ...rule.condition, metric: "m" } } : rule;
	expect(alertRuleSchema.safeParse(whole).error).toBeUndefined();
	expect(isComplete(whole)).toBe(true);
});

test("an emptied part of the scope is gone", () => {
	const rule = withScope(emptyRule("checkout", "prod"), "service", " ");
	expect(rule.scope).toEqual({ environment: "prod" });
	expect(withScope(rule, "operation", "Pay").scope).toEqual({ environment: "prod", operation: "Pay" });
});
