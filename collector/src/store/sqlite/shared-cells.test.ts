import { describe, expect, it } from "vitest";
import {
	addInFlight,
	clearQueriesOf,
	clearQuery,
	createCells,
	currentIncarnation,
	inFlightBytes,
	oldestEpoch,
	openCells,
	publishedSequence,
	publishSequence,
	QUERY_SLOTS,
	raiseEpoch,
	raiseIncarnation,
	registerQuery,
	waitForPublished,
} from "./shared-cells.ts";

describe("published", () => {
	it("wakes who waits for it, and lets others time out", async () => {
		const cells = createCells();
		expect(publishedSequence(cells)).toBe(-1);
		const waiting = waitForPublished(openCells(cells.buffer), 3, 5000);
		publishSequence(cells, 2);
		publishSequence(cells, 3);
		expect(await waiting).toBe(true);
		expect(await waitForPublished(cells, 4, 5)).toBe(false);
	});

	it("is waited for only while there is progress, and not for ever", async () => {
		const cells = createCells();
		const [minute, none] = [60_000, 0];
		expect(await waitForPublished(cells, 2, 5, minute)).toBe(false);
		expect(await waitForPublished(cells, 2, minute, none)).toBe(false);
		const waiting = waitForPublished(cells, 2, minute, minute);
		publishSequence(cells, 1);
		publishSequence(cells, 2);
		expect(await waiting).toBe(true);
	});

	it("is nothing again after a writer died", () => {
		const cells = createCells();
		publishSequence(cells, 9);
		addInFlight(cells, 100);
		expect(raiseIncarnation(cells)).toBe(2);
		expect([publishedSequence(cells), currentIncarnation(cells), inFlightBytes(cells)]).toEqual([-1, 2, 0]);
	});
});

describe("query slots", () => {
	it("hold the epoch of their query until it ends", () => {
		const cells = createCells();
		expect(oldestEpoch(cells)).toBe(Number.POSITIVE_INFINITY);
		const first = registerQuery(cells, 1);
		expect(raiseEpoch(cells)).toBe(2);
		const second = registerQuery(cells, 2);
		expect(oldestEpoch(cells)).toBe(1);
		clearQuery(cells, first);
		expect(oldestEpoch(cells)).toBe(2);
		clearQuery(cells, second);
		expect(oldestEpoch(cells)).toBe(Number.POSITIVE_INFINITY);
	});

	it("are refused when all are taken, and freed for a dead worker", () => {
		const cells = createCells();
		const slots = Array.from({ length: QUERY_SLOTS }, (_, at) => registerQuery(cells, 1 + (at % 2)));
		expect(new Set(slots).size).toBe(QUERY_SLOTS);
		expect(registerQuery(cells, 3)).toBe(-1);
		clearQueriesOf(cells, 2);
		expect(registerQuery(cells, 3)).toBe(slots[1]);
	});
});
