/** The map of many services: how long its layout takes in the worker, and what a frame costs while it is panned. */
import { encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { unixNanosFromMillis } from "@spanglass/shared/units/time";
import type { Browser, Page } from "playwright";
import { measureFrameWork, quantile } from "../support/frame-work.ts";
import { sendHttp } from "../support/otlp-client.ts";
import { openContext } from "../support/page-session.ts";
import { graphSpans } from "../support/service-graph.ts";
import type { Stack } from "../support/stack.ts";
import { median, type Row } from "./row.ts";

const GRAPH = { nodes: 500, edges: 2_000 } as const;
/** Lines with fewer calls are drawn otherwise. */
const CALLS = 22;
const SPANS_PER_REQUEST = 10_000;
const LAYOUT_BUDGET_MS = 400;
const FRAME_BUDGET_MS = 8;
const LAYOUTS = 5;
const MEASURE = "map-layout";

async function sendGraph(stack: Stack): Promise<number> {
	const startMs = Math.floor(Date.now() / 60_000) * 60_000 - 120_000;
	const spans = graphSpans(GRAPH, CALLS, unixNanosFromMillis(startMs));
	for (let at = 0; at < spans.length; at += SPANS_PER_REQUEST) {
		const body = encodeTraceRequest(spans.slice(at, at + SPANS_PER_REQUEST));
		const answer = await sendHttp(stack.http, "traces", body, { type: "application/x-protobuf", gzip: true });
		if (answer.status !== 200) throw new Error(`sending the graph: HTTP ${answer.status}`);
	}
	return startMs;
}

/** Milliseconds of every layout so far, from handing it to the worker to its answer. */
async function layoutTimes(page: Page, least: number): Promise<readonly number[]> {
	await page.waitForFunction(([name, count]) => performance.getEntriesByName(String(name)).length >= Number(count), [
		MEASURE,
		least,
	] as const);
	return page.evaluate((name) => performance.getEntriesByName(name).map(({ duration }) => duration), MEASURE);
}

const PANNED_FRAMES = 180;

/** Scroll to and fro with two fingers, a little in every frame, so that each one has to be drawn. */
function pan(page: Page): Promise<void> {
	return page.evaluate(
		(frames) =>
			new Promise<void>((resolve) => {
				const target = document.querySelector('[role="application"]');
				let frame = 0;
				const step = (): void => {
					if (frame++ >= frames) {
						resolve();
						return;
					}
					const by = { deltaX: Math.cos(frame / 24) * 18 + 0.5, deltaY: Math.sin(frame / 17) * 10 };
					target?.dispatchEvent(new WheelEvent("wheel", { ...by, bubbles: true, cancelable: true }));
					requestAnimationFrame(step);
				};
				step();
			}),
		PANNED_FRAMES,
	);
}

export async function measureMap(stack: Stack, browser: Browser): Promise<readonly Row[]> {
	const startMs = await sendGraph(stack);
	const context = await openContext(browser);
	const page = await context.newPage();
	await page.goto(`${stack.ui}/map?from=${startMs}&to=${startMs + 60_000}`);
	const graph = page.getByRole("application", { name: `Service map: ${GRAPH.nodes} nodes, ${GRAPH.edges} edges` });
	await graph.waitFor({ timeout: 60_000 });
	for (let run = 1; run < LAYOUTS; run++) {
		await layoutTimes(page, run);
		await page.getByRole("button", { name: "Tidy", exact: true }).click();
	}
	const times = await layoutTimes(page, LAYOUTS);
	await graph.hover();
	const far = await measureFrameWork(page, () => pan(page));
	await graph.focus();
	for (let step = 0; step < 6; step++) await page.keyboard.press("w");
	const near = await measureFrameWork(page, () => pan(page));
	await context.close();
	const what = `map of ${GRAPH.nodes} nodes, ${GRAPH.edges.toLocaleString("en")} edges`;
	const panned = (name: string, frames: readonly number[]): Row => ({
		what: `${what}: main-thread work per frame while panning ${name}, ms (p95 of ${frames.length})`,
		value: quantile(frames, 0.95),
		budget: FRAME_BUDGET_MS,
	});
	return [
		{ what: `${what}: laid out in the worker, ms (median of ${times.length})`, value: median(times), budget: LAYOUT_BUDGET_MS },
		panned("all of it", far),
		panned("a part of it", near),
	];
}
