/** Bytes and counts that are gated: JavaScript and CSS per route, no charts library on a trace link, rows in the DOM, layout shifts, axe. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { sendHttp } from "../support/otlp-client.ts";
import { removeDataFolder, type Stack, startStack } from "../support/stack.ts";
import { sendStory } from "../support/story.ts";
import { sendStoryMetrics } from "../support/story-metrics.ts";
import { traceIdOf, traceRequest } from "../support/synthetic.ts";

const KB = 1000;
let stack: Stack;
let storyId: string;

test.beforeAll(async () => {
	stack = await startStack();
	for (let number = 1; number <= 400; number++) {
		await sendHttp(stack.http, "traces", traceRequest(number, `service-${number % 5}`), { type: "application/x-protobuf" });
	}
	storyId = await sendStory(stack);
	await sendStoryMetrics(stack);
});
test.afterAll(async () => {
	await stack.stop();
	removeDataFolder(stack.folder);
});

/** Compressed bytes of bodies over the wire by kind of file, for one first visit; `later` is JavaScript asked for after the list's answer. */
async function bytesOf(page: Page, path: string) {
	const session = await page.context().newCDPSession(page);
	await session.send("Network.enable");
	const urls = new Map<string, string>();
	const late = new Set<string>();
	const sums = { js: 0, later: 0, css: 0, fonts: 0 };
	let isListed = false;
	session.on("Network.requestWillBeSent", ({ requestId }) => isListed && late.add(requestId));
	session.on("Network.responseReceived", ({ requestId, response }) => {
		urls.set(requestId, response.url);
		if (response.url.includes("/v1/traces?")) isListed = true;
	});
	session.on("Network.dataReceived", ({ requestId, encodedDataLength }) => {
		const url = urls.get(requestId) ?? "";
		if (url.endsWith(".js")) sums[late.has(requestId) ? "later" : "js"] += encodedDataLength;
		if (url.endsWith(".css")) sums.css += encodedDataLength;
		if (url.endsWith(".woff2")) sums.fonts += encodedDataLength;
	});
	await page.goto(`${stack.ui}${path}`);
	await page.waitForTimeout(1_500);
	return { ...sums, names: [...urls.values()] };
}

test("the list and a trace link stay within their bytes, without a charts library", async ({ browser }) => {
	for (const [path, js, locale] of [
		["/services", 215, "en-GB"],
		["/traces", 215, "en-GB"],
		["/traces", 215, "zh-CN"],
		[`/t/${storyId}`, 240, "en-GB"],
		[`/t/${storyId}?span=7a00000000000061`, 240, "en-GB"],
		[`/t/${storyId}`, 240, "zh-CN"],
		["/status", 215, "en-GB"],
		["/connect", 215, "en-GB"],
	] as const) {
		const context = await browser.newContext({ locale });
		const page = await context.newPage();
		const bytes = await bytesOf(page, path);
		expect(bytes.js, `${path} JavaScript`).toBeLessThanOrEqual(js * KB);
		expect(bytes.later, `${path} JavaScript around the list`).toBeLessThanOrEqual(60 * KB);
		expect(bytes.css, `${path} CSS`).toBeLessThanOrEqual(25 * KB);
		expect(bytes.fonts, `${path} fonts`).toBeLessThanOrEqual(100 * KB);
		expect(bytes.names.filter((name) => /echarts/i.test(name))).toEqual([]);
		expect(bytes.names.filter((name) => new URL(name).origin !== stack.ui && !name.startsWith("data:"))).toEqual([]);
		await context.close();
	}
});

test("a list of hundreds keeps few rows in the DOM and nothing shifts", async ({ page }) => {
	await page.addInitScript(() => {
		Object.assign(window, { shift: 0 });
		new PerformanceObserver((list) => {
			for (const entry of list.getEntries())
				(window as unknown as { shift: number }).shift += (entry as unknown as { value: number }).value;
		}).observe({ type: "layout-shift", buffered: true });
	});
	await page.goto(`${stack.ui}/traces`);
	await expect(page.getByRole("link", { name: /synthetic/ }).first()).toBeVisible();
	await page.waitForTimeout(800);
	expect(await page.locator("main a[href^='/t/']").count()).toBeLessThanOrEqual(60);
	expect(await page.evaluate(() => (window as unknown as { shift: number }).shift)).toBeLessThan(0.01);
});

for (const colorScheme of ["dark", "light"] as const) {
	test(`axe finds nothing serious, ${colorScheme}`, async ({ browser }) => {
		test.setTimeout(150_000);
		const context = await browser.newContext({ colorScheme, bypassCSP: true });
		const page = await context.newPage();
		for (const path of [
			"/traces",
			`/traces?tab=explain&sel=${Date.now() - 600_000}-${Date.now()}_0-900000000`,
			"/traces?view=group",
			"/traces?view=structure",
			`/t/${storyId}?span=7a00000000000061`,
			`/t/${storyId}?view=wf`,
			`/t/${storyId}?view=logs`,
			`/t/${storyId}?view=table`,
			`/t/${storyId}?view=map`,
			`/t/${storyId}?mode=sandwich&color=operation&find=status:error`,
			`/compare?a=${storyId}&b=median:service:service-1`,
			`/compare?a=${storyId}&b=${traceIdOf(7)}&span=7a00000000000061`,
			"/metrics",
			"/connect",
		]) {
			await page.goto(`${stack.ui}${path}`);
			await page.waitForTimeout(800);
			const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag22aa"]).analyze();
			const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
			expect([
				path,
				...serious.map(
					({ id, nodes }) =>
						`${id}: ${nodes
							.map((node) => node.html)
							.join(" ")
							.slice(0, 300)}`,
				),
			]).toEqual([path]);
		}
		await context.close();
	});
}
