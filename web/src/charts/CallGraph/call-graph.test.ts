import { describe, expect, test } from "vitest";
import { DrawLog } from "../../draw/draw-log.ts";
import { paletteFrom } from "../../draw/palette.ts";
import { createTextWidths } from "../../draw/text-width.ts";
import type { GraphLayout } from "../../geometry/graph-layout.ts";
import { deedOfKey } from "./graph-keys.ts";
import { type CallLink, type CallNode, type CallScene, layScene } from "./graph-scene.ts";
import { fitView, type GraphView, panView, revealRect, toDrawing, zoomView } from "./graph-view.ts";
import { type GraphLook, paintGraph } from "./paint-graph.ts";

const TOKENS: Readonly<Record<string, string>> = {
	"--bg-canvas": "#0b0d12",
	"--bg-surface": "#11141b",
	"--border-strong": "#6b7689",
	"--error": "#ff6b70",
	"--warn": "#f5b83d",
	"--accent": "#6aa6ff",
	"--focus": "#9cc4ff",
	"--error-rate-1": "#7c869a",
	"--error-rate-3": "#ff9142",
	"--service-1": "#499dfe",
};
const PALETTE = paletteFrom((name) => TOKENS[name] ?? "");
const WIDTHS = createTextWidths((_font, text) => text.length * 6);
const ONE: GraphView = { x: 0, y: 0, zoom: 1 };
const ALL: GraphLook = { near: undefined, focus: undefined, node: undefined, link: undefined };

const node = (id: string, more: Partial<CallNode> = {}): CallNode => ({
	id,
	shape: "service",
	name: id,
	color: 1,
	state: "ok",
	badges: [],
	...more,
});
const link = (from: string, to: string, more: Partial<CallLink> = {}): CallLink => ({
	from,
	to,
	widthPx: 2,
	level: 0,
	isAsync: false,
	label: "9/s",
	weight: 9,
	...more,
});
const SCENE: CallScene = {
	ink: "errors",
	nodes: [
		node("web", { shape: "user" }),
		node("checkout", { state: "error", badges: [{ text: "↻ ×3.4", tone: "warn" }] }),
		node("ledger", { shape: "database" }),
		node("orders", { shape: "topic" }),
		node("redis", { shape: "cache" }),
		node("bank", { shape: "external" }),
	],
	links: [
		link("web", "checkout", { level: 2, label: "124/s · 2.1%" }),
		link("checkout", "orders", { isAsync: true }),
		link("checkout", "ledger"),
	],
};
const LAYOUT: GraphLayout = {
	places: new Map([
		["web", { x: 40, y: 100 }],
		["checkout", { x: 300, y: 100 }],
		["ledger", { x: 560, y: 60 }],
		["orders", { x: 560, y: 140 }],
		["redis", { x: 560, y: 240 }],
		["bank", { x: 560, y: 320 }],
	]),
	routes: new Map(),
};
const LAID = layScene(SCENE, LAYOUT, { widths: WIDTHS, uiFont: "Inter" });

function drawn(look: Partial<GraphLook> = {}, view: GraphView = ONE, scene = LAID): DrawLog {
	const log = new DrawLog(1_000, 600);
	paintGraph({ surface: log, palette: PALETTE, widths: WIDTHS, view }, scene, { ...ALL, ...look });
	return log;
}

describe("drawing", () => {
	test("a failing link is orange, wide as told, its words crossed; a message is dashed with a hollow head", () => {
		const log = drawn();
		const lines = log.only("line");
		expect(lines.find(({ color }) => color === "#ff9142")?.style).toEqual({ width: 2 });
		expect(lines.find(({ style }) => style.dash?.[0] === 6)?.color).toBe("rgba(124,134,154,0.7)");
		expect(log.texts()).toContain("124/s · 2.1%");
		expect(lines.filter(({ color, style }) => color === "#ff9142" && style.width === 1.5)).toHaveLength(2);
		expect(log.only("shape").filter(({ color }) => color === "#0b0d12")).toHaveLength(1);
	});

	test("each kind has its shape, a failing node its ring and ✕, a repeated one its badge", () => {
		const log = drawn();
		expect(log.only("frame").some(({ color, box, style }) => color === "#ff6b70" && box.width === 116 && style.width === 2)).toBe(true);
		expect(log.texts()).toEqual(expect.arrayContaining(["web", "checkout", "ledger", "orders", "redis", "bank", "↻ ×3.4"]));
		expect(log.only("line").filter(({ style }) => style.dash?.[0] === 4)).toHaveLength(1);
		const redis = log.only("text").find(({ text }) => text === "redis");
		expect(redis?.y).toBeGreaterThan(260);
	});

	test("what is not near stands back and is silent", () => {
		const log = drawn({ near: new Set(["web", "checkout"]), focus: "checkout" });
		expect(log.only("text").find(({ text }) => text === "bank")?.style.color).toMatch(/0\.15\)$/);
		expect(log.texts().filter((text) => text === "9/s")).toEqual([]);
		expect(log.only("frame").some(({ color, style }) => color === "#6aa6ff" && style.dash?.[0] === 3)).toBe(true);
	});

	test("out of sight nothing is drawn; far away no words are", () => {
		expect(drawn({}, { x: 5_000, y: 0, zoom: 1 }).calls).toHaveLength(1);
		expect(drawn({}, { x: 0, y: 0, zoom: 0.3 }).texts()).toEqual([]);
		const [picture] = drawn({}, { x: 0, y: 0, zoom: 0.25 }).only("picture");
		const far = picture?.calls.flatMap((call) => (call.what === "line" ? [call] : [])) ?? [];
		expect(far.filter(({ style }) => style.dash?.[0] === 6)).toHaveLength(1);
		expect(far.filter(({ style }) => style.width === 1.25)).toHaveLength(0);
	});

	test("the words of the busiest twenty stay when the others go", () => {
		const many = layScene(
			{
				ink: "errors",
				nodes: Array.from({ length: 31 }, (_, at) => node(`n${at}`)),
				links: Array.from({ length: 30 }, (_, at) => link("n0", `n${at + 1}`, { label: `w${at}`, weight: at })),
			},
			{
				places: new Map(Array.from({ length: 31 }, (_, at) => [`n${at}`, at === 0 ? { x: 0, y: 1_000 } : { x: 600, y: at * 60 }])),
				routes: new Map(),
			},
			{ widths: WIDTHS, uiFont: "Inter" },
		);
		const words = (zoom: number): number =>
			drawn({}, { x: -100, y: 0, zoom }, many)
				.texts()
				.filter((text) => text.startsWith("w")).length;
		const log = new DrawLog(4_000, 4_000);
		paintGraph({ surface: log, palette: PALETTE, widths: WIDTHS, view: { x: -100, y: 0, zoom: 0.7 } }, many, ALL);
		expect(log.texts()).not.toContain("w9");
		expect(log.texts()).toContain("w29");
		expect(words(1)).toBeLessThanOrEqual(30);
	});

	test("a frame of 500 nodes and 2,000 links draws each line once", () => {
		const nodes = Array.from({ length: 500 }, (_, at) => node(`n${at}`));
		const links = Array.from({ length: 2_000 }, (_, at) => link(`n${at % 250}`, `n${250 + ((at * 7) % 250)}`, { label: "" }));
		const places = new Map(nodes.map(({ id }, at) => [id, { x: at < 250 ? 0 : 400, y: (at % 250) * 60 }]));
		const scene = layScene({ ink: "none", nodes, links }, { places, routes: new Map() }, { widths: WIDTHS, uiFont: "Inter" });
		const log = drawn({}, { x: -100, y: 0, zoom: 1 }, scene);
		expect(log.only("line").length).toBeLessThanOrEqual(2_000);
		expect(log.only("frame").length).toBeLessThan(30);
	});
});

describe("the view", () => {
	test("fits everything in the middle, never larger than drawn", () => {
		const view = fitView({ x: 0, y: 0, width: 100, height: 100 }, { widthPx: 1_000, heightPx: 600 });
		expect(view).toEqual({ x: -450, y: -250, zoom: 1 });
		expect(fitView({ x: 0, y: 0, width: 1_808, height: 100 }, { widthPx: 1_000, heightPx: 600 }).zoom).toBe(0.5);
	});

	test("zooming keeps what is under the pointer, panning moves by pixels of the window", () => {
		const at = { x: 200, y: 100 };
		const zoomed = zoomView(ONE, 2, at);
		expect(toDrawing(zoomed, at)).toEqual(toDrawing(ONE, at));
		expect(zoomView(ONE, 100, at).zoom).toBe(2);
		expect(toDrawing(panView(zoomed, { x: 30, y: 0 }), { x: 230, y: 100 })).toEqual(at);
	});

	test("reveals with the smallest step, and none when it is in sight", () => {
		const size = { widthPx: 400, heightPx: 300 };
		expect(revealRect(ONE, { x: 100, y: 100, width: 50, height: 50 }, size)).toEqual(ONE);
		expect(revealRect(ONE, { x: 400, y: 100, width: 50, height: 50 }, size).x).toBe(98);
	});
});

describe("keys", () => {
	const graph = { links: SCENE.links, places: LAYOUT.places };
	const deed = (key: string, cursor?: { readonly node: string } | { readonly link: number }, focus?: string) =>
		deedOfKey(key, graph, { cursor, focus });

	test("the first arrow enters at the focus, else at the left", () => {
		expect(deed("ArrowRight", undefined, "ledger")).toEqual({ type: "cursor", cursor: { node: "ledger" } });
		expect(deed("ArrowRight")).toEqual({ type: "cursor", cursor: { node: "web" } });
		expect(deed("ArrowRight", { node: "web" })).toEqual({ type: "cursor", cursor: { link: 0 } });
	});

	test("the other keys", () => {
		expect(deed("Enter")).toBeUndefined();
		expect(deed("Enter", { link: 0 })).toEqual({ type: "open", cursor: { link: 0 } });
		expect(deed("f", { node: "web" })).toEqual({ type: "focus", node: "web" });
		expect(deed("f", { link: 0 })).toBeUndefined();
		expect([deed("+"), deed("-"), deed("0"), deed("u"), deed("d")]).toEqual([
			{ type: "hops", by: 1 },
			{ type: "hops", by: -1 },
			{ type: "fit" },
			{ type: "direction", direction: "up" },
			{ type: "direction", direction: "down" },
		]);
		expect(deed("q")).toBeUndefined();
	});
});
