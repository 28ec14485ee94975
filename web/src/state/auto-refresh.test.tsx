import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import "../testing/dom.ts";
import { chosenRefresh, refreshInterval, useAutoRefresh, useHoldRefresh } from "./auto-refresh.ts";
import { HOUR_MS, MINUTE_MS } from "./time-range.ts";

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
	vi.restoreAllMocks();
});

const pass = (millis: number): void => act(() => void vi.advanceTimersByTime(millis));

test("auto is a 360th of the range, between five seconds and five minutes", () => {
	expect([15 * MINUTE_MS, HOUR_MS, 24 * HOUR_MS, 700 * HOUR_MS].map((range) => refreshInterval("auto", range))).toEqual([
		5_000,
		10_000,
		240_000,
		5 * MINUTE_MS,
	]);
	expect(refreshInterval("off", HOUR_MS)).toBeUndefined();
});

test("until somebody chooses, pages without live mode refresh by themselves", () => {
	expect([chosenRefresh(undefined, false), chosenRefresh(undefined, true)]).toEqual(["auto", "off"]);
	expect([chosenRefresh("off", false), chosenRefresh("30s", true)]).toEqual(["off", "30s"]);
});

test("a hidden tab waits and asks once when it is back", () => {
	const refresh = vi.fn();
	const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(true);
	renderHook(() => useAutoRefresh(5_000, refresh));
	pass(21_000);
	expect(refresh).not.toHaveBeenCalled();
	hidden.mockReturnValue(false);
	document.dispatchEvent(new Event("visibilitychange"));
	expect(refresh).toHaveBeenCalledTimes(1);
	pass(5_000);
	expect(refresh).toHaveBeenCalledTimes(2);
});

test("selected text and a held page are left alone", () => {
	const refresh = vi.fn();
	const hold = renderHook(({ held }) => useHoldRefresh(held), { initialProps: { held: true } });
	renderHook(() => useAutoRefresh(5_000, refresh));
	pass(6_000);
	expect(refresh).not.toHaveBeenCalled();
	hold.rerender({ held: false });
	expect(refresh).toHaveBeenCalledTimes(1);
	const selection = vi.spyOn(document, "getSelection").mockReturnValue({ isCollapsed: false } as Selection);
	pass(5_000);
	expect(refresh).toHaveBeenCalledTimes(1);
	selection.mockReturnValue({ isCollapsed: true } as Selection);
	document.dispatchEvent(new Event("selectionchange"));
	expect(refresh).toHaveBeenCalledTimes(2);
});
