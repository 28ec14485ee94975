/**
 * `npm run bench:web [-- --record] [--only map]`: how fast the real page draws real traces of 1,000 to 100,000 spans and a map of 500 services,
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
	/** Milliseconds from the arrival of the bytes to the full drawing. */
	readonly drawnWithin: number;
}

const SIZES: readonly Size[] = [
	{ spans: 1_000, drawnWithin: 150 },
	{ spans: 10_000, drawnWithin: 300 },
	{ spans: 100_000, drawnWithin: 2_000 },
];
const FRAME_BUDGET_MS = 8;
const RUNS = 3;
const SPANS_PER_REQUEST = 10_000;

async function sendTrace(stack: Stack, spans: number): Promise<string> {
	const all = makeSpans({ traceId: traceIdOf(spans), service: "bench", spans, start: unixNanosFromMillis(Date.now() - 5_000), fanOut: 6 });
	for (let at = 0; at < all.length; at += SPANS_PER_REQUEST) {
		const body = encodeTraceRequest(all.slice(at, at + SPANS_PER_REQUEST));
		const answer = await sendHttp(stack.http, "traces", body, { type: "application/x-protobuf", gzip: true });
		if (answer.status !== 200) throw new Error(`sending ${spans} spans: HTTP ${answer.status}`);
	}
	return traceIdOf(spans);
}

/** Drag the flame to and fro at a zoom where it can be panned. */
async function pan(page: Page): Promise<void> {
	const box = await page.locator('[data-chart="flame"]').boundingBox();
	if (box === null) throw new Error("the flame is not on the page");
	const y = box.y + Math.min(120, box.height / 2);
	await page.mouse.move(box.x + box.width * 0.8, y);
	await page.mouse.down();
	for (let step = 0; step < 90; step++) {
		const phase = Math.sin(step / 12);
		await page.mouse.move(box.x + box.width * (0.5 + 0.3 * phase), y);
	}
	await page.mouse.up();
}

async function measureTraces(stack: Stack, browser: Browser): Promise<readonly Row[]> {
	const rows: Row[] = [];
	for (const { spans, drawnWithin } of SIZES) {
		const traceId = await sendTrace(stack, spans);
		const drawn: number[] = [];
		let frames: readonly number[] = [];
		for (let run = 0; run < RUNS; run++) {
			const context = await openContext(browser);
			const page = await context.newPage();
			await page.goto(`${stack.ui}/t/${traceId}`);
			drawn.push(await msBetweenMarks(page, "trace-bytes", "trace-drawn"));
			if (run === RUNS - 1) {
				await page.keyboard.press("w");
				await page.keyboard.press("w");
				frames = await measureFrameWork(page, () => pan(page));
			}
			await context.close();
		}
		rows.push({
			what: `${spans.toLocaleString("en")} spans: bytes to drawn, ms (median of ${RUNS})`,
			value: median(drawn),
			budget: drawnWithin,
		});
		rows.push({
			what: `${spans.toLocaleString("en")} spans: main-thread work per frame while panning, ms (p95 of ${frames.length})`,
			value: quantile(frames, 0.95),
			budget: FRAME_BUDGET_MS,
		});
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
