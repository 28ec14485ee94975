/**
 * `npm run bench:web [-- --record] [--only map]`: how fast the real page draws real traces of 1,000 to 300,000 spans and a map of 500 services,
 * in headless Chromium at 1440×900. Prints a table beside the budgets; `--record` writes it into docs/benchmarks.md.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { unixNanosFromMillis } from "@spanglass/shared/units/time";
import type { Browser, Page } from "playwright";
import { measureFrameWork, quantile } from "../support/frame-work.ts";
import { sendHttp } from "../support/otlp-client.ts";
import { launchBrowser, msBetweenMarks, openContext } from "../support/page-session.ts";
import { ROOT, removeDataFolder, type Stack, startStack } from "../support/stack.ts";
import { makeSpans, traceIdOf } from "../support/synthetic.ts";
import { measureMap } from "./map.ts";
import { median, type Row } from "./row.ts";

interface Size {
	readonly spans: number;
	/** Milliseconds from the arrival of the bytes to the drawing: first two levels and all the rest are one step. */
	readonly drawnWithin: number;
	/** The same with a processor that is four times slower; undefined: not demanded. */
	readonly slowlyWithin?: number;
}

const SIZES: readonly Size[] = [
	{ spans: 1_000, drawnWithin: 150 },
	{ spans: 10_000, drawnWithin: 300 },
	{ spans: 100_000, drawnWithin: 1_000, slowlyWithin: 3_000 },
	{ spans: 300_000, drawnWithin: 2_500 },
];
const LARGE = 100_000;
const FIRST_LEVELS_MS = 300;
const FRAME_BUDGET_MS = 8;
/** 30 frames a second. */
const SLOW_FRAME_BUDGET_MS = 33;
const SLOWER = 4;
const FOLD_MS = 50;
const FILTER_MS = 100;
const MEMORY_MB = 400;
const JS_KB = 240;
const RUNS = 3;
const SERVICES = 8;
const SPANS_PER_REQUEST = 10_000;

async function sendTrace(stack: Stack, spans: number): Promise<string> {
	const start = unixNanosFromMillis(Date.now() - 5_000);
	const all = makeSpans({ traceId: traceIdOf(spans), service: "bench", spans, start, fanOut: 6, services: SERVICES });
	for (let at = 0; at < all.length; at += SPANS_PER_REQUEST) {
		const body = encodeTraceRequest(all.slice(at, at + SPANS_PER_REQUEST));
		const answer = await sendHttp(stack.http, "traces", body, { type: "application/x-protobuf", gzip: true });
		if (answer.status !== 200) throw new Error(`sending ${spans} spans: HTTP ${answer.status}`);
	}
	return traceIdOf(spans);
}

async function flameBox(page: Page) {
	const box = await page.locator('[data-chart="flame"]').boundingBox();
	if (box === null) throw new Error("the flame is not on the page");
	return box;
}

/** Drag the flame to and fro at a zoom where it can be panned. */
async function pan(page: Page): Promise<void> {
	const box = await flameBox(page);
	const y = box.y + Math.min(120, box.height / 2);
	await page.mouse.move(box.x + box.width * 0.8, y);
	await page.mouse.down();
	for (let step = 0; step < 90; step++) {
		const phase = Math.sin(step / 12);
		await page.mouse.move(box.x + box.width * (0.5 + 0.3 * phase), y);
	}
	await page.mouse.up();
}

/** Into the trace and out again with the wheel. */
async function zoom(page: Page): Promise<void> {
	const box = await flameBox(page);
	await page.mouse.move(box.x + box.width * 0.4, box.y + Math.min(120, box.height / 2));
	await page.keyboard.down("Control");
	for (let step = 0; step < 60; step++) await page.mouse.wheel(0, step < 30 ? -60 : 60);
	await page.keyboard.up("Control");
}

/** Milliseconds from a key to the frame in which the flame has another height. */
function msToRelayout(page: Page, key: string): Promise<number> {
	return page.evaluate(
		(pressed) =>
			new Promise<number>((resolve, reject) => {
				const content = document.querySelector<HTMLElement>('[data-chart="flame"] > div');
				const before = content?.style.height;
				const began = performance.now();
				document.body.dispatchEvent(
					new KeyboardEvent("keydown", { key: pressed, bubbles: true, cancelable: true, shiftKey: "{}".includes(pressed) }),
				);
				const look = (): void => {
					if (content?.style.height !== before) resolve(performance.now() - began);
					else if (performance.now() - began > 10_000) reject(new Error(`${pressed} changes nothing`));
					else requestAnimationFrame(look);
				};
				requestAnimationFrame(look);
			}),
		key,
	);
}

interface Opened {
	readonly page: Page;
	/** Bytes to drawn, milliseconds. */
	readonly drawn: number;
	/** Compressed JavaScript of the first visit, kilobytes. */
	readonly jsKb: number;
}

async function open(browser: Browser, url: string, slower: number): Promise<Opened> {
	const context = await openContext(browser);
	const page = await context.newPage();
	const session = await context.newCDPSession(page);
	await session.send("Network.enable");
	if (slower > 1) await session.send("Emulation.setCPUThrottlingRate", { rate: slower });
	const scripts = new Set<string>();
	let bytes = 0;
	session.on("Network.responseReceived", ({ requestId, response }) => response.url.endsWith(".js") && scripts.add(requestId));
	session.on("Network.dataReceived", ({ requestId, encodedDataLength }) => {
		if (scripts.has(requestId)) bytes += encodedDataLength;
	});
	await page.goto(url);
	const drawn = await msBetweenMarks(page, "trace-bytes", "trace-drawn");
	return { page, drawn, jsKb: bytes / 1000 };
}

/** Resident memory of the largest of the browser's processes that draw pages, megabytes. */
async function rendererMb(browser: Browser): Promise<number> {
	const session = await browser.newBrowserCDPSession();
	const { processInfo } = await session.send("SystemInfo.getProcessInfo");
	const sizes = processInfo
		.filter(({ type }) => type === "renderer")
		.map(({ id }) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1] ?? 0) / 1024);
	return Math.max(...sizes);
}

async function frameRows(page: Page, name: string, budget: number): Promise<readonly Row[]> {
	await page.keyboard.press("w");
	await page.keyboard.press("w");
	const rows: Row[] = [];
	for (const [what, action] of [
		["panning", pan],
		["zooming", zoom],
	] as const) {
		const frames = await measureFrameWork(page, () => action(page));
		rows.push({
			what: `${name}: main-thread work per frame while ${what}, ms (p95 of ${frames.length})`,
			value: quantile(frames, 0.95),
			budget,
		});
	}
	return rows;
}

/** Folding everything, and hiding a service, on the whole trace. */
async function deedRows(page: Page, name: string): Promise<readonly Row[]> {
	await page.keyboard.press("0");
	const [folds, hides]: [number[], number[]] = [[], []];
	for (let run = 0; run < RUNS; run++) {
		folds.push(await msToRelayout(page, "{"));
		await msToRelayout(page, "}");
	}
	await page.keyboard.press("f");
	for (let run = 0; run < RUNS; run++) {
		hides.push(await msToRelayout(page, "h"));
		await msToRelayout(page, "H");
	}
	return [
		{ what: `${name}: all folded, key to frame, ms (median of ${RUNS})`, value: median(folds), budget: FOLD_MS },
		{ what: `${name}: a service hidden, key to frame, ms (median of ${RUNS})`, value: median(hides), budget: FILTER_MS },
	];
}

async function measureSize(browser: Browser, url: string, size: Size): Promise<readonly Row[]> {
	const name = `${size.spans.toLocaleString("en")} spans`;
	const rows: Row[] = [];
	const drawn: number[] = [];
	for (let run = 0; run < RUNS; run++) {
		const { page, drawn: ms, jsKb } = await open(browser, url, 1);
		drawn.push(ms);
		if (run === RUNS - 1) {
			rows.push(...(await frameRows(page, name, FRAME_BUDGET_MS)));
			if (size.spans === LARGE) rows.push(...(await deedRows(page, name)));
			if (size.spans >= LARGE)
				rows.push({ what: `${name}: memory of the tab's process, MB`, value: await rendererMb(browser), budget: MEMORY_MB });
			if (size.spans === LARGE) rows.push({ what: "JavaScript of a trace link, kB compressed", value: jsKb, budget: JS_KB });
		}
		await page.context().close();
	}
	rows.unshift({ what: `${name}: bytes to drawn, ms (median of ${RUNS})`, value: median(drawn), budget: size.drawnWithin });
	if (size.spans === LARGE)
		rows.unshift({ what: `${name}: bytes to the first two levels, ms`, value: median(drawn), budget: FIRST_LEVELS_MS });
	if (size.slowlyWithin === undefined) return rows;
	const slow = await open(browser, url, SLOWER);
	rows.push({ what: `${name}, processor 4 × slower: bytes to drawn, ms`, value: slow.drawn, budget: size.slowlyWithin });
	rows.push(...(await frameRows(slow.page, `${name}, processor 4 × slower`, SLOW_FRAME_BUDGET_MS)));
	await slow.page.context().close();
	return rows;
}

async function measureTraces(stack: Stack, browser: Browser): Promise<readonly Row[]> {
	const rows: Row[] = [];
	for (const size of SIZES) {
		const traceId = await sendTrace(stack, size.spans);
		process.stderr.write(`${size.spans} spans sent\n`);
		rows.push(...(await measureSize(browser, `${stack.ui}/t/${traceId}`, size)));
	}
	return rows;
}

const { values } = parseArgs({ options: { record: { type: "boolean", default: false }, only: { type: "string" } } });
const stack = await startStack();
const browser = await launchBrowser();
const rows = [
	...(values.only === "map" ? [] : await measureTraces(stack, browser)),
	...(values.only === "traces" ? [] : await measureMap(stack, browser)),
];
await browser.close();
await stack.stop();
removeDataFolder(stack.folder);
const verdict = (row: Row) => (row.value <= row.budget ? "met" : "MISSED");
const table = `| what | measured | must | |\n|---|---|---|---|\n${rows.map((row) => `| ${row.what} | ${row.value.toFixed(1)} | ≤ ${row.budget} | ${verdict(row)} |\n`).join("")}`;
process.stdout.write(table);
if (values.record && values.only === undefined) {
	const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown processor"}, Linux, headless Chromium, client and server on the same machine`;
	const file = join(ROOT, "docs/benchmarks.md");
	const others = readFileSync(file, "utf8")
		.split(/^(?=## )/m)
		.filter((part) => !part.startsWith("## The page"));
	const section = `## The page\n\nWritten by \`npm run bench:web -- --record\`. Machine: ${machine}.\n\n${table}`;
	writeFileSync(file, `${[...others, section].map((part) => part.trimEnd()).join("\n\n")}\n`);
}
if (rows.some((row) => !(row.value <= row.budget))) process.exitCode = 1;
