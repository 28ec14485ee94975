/**
 * `npm run screens [-- --out DIR]`: pictures of the main pages over the recorded requests and a drawn trace, in both themes, on a phone and in Chinese.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { getTraces, wideRange } from "../support/api.ts";
import { listCorpusFolders, sendCorpus } from "../support/corpus.ts";
import { launchBrowser, openContext, type SessionOptions } from "../support/page-session.ts";
import { ROOT, removeDataFolder, type Stack, startStack } from "../support/stack.ts";
import { sendStory } from "../support/story.ts";

interface Shot extends SessionOptions {
	readonly name: string;
	readonly path: string;
	/** Keys pressed after the page is drawn. */
	readonly keys?: readonly string[];
}

const PHONE = { width: 390, height: 844 } as const;

async function shotsOf(stack: Stack, storyId: string): Promise<readonly Shot[]> {
	const traces = await getTraces(stack, wideRange());
	const oldest = Number(BigInt(traces.at(-1)?.startTime ?? "0") / 1_000_000n);
	const list = `/traces?from=${oldest - 60_000}&to=${Date.now()}`;
	const trace = `/t/${storyId}`;
	return [
		{ name: "traces-dark", path: list },
		{ name: "traces-light", path: list, colorScheme: "light" },
		{ name: "traces-phone", path: list, ...PHONE },
		{ name: "traces-zh-dark", path: list, locale: "zh-CN" },
		{ name: "trace-dark", path: trace, keys: ["e", "Enter"] },
		{ name: "trace-light", path: trace, keys: ["e", "Enter"], colorScheme: "light" },
		{ name: "trace-zh-dark", path: trace, keys: ["e", "Enter"], locale: "zh-CN" },
		{ name: "trace-phone", path: trace, ...PHONE },
		{ name: "trace-waterfall-dark", path: `${trace}?view=wf` },
		{ name: "trace-logs-dark", path: `${trace}?view=logs` },
	];
}

const { values } = parseArgs({ options: { out: { type: "string", default: join(ROOT, "docs/screens") } } });
mkdirSync(values.out, { recursive: true });
const browser = await launchBrowser();
const empty = await startStack();
for (const colorScheme of ["dark", "light"] as const) {
	const context = await openContext(browser, { colorScheme });
	const page = await context.newPage();
	await page.goto(`${empty.ui}/`);
	await page.waitForTimeout(1_000);
	await page.screenshot({ path: join(values.out, `first-run-${colorScheme}.png`) });
	await context.close();
}
await empty.stop();
removeDataFolder(empty.folder);

const stack = await startStack();
for (const folder of listCorpusFolders()) await sendCorpus(stack, folder);
const storyId = await sendStory(stack);
for (const shot of await shotsOf(stack, storyId)) {
	const context = await openContext(browser, shot);
	const page = await context.newPage();
	await page.goto(`${stack.ui}${shot.path}`);
	await page.waitForTimeout(1_200);
	for (const key of shot.keys ?? []) {
		await page.keyboard.press(key);
		await page.waitForTimeout(400);
	}
	await page.screenshot({ path: join(values.out, `${shot.name}.png`) });
	await context.close();
}
await browser.close();
await stack.stop();
removeDataFolder(stack.folder);
