import { formatDuration } from "@spanglass/shared/units/format";
import { cleanup, render } from "@testing-library/react";
import i18next from "i18next";
import { afterEach, expect, test } from "vitest";
import { startI18n } from "../../i18n/i18n.ts";
import { allEnglish } from "../../testing/all-texts.ts";
import "../../testing/dom.ts";
import { NOWHERE } from "./cursor.ts";
import { PlotOverlay } from "./PlotOverlay.tsx";
import { type Plot, plotOf } from "./plot.ts";
import { readingPlace } from "./reading-place.ts";
import type { TimeSeriesContent } from "./time-series.ts";

const START = Date.UTC(2025, 10, 20, 2, 0);
const content: TimeSeriesContent = {
	startMs: START,
	stepMs: 60_000,
	kind: "lines",
	formatValue: (value) => formatDuration(value * 1e9),
	series: [{ key: "p99", name: "p99", color: "p99", values: [0.9, 1.31, 0.8, 0.7] }],
	marks: [{ key: "a", timeMs: START + 7_218, value: 1.2, label: "4bf92f35…" }],
};
const plot: Plot = plotOf(content, { widthPx: 800, heightPx: 320, language: "en" });

afterEach(cleanup);

function textOver(mark: boolean): string {
	void startI18n("en");
	i18next.addResourceBundle("en", "translation", allEnglish, true, true);
	const props = { content, plot, cursor: { ...NOWHERE, bucket: 0 }, mark: mark ? plot.marks[0] : undefined };
	return render(<PlotOverlay {...props} />).container.textContent ?? "";
}

test("over a mark its own value, time and trace come first, the bucket's after them", () => {
	const text = textOver(true);
	expect(text).toMatch(/^◆ 1.2\s*s\d\d:00:07\.218 · trace 4bf92f35….*interval.*\d\d:00 – \d\d:01.*p99900\s*ms$/);
});

test("beside marks only the bucket is read", () => {
	expect(textOver(false)).toMatch(/^20 Nov \d\d:00 – \d\d:01 \S+p99900\s*ms$/);
});

test("words stand on the side with more room, at the top unless more marks are covered there", () => {
	const markAt = (x: number, y: number) => ({ mark: { key: "m", timeMs: 0, value: 1, label: "" }, x, y });
	const place = (x: number, ...marks: Plot["marks"]) => readingPlace({ frame: plot.frame, marks }, x, 4);
	expect(place(100)).toEqual({ side: "right", edge: "top", maxWidthPx: 280 });
	expect(place(700).side).toBe("left");
	expect(place(100, markAt(200, 40)).edge).toBe("bottom");
	expect(place(100, markAt(200, 40), markAt(210, 280)).edge).toBe("top");
	expect(place(100, markAt(60, 40), markAt(500, 40)).edge).toBe("top");
	expect(readingPlace({ frame: { ...plot.frame, heightPx: 70 }, marks: [markAt(200, 40)] }, 100, 4).edge).toBe("top");
});
