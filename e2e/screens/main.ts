/**
 * `npm run screens [-- --out DIR] [--only NAME]`: pictures of every page, in both themes, on a phone and in Chinese: the lists over two
 * minutes of the demo fleet, whose payment v42 goes wrong in the middle; the trace over a drawn one, so that it is the same each time.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runFleet } from "../support/fleet.ts";
import { launchBrowser, openContext, type SessionOptions } from "../support/page-session.ts";
import { ROOT, removeDataFolder, type Stack, startStack } from "../support/stack.ts";
import { sendStory } from "../support/story.ts";

interface Shot extends SessionOptions {
	readonly name: string;
	readonly path: string;
	/** Keys pressed after the page is drawn; `type:text` types it. */
	readonly keys?: readonly string[];
}

const PHONE = { width: 390, height: 844 } as const;
const VARIANTS: readonly (readonly [suffix: string, options: SessionOptions])[] = [
	["dark", {}],
	["light", { colorScheme: "light" }],
	["phone", PHONE],
	["zh-dark", { locale: "zh-CN", height: 720, width: 1280 }],
	["zh-phone", { locale: "zh-CN", ...PHONE }],
];
const FLEET = ["--rate", "8", "--seconds", "150", "--incident-after", "70", "--seed", "7"];

/** One picture in each variant. */
function everyWay(name: string, path: string, keys?: readonly string[]): readonly Shot[] {
	return VARIANTS.map(([suffix, options]) => ({ name: `${name}-${suffix}`, path, ...(keys === undefined ? {} : { keys }), ...options }));
}

function fleetShots(fromMs: number, toMs: number): readonly Shot[] {
	const range = `from=${fromMs}&to=${toMs}`;
	return [
		...everyWay("overview", `/?${range}`),
		...everyWay("services", `/services?${range}`),
		...everyWay("errors", `/errors?${range}`),
		...everyWay("traces", `/traces?${range}`),
		...everyWay("logs", `/logs?${range}`),
		...everyWay("metrics", `/metrics?m=shop.checkout.duration&${range}`),
		...everyWay("status", "/status"),
		...everyWay("connect", "/connect?tab=node"),
		{ name: "palette-dark", path: `/services?${range}`, keys: ["Control+k", "type:pay"] },
		{ name: "time-dark", path: `/services?${range}`, keys: ["t", "t"] },
		{ name: "keys-dark", path: `/logs?${range}`, keys: ["?"] },
		{ name: "log-open-dark", path: `/logs?q=level:error&${range}`, keys: ["j", "Enter"] },
	];
}

function storyShots(id: string): readonly Shot[] {
	const trace = `/t/${id}`;
	return [
		...everyWay("trace", trace, ["e", "Enter"]),
		{ name: "trace-waterfall-dark", path: `${trace}?view=wf` },
		{ name: "trace-logs-dark", path: `${trace}?view=logs` },
		{ name: "trace-logs-phone", path: `${trace}?view=logs`, ...PHONE },
	];
}

const { values } = parseArgs({
	options: { out: { type: "string", default: join(ROOT, "docs/screens") }, only: { type: "string", default: "" } },
});
mkdirSync(values.out, { recursive: true });
const browser = await launchBrowser();

async function takeAll(stack: Stack, shots: readonly Shot[]): Promise<void> {
	for (const shot of shots) {
		if (!shot.name.startsWith(values.only)) continue;
		const context = await openContext(browser, shot);
		const page = await context.newPage();
		await page.goto(`${stack.ui}${shot.path}`);
		await page.waitForTimeout(1_500);
		for (const key of shot.keys ?? []) {
			await (key.startsWith("type:") ? page.keyboard.type(key.slice(5)) : page.keyboard.press(key));
			await page.waitForTimeout(400);
		}
		await page.screenshot({ path: join(values.out, `${shot.name}.png`) });
		await context.close();
	}
}

async function withStack(work: (stack: Stack) => Promise<void>): Promise<void> {
	const stack = await startStack();
	try {
		await work(stack);
	} finally {
		await stack.stop();
		removeDataFolder(stack.folder);
	}
}

await withStack((stack) => takeAll(stack, everyWay("first-run", "/")));
await withStack(async (stack) => takeAll(stack, storyShots(await sendStory(stack))));
await withStack(async (stack) => {
	const began = Date.now();
	const { code, output } = await runFleet(stack, FLEET);
	if (code !== 0) throw new Error(output);
	await takeAll(stack, fleetShots(began, Date.now()));
});
await browser.close();
