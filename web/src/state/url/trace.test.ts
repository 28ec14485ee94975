import { describe, expect, it } from "vitest";
import { parseSearch, stringifySearch, withValues } from "../url.ts";
import { searchFromTraceUrl, type TraceUrl, traceUrlFromSearch } from "./trace.ts";

const DEFAULTS: TraceUrl = {
	span: undefined,
	view: "flame",
	tab: "summary",
	scope: "1h",
	split: "auto",
	window: undefined,
	find: "",
	foundOnly: false,
	criticalPath: false,
	mode: "time",
	color: "service",
	aligned: false,
	hidden: [],
	folded: [],
};

function roundTrip(url: TraceUrl): TraceUrl {
	return traceUrlFromSearch(parseSearch(stringifySearch(withValues({}, searchFromTraceUrl(url)))));
}

describe("trace url", () => {
	it("leaves defaults out", () => {
		expect(stringifySearch(withValues({}, searchFromTraceUrl(DEFAULTS)))).toBe("");
		expect(traceUrlFromSearch({})).toEqual(DEFAULTS);
	});

	it("gives back what was written", () => {
		const full: TraceUrl = {
			span: "00f067aa0ba902b7",
			view: "wf",
			tab: "logs",
			scope: "24h",
			split: "on",
			window: { from: -26_200_000, to: 1_310_000_000 },
			find: "pay & 0e10 +x",
			foundOnly: true,
			criticalPath: true,
			mode: "heavy",
			color: "self",
			aligned: true,
			hidden: ["cart", "a,b c"],
			folded: ["00f067aa0ba902b7", "1111111111111111"],
		};
		expect(roundTrip(full)).toEqual(full);
		expect(roundTrip({ ...full, hidden: ["one"], folded: ["*"] })).toEqual({ ...full, hidden: ["one"], folded: ["*"] });
	});

	it("writes only what changed and keeps what it does not know", () => {
		const before = parseSearch("?span=00f067aa0ba902b7&mine=1");
		expect(stringifySearch(withValues(before, searchFromTraceUrl({ criticalPath: true })))).toBe("?span=00f067aa0ba902b7&cp=1&mine=1");
		expect(stringifySearch(withValues(before, searchFromTraceUrl({ span: undefined })))).toBe("?mine=1");
	});

	it("takes nonsense for absent", () => {
		const url = traceUrlFromSearch(parseSearch("?span=xyz&view=pie&tab=9&split=maybe&x=9-3&cp=true&fold=nope&fold=**"));
		expect(url).toEqual(DEFAULTS);
	});
});
