import { expect, it } from "vitest";
import { readRuleFile } from "./rule-files.ts";

const FILE = `
rules:
  - name: checkout errors
    kind: errorRate
    service: checkout
    threshold: 0.02
    for: 5m
    severity: critical
    receivers: [oncall]

  - name: p99
    kind: latency
    quantile: 0.99
    threshold: 300000000
    for: soon

  - name: whatever
    kind: rate

  - name: strange
    kind: throughput
    treshold: 1

  - name: checkout errors
    kind: errorRate
`;

it("reads rules with the kind's presets, and says of the others where and what is wrong", () => {
	const { rules, faults } = readRuleFile("shop.yaml", FILE);
	expect(rules).toMatchObject([
		{
			id: "file.shop-yaml.checkout-errors",
			file: "shop.yaml:3",
			rule: {
				scope: { service: "checkout" },
				threshold: 0.02,
				forSeconds: 300,
				windowSeconds: 300,
				minSample: 20,
				comparison: "above",
				severity: "critical",
			},
		},
	]);
	expect(faults).toMatchObject([
		{ file: "shop.yaml", line: 15, message: "for is a length of time such as 30s, 5m, 1h" },
		{ line: 18, message: expect.stringMatching(/^kind is one of errorRate, latency/) },
		{ line: 20, message: expect.stringContaining("treshold") },
		{ line: 24, message: 'there is another rule "checkout errors" in this file' },
	]);
});

it.each([
	["a: [", 1],
	["name: alone", 1],
	["- 5", 1],
])("refuses %j as a whole or in part", (text, line) => {
	const { rules, faults } = readRuleFile("x.yaml", text);
	expect([rules, faults.map((fault) => fault.line)]).toEqual([[], [line]]);
});
