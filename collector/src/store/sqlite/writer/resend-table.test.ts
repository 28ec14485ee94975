import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { ResendTable } from "./resend-table.ts";

const hashOf = (number: number): Uint8Array => createHash("sha256").update(String(number)).digest();

it("finds what was added within the window, the newest copy of it", () => {
	const table = new ResendTable(1000);
	table.add(hashOf(1), 1, 0);
	expect(table.find(hashOf(1), 999)).toBe(1);
	expect(table.find(hashOf(1), 1000)).toBe(0);
	expect(table.find(hashOf(2), 0)).toBe(0);
	table.add(hashOf(1), 2, 1000);
	expect(table.find(hashOf(1), 1500)).toBe(2);
});

it("grows, drops what is too old, and only at its largest drops the oldest, counted", () => {
	const growing = new ResendTable(1e9);
	for (let number = 1; number <= 5000; number++) growing.add(hashOf(number), number, number);
	for (let number = 1; number <= 5000; number++) expect(growing.find(hashOf(number), 5000)).toBe(number);
	expect(growing.evicted).toBe(0);
	const small = new ResendTable(1e9, 64);
	for (let number = 1; number <= 1000; number++) small.add(hashOf(number), number, number);
	expect(small.find(hashOf(1000), 1000)).toBe(1000);
	expect(small.find(hashOf(1), 1000)).toBe(0);
	expect(small.evicted).toBeGreaterThan(900);
	const ageing = new ResendTable(10, 64);
	for (let number = 1; number <= 1000; number++) ageing.add(hashOf(number), number, number);
	expect(ageing.evicted).toBe(0);
});
