import { describe, expect, it } from "vitest";
import { type WaitingLink, WaitingLinks } from "./waiting-links.ts";

const MINUTE = 60_000;
const traceId = (number: number) => number.toString(16).padStart(32, "0");
const spanId = (number: number) => number.toString(16).padStart(16, "0");

function link(trace: number, span: number, arrivedAt = 0): WaitingLink {
	const holder = { subject: span, minute: 100, nanos: 0, durationNanos: 1 };
	return { traceId: traceId(trace), spanId: spanId(span), holder, arrivedAt };
}

function waiting(...links: readonly WaitingLink[]): WaitingLinks {
	const all = new WaitingLinks();
	for (const each of links) all.add(each);
	return all;
}

describe("WaitingLinks", () => {
	it("gives out, once, the links to the spans that came", () => {
		const links = waiting(link(1, 7), link(1, 8), link(1, 7), link(2, 7));
		expect(links.take(traceId(1), (id) => id === spanId(7))).toEqual([link(1, 7), link(1, 7)]);
		expect(links.take(traceId(1), (id) => id === spanId(7))).toEqual([]);
		expect([...links.all()]).toEqual([link(1, 8), link(2, 7)]);
		expect(links.count).toBe(2);
	});

	it("tells the words of the traces that it waits for, and of no other", () => {
		const links = waiting(link(0x1_0000_0002, 7), link(3, 7));
		links.take(traceId(3), () => true);
		expect(Array.from(links.traces(), ([id, { words }]) => [id, ...words])).toEqual([[traceId(0x1_0000_0002), 0, 0, 1, 2]]);
	});

	it("keeps a link for 15 minutes of arrival", () => {
		const links = waiting(link(1, 7, 0), link(1, 8, 1), link(2, 7, MINUTE));
		links.expire(15 * MINUTE);
		expect(links.count).toBe(3);
		links.expire(15 * MINUTE + 1);
		expect([...links.all()]).toEqual([link(1, 8, 1), link(2, 7, MINUTE)]);
		links.expire(16 * MINUTE + 1);
		expect(links.count).toBe(0);
		expect([...links.traces()]).toEqual([]);
		expect(links.droppedEarly).toBe(0);
	});

	it("gives up the oldest when there are too many, and counts them", () => {
		const links = waiting(link(1, 7), link(1, 8));
		for (let trace = 2; links.droppedEarly === 0; trace++) links.add(link(trace, 7));
		expect(links.droppedEarly).toBe(2);
		expect(links.take(traceId(1), () => true)).toEqual([]);
		expect(links.take(traceId(2), () => true)).toEqual([link(2, 7)]);
	});

	it("a copy goes its own way", () => {
		const links = waiting(link(1, 7));
		const copy = links.copy();
		copy.add(link(1, 8));
		copy.take(traceId(1), (id) => id === spanId(7));
		expect([...links.all()]).toEqual([link(1, 7)]);
		expect([links.count, copy.count]).toEqual([1, 1]);
	});
});
