/**
 * `npm run screens [-- --out DIR] [--only NAME]`: pictures of every page, the main ones in both themes, both languages and two sizes: the lists
 * over the last minutes of the demo fleet, of which payment v42 goes wrong after calm ones; the trace over a drawn one, so that it is the same
 * each time. WebP, so that they stay small.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Page } from "playwright";
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
const CHINESE = { locale: "zh-CN" } as const;
const LIGHT = { colorScheme: "light" } as const;
const VARIANTS: readonly (readonly [suffix: string, options: SessionOptions])[] = [
	["dark", {}],
	["light", LIGHT],
	["phone", PHONE],
	["zh-dark", CHINESE],
	["zh-phone", { ...CHINESE, ...PHONE }],
];
/** What the main pages are shown in besides. */
const MORE_VARIANTS: typeof VARIANTS = [
	["phone-light", { ...LIGHT, ...PHONE }],
	["zh-light", { ...CHINESE, ...LIGHT }],
	["zh-phone-light", { ...CHINESE, ...LIGHT, ...PHONE }],
];
/** Calm minutes first, so that there is something to compare with. */
const CALM_SECONDS = 150;
const SHOWN_SECONDS = 300;
/** It still runs while the pictures are taken, so that its instances live. */
const FLEET_SECONDS = 560;
const FLEET = ["--rate", "8", "--seconds", String(FLEET_SECONDS), "--incident-after", String(CALM_SECONDS), "--seed", "7"];

/** One picture in each variant. */
function everyWay(name: string, path: string, keys?: readonly string[], variants = VARIANTS): readonly Shot[] {
	return variants.map(([suffix, options]) => ({ name: `${name}-${suffix}`, path, ...(keys === undefined ? {} : { keys }), ...options }));
}

/** A main page: in both themes, both languages, both sizes. */
function allWays(name: string, path: string): readonly Shot[] {
	return everyWay(name, path, undefined, [...VARIANTS, ...MORE_VARIANTS]);
}

function fleetShots(fromMs: number, toMs: number): readonly Shot[] {
	const range = `from=${fromMs}&to=${toMs}`;
	return [
		...allWays("overview", `/?${range}`),
		...allWays("services", `/services?${range}`),
		...allWays("service", `/services/checkout?${range}`),
		...allWays("map", `/map?${range}`),
		...allWays("errors", `/errors?${range}`),
		...allWays("traces", `/traces?${range}`),
		{ name: "map-edge-dark", path: `/map?focus=checkout&sel=edge:checkout%3Epayment&${range}` },
		{ name: "map-compare-light", path: `/map?layer=lat&cmp=prev&${range}`, ...LIGHT },
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

/** Text stays sharp at this, and a page takes some 50 kB. */
const QUALITY = 82;

async function writePicture(page: Page, file: string): Promise<void> {
	const session = await page.context().newCDPSession(page);
	const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: QUALITY });
	writeFileSync(file, Buffer.from(data, "base64"));
}

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
		await writePicture(page, join(values.out, `${shot.name}.webp`));
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

/** The whole minutes around the incident; as many before them were calm. */
function lastMinutes(beganMs: number): readonly [number, number] {
	const minute = 60_000;
	return [Math.floor((beganMs + CALM_SECONDS * 1_000) / minute) * minute, Math.floor(Date.now() / minute) * minute];
}

await withStack((stack) => takeAll(stack, everyWay("first-run", "/")));
await withStack(async (stack) => takeAll(stack, storyShots(await sendStory(stack))));
await withStack(async (stack) => {
	const began = Date.now();
	const fleet = runFleet(stack, FLEET);
	await sleep(SHOWN_SECONDS * 1_000);
	await takeAll(stack, fleetShots(...lastMinutes(began)));
	const { code, output } = await fleet;
	if (code !== 0) throw new Error(output);
});
await browser.close();
