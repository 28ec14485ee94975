import { describe, expect, it } from "vitest";
import type { Attributes, AttributeValue } from "../model/attributes.ts";
import { EMPTY_SPAN, type Span } from "../model/span.ts";
import { TraceDifferences } from "./explain.ts";

const value = (of: string | number): AttributeValue =>
	typeof of === "string" ? { type: "string", value: of } : { type: "int", value: BigInt(of) };
const attributes = (of: Readonly<Record<string, string | number>>): Attributes =>
	Object.entries(of).map(([key, each]) => ({ key, value: value(each) }));

function span(service: string, own: Readonly<Record<string, string | number>>, version = "v1"): Span {
	const resource = {
		...EMPTY_SPAN.resource,
		attributes: attributes({ "service.name": service, "service.version": version, region: "eu" }),
	};
	return { ...EMPTY_SPAN, name: `${service}.op`, resource, attributes: attributes(own) };
}

/** A deterministic stream of numbers in [0, 1). */
function numbers(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
		return state / 2 ** 31;
	};
}

describe("TraceDifferences", () => {
	it("ranks the version that the selected traces share first, and says where", () => {
		const differences = new TraceDifferences();
		const random = numbers(1);
		for (let trace = 0; trace < 400; trace++) {
			const isSlow = trace % 4 === 0;
			const version = random() < (isSlow ? 0.94 : 0.02) ? "v42" : "v41";
			const attempts = isSlow ? 1 + Math.floor(random() * 5) : 1;
			differences.add(
				[
					span("gateway", { "user.id": `u${trace}`, "user.tier": random() < 0.2 ? "business" : "free" }),
					span("payment", { "retry.attempt": attempts, "size.bytes": Math.floor(random() * 1e6) }, version),
				],
				isSlow,
			);
		}
		const { verdict, differences: found, constants, unique } = differences.explain();
		expect(verdict).toBe("differs");
		expect(found[0]).toMatchObject({ scope: "resource", key: "service.version", value: "v42", op: "=", service: "payment" });
		expect(found[0]?.selection).toBeGreaterThan(0.85);
		expect(found[0]?.rest).toBeLessThan(0.1);
		expect(found[1]).toMatchObject({ key: "retry.attempt", op: ">=", value: "2" });
		expect(found.map(({ key }) => key)).not.toContain("user.tier");
		expect(found.map(({ key }) => key)).not.toContain("size.bytes");
		expect(constants).toContain("resource.region");
		expect(unique).toContain("span.user.id");
	});

	it("finds nothing where there is nothing, whatever the values are", () => {
		for (let seed = 1; seed <= 20; seed++) {
			const differences = new TraceDifferences();
			const random = numbers(seed);
			for (let trace = 0; trace < 300; trace++) {
				const own = Object.fromEntries(Array.from({ length: 8 }, (_, key) => [`k${key}`, `v${Math.floor(random() * 4)}`]));
				differences.add([span("shop", { ...own, load: Math.floor(random() * 100) })], trace % 3 === 0);
			}
			expect(differences.explain(), `seed ${seed}`).toMatchObject({ verdict: "none", differences: [] });
		}
	});

	it("names the service when its presence is all that differs, and a difference within it apart", () => {
		const differences = new TraceDifferences();
		for (let trace = 0; trace < 200; trace++) {
			const isSelected = trace % 2 === 0;
			const hasPay = isSelected || trace % 8 === 1;
			const pay = hasPay ? [span("payment", { tier: "gold", shard: isSelected ? "7" : "1" })] : [];
			differences.add([span("gateway", { tier: "silver" }), ...pay], isSelected);
		}
		const { differences: found } = differences.explain();
		expect(found.map(({ key, value: told, service }) => [key, told, service])).toEqual([
			["shard", "7", "payment"],
			["service", "payment", "payment"],
		]);
	});

	it("says that a side is too small to tell", () => {
		const differences = new TraceDifferences();
		for (let trace = 0; trace < 50; trace++) differences.add([span("shop", { tier: trace < 9 ? "a" : "b" })], trace < 9);
		expect(differences.explain()).toMatchObject({ verdict: "few", differences: [] });
	});

	it("takes old and new names for one key, and a value once for each trace", () => {
		const differences = new TraceDifferences();
		for (let trace = 0; trace < 40; trace++) {
			const isSelected = trace < 20;
			const key = trace % 2 === 0 ? "http.method" : "http.request.method";
			differences.add(
				[span("shop", { [key]: isSelected ? "POST" : "GET" }), span("shop", { [key]: isSelected ? "POST" : "GET" })],
				isSelected,
			);
		}
		expect(differences.explain().differences).toMatchObject([
			{ key: "http.request.method", value: "POST", selection: 1, rest: 0, count: 20 },
		]);
	});
});
