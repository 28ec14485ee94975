import { describe, expect, it } from "vitest";
import { createLeases } from "./leases.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const PREFIX = [base64("/shop/payment/"), base64("/shop/payment0")] as const;

describe("leases", () => {
	it("keys live as long as their lease is kept alive, and go with it", () => {
		const leases = createLeases();
		const id = leases.grant(15, 0);
		expect(leases.put(base64("/shop/payment/pa-1"), base64("127.0.0.1:1"), id)).toBe(true);
		expect(leases.range(...PREFIX, 14_999).kvs.map(({ value }) => value)).toEqual([base64("127.0.0.1:1")]);
		expect(leases.keepAlive(id, 14_999)).toBe(15);
		expect(leases.range(...PREFIX, 29_998).count).toBe("1");
		expect(leases.range(...PREFIX, 29_999).count).toBe("0");
		expect([leases.keepAlive(id, 30_000), leases.put(base64("x"), "", id)]).toEqual([0, false]);
	});

	it("a range is half-open in the order of the bytes; a key alone is itself", () => {
		const leases = createLeases();
		for (const key of ["/shop/payment/b", "/shop/payment/a", "/shop/paymenu", "/shop/orders/a"]) leases.put(base64(key), "", "0");
		const keys = (from: string, end?: string) =>
			leases.range(base64(from), end === undefined ? end : base64(end), 0).kvs.map(({ key }) => key);
		expect(keys("/shop/payment/", "/shop/payment0")).toEqual([base64("/shop/payment/a"), base64("/shop/payment/b")]);
		expect(keys("/shop/orders/a")).toEqual([base64("/shop/orders/a")]);
	});

	it("a revoked lease takes its keys along; a key written again keeps its creation and counts its versions", () => {
		const leases = createLeases();
		const id = leases.grant(15, 0);
		leases.put(base64("a"), "1", id);
		leases.put(base64("a"), "2", id);
		expect(leases.range(base64("a"), undefined, 0).kvs).toMatchObject([
			{ value: "2", create_revision: "2", mod_revision: "3", version: "2" },
		]);
		leases.revoke(id);
		expect(leases.range(base64("a"), undefined, 0).count).toBe("0");
	});
});
