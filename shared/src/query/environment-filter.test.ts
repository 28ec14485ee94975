import { describe, expect, it } from "vitest";
import type { Series } from "../model/metric.ts";
import { inEnvironment } from "./environment-filter.ts";
import { evaluateSeries } from "./filter-eval.ts";
import { parseItemFilterOrThrow } from "./filter-parse.ts";

function seriesOf(attributes: Readonly<Record<string, string>>): Series {
	const list = Object.entries(attributes).map(([key, value]) => ({ key, value: { type: "string" as const, value } }));
	return {
		metric: { name: "m", description: "", unit: "", type: "gauge", temporality: 0, monotonic: false, metadata: [] },
		attributes: [],
		resource: { attributes: list, droppedAttributesCount: 0, entityRefs: [], schemaUrl: "" },
		scope: { name: "", version: "", attributes: [], droppedAttributesCount: 0, schemaUrl: "" },
	};
}

describe("inEnvironment", () => {
	it("leaves a filter alone without an environment", () => {
		const filter = parseItemFilterOrThrow("a:1 OR b:2", "metric series");
		expect(inEnvironment(filter, undefined)).toBe(filter);
	});

	it.each([
		["old spelling", { "deployment.environment": "prod" }, true],
		["new spelling", { "deployment.environment.name": "prod" }, true],
		["new one wins", { "deployment.environment.name": "prod", "deployment.environment": "stage" }, true],
		["old one of two", { "deployment.environment.name": "stage", "deployment.environment": "prod" }, false],
		["none", {}, false],
		["another", { "deployment.environment": "Prod" }, false],
	])("speaks of the resource's environment: %s", (_name, attributes, expected) => {
		expect(evaluateSeries(inEnvironment(parseItemFilterOrThrow("", "metric series"), "prod"), seriesOf(attributes))).toBe(expected);
	});

	it("binds the whole of an OR, and takes any text as a value", () => {
		const filter = inEnvironment(parseItemFilterOrThrow("zone:a OR zone:b", "metric series"), "prod");
		expect(evaluateSeries(filter, seriesOf({ zone: "b", "deployment.environment": "prod" }))).toBe(true);
		expect(evaluateSeries(filter, seriesOf({ zone: "b", "deployment.environment": "stage" }))).toBe(false);
		const odd = 'x" OR zone:* OR "';
		expect(evaluateSeries(inEnvironment(parseItemFilterOrThrow("", "metric series"), odd), seriesOf({ zone: "b" }))).toBe(false);
		expect(
			evaluateSeries(inEnvironment(parseItemFilterOrThrow("", "metric series"), odd), seriesOf({ "deployment.environment": odd })),
		).toBe(true);
	});
});
