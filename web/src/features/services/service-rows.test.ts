import { describe, expect, test } from "vitest";
import { serviceOf } from "../../testing/fake-api.ts";
import { lastSeenMs, nextSort, pickServices, quantileOf, queryOfService, sortServices, stateOfRow } from "./service-rows.ts";

const names = (services: readonly { readonly name: string }[]): string => services.map(({ name }) => name).join(" ");

const SHOP = [
	serviceOf("gateway", { ratePerSecond: 90, errorRatio: 0.01, p99Nanos: 9e8 }),
	serviceOf("checkout", { ratePerSecond: 41, errorRatio: 0.031, p99Nanos: 1.1e9, versions: ["v41", "v42"] }),
	serviceOf("payment", { ratePerSecond: 139, errorRatio: 0.29, p99Nanos: 8e8, namespace: "bank" }),
	serviceOf("cart", { ratePerSecond: 200, errorRatio: 0, p99Nanos: 1e8 }),
	serviceOf("poller", { requestCount: 0, ratePerSecond: 0, errorRatio: null, p50Nanos: null, p95Nanos: null, p99Nanos: null }),
	serviceOf("legacy", {
		silent: true,
		requestCount: 0,
		ratePerSecond: 0,
		errorRatio: null,
		p99Nanos: null,
		lastSeen: "1000000000000000000",
	}),
];

describe("the state of a service", () => {
	test.each([
		[{ errorRatio: 0.0501 }, "error"],
		[{ errorRatio: 0.05 }, "warn"],
		[{ errorRatio: 0.0101 }, "warn"],
		[{ errorRatio: 0.01 }, "ok"],
		[{ errorRatio: 0 }, "ok"],
		[{ errorRatio: null }, "idle"],
		[{ errorRatio: null, silent: true }, "silent"],
	] as const)("%j is %s", (more, state) => {
		expect(stateOfRow(serviceOf("checkout", more))).toBe(state);
	});
});

describe("order", () => {
	test("its own: by status, then errors, then rate; the silent last", () => {
		expect(names(sortServices(SHOP, undefined))).toBe("payment checkout gateway cart poller legacy");
	});

	test("among the healthy, errors that show come before the rate, errors that show alike do not", () => {
		const healthy = [
			serviceOf("orders", { errorRatio: 0, ratePerSecond: 300 }),
			serviceOf("slow", { errorRatio: 0.008_997, ratePerSecond: 1 }),
			serviceOf("checkout", { errorRatio: 0.009, ratePerSecond: 40 }),
		];
		expect(names(sortServices(healthy, undefined))).toBe("checkout slow orders");
	});

	test("no data goes last in both directions", () => {
		expect(names(sortServices(SHOP, { column: "p99", direction: "desc" }))).toBe("checkout gateway payment cart legacy poller");
		expect(names(sortServices(SHOP, { column: "p99", direction: "asc" }))).toBe("cart payment gateway checkout legacy poller");
	});

	test("by name and by time", () => {
		expect(names(sortServices(SHOP, { column: "name", direction: "asc" }))).toBe("cart checkout gateway legacy payment poller");
		expect(names(sortServices(SHOP, { column: "seen", direction: "asc" })).split(" ")[0]).toBe("legacy");
	});

	test("a head cycles through both directions and back to the list's own order", () => {
		const first = nextSort(undefined, "p99");
		expect(first).toEqual({ column: "p99", direction: "desc" });
		const second = nextSort(first, "p99");
		expect(second).toEqual({ column: "p99", direction: "asc" });
		expect(nextSort(second, "p99")).toBeUndefined();
		expect(nextSort(second, "name")).toEqual({ column: "name", direction: "asc" });
	});
});

test("tabs and typed words pick rows", () => {
	expect(names(pickServices(SHOP, "silent", ""))).toBe("legacy");
	expect(pickServices(SHOP, "active", "")).toHaveLength(5);
	expect(names(pickServices(SHOP, "all", "  CHECK v42 "))).toBe("checkout");
	expect(names(pickServices(SHOP, "all", "bank"))).toBe("payment");
	expect(pickServices(SHOP, "silent", "cart")).toEqual([]);
});

test("quantiles of few requests are marked", () => {
	const few = serviceOf("hello", { requestCount: 50 });
	expect([quantileOf(few, 0.5)?.prefix, quantileOf(few, 0.95)?.prefix, quantileOf(few, 0.99)?.prefix]).toEqual(["", "", "~"]);
	expect(quantileOf(serviceOf("hello", { requestCount: 19 }), 0.95)?.prefix).toBe("~");
	expect(quantileOf(serviceOf("hello", { p99Nanos: null }), 0.99)).toBeUndefined();
});

test("names are quoted in queries", () => {
	expect(queryOfService("checkout")).toBe('service:"checkout"');
	expect(queryOfService('a "b" \\c')).toBe('service:"a \\"b\\" \\\\c"');
});

test("the last moment of all of them", () => {
	expect(lastSeenMs(SHOP)).toBe(1_763_579_647_218);
	expect(lastSeenMs([])).toBeUndefined();
});
