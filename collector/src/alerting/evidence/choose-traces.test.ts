import { skeletonOfSpans } from "@spanglass/shared/analysis/skeleton-of-spans";
import { suspectOfError, suspectOfLatency } from "@spanglass/shared/analysis/suspected-span";
import type { TraceId } from "@spanglass/shared/model/ids";
import { traceFromText } from "@spanglass/shared/testing/trace-from-text";
import { expect, it } from "vitest";
import { type Candidate, chooseTraces, describeSuspect, sharedSuspicion } from "./choose-traces.ts";

function candidate(number: number, drawing: string, usual?: ReadonlyMap<string, number>): Candidate {
	const traceId = number.toString(16).padStart(32, "0") as TraceId;
	const start = 1_790_000_000_000_000_000n + BigInt(number) * 1_000_000_000n;
	const skeleton = skeletonOfSpans(traceId, traceFromText(drawing, { traceId, start }), []);
	if (skeleton === undefined) throw new Error("nothing is drawn");
	return { skeleton, suspect: usual === undefined ? suspectOfError(skeleton) : suspectOfLatency(skeleton, usual) };
}

const bank = (number: number) => candidate(number, "gateway: pay [====!]\n  payment: charge [==!]\n    bank: debit     [!]");
const stock = (number: number) => candidate(number, "gateway: pay [====!]\n  stock: reserve [==!]");
const well = (number: number) => candidate(number, "gateway: pay [====]");
const numbers = (candidates: readonly Candidate[]) => candidates.map(({ skeleton }) => Number.parseInt(skeleton.traceId, 16));

it("takes three of what most share, the latest first, then of the next, and what nothing is suspected of last", () => {
	expect(numbers(chooseTraces([bank(1), stock(2), bank(3), well(4), bank(5), bank(6), stock(7)]))).toEqual([6, 5, 3, 7, 2]);
	expect(numbers(chooseTraces([bank(1), bank(2), bank(3), bank(4), bank(5), bank(6)]))).toEqual([6, 5, 4, 3, 2]);
	expect(numbers(chooseTraces([well(1), stock(2)]))).toEqual([2, 1]);
	expect(chooseTraces([])).toEqual([]);
});

it("takes the longest of slow traces", () => {
	const slow = (number: number, length: number) => candidate(number, `cart: load [${"=".repeat(length)}]`, new Map());
	expect(numbers(chooseTraces([slow(1, 3), slow(2, 9), slow(3, 6)]))).toEqual([2, 3, 1]);
});

it("says why in one sentence", () => {
	expect(describeSuspect(bank(1), true)).toMatchObject({
		service: "bank",
		operation: "debit",
		hasWarnings: true,
		reason: "The deepest span that failed: nothing below it did, and the 2 spans above it failed with it.",
	});
	const slow = candidate(1, "cart: load [====]", new Map([["cart\nload", 1e6]]));
	expect(describeSuspect(slow, false)?.reason.replaceAll("\u00a0", " ")).toBe(
		"It held 6 ms of the critical path itself; usually such work holds 1 ms.",
	);
	expect(describeSuspect(well(1), false)).toBeUndefined();
});

it("suspects what most candidates share, and of how many", () => {
	expect(sharedSuspicion([bank(1), stock(2), bank(3), well(4)])).toMatchObject({
		service: "bank",
		operation: "debit",
		traces: 2,
		tracesOf: 4,
	});
	expect(sharedSuspicion([well(1)])).toBeUndefined();
	expect(sharedSuspicion([])).toBeUndefined();
});
