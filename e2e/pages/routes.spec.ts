/** Every route under its security headers; the address carries the state; Back restores; hostile text stays text. */
import { type Browser, expect, type Page, test } from "@playwright/test";
import { encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { unixNanosFromMillis } from "@spanglass/shared/units/time";
import { sendHttp } from "../support/otlp-client.ts";
import { removeDataFolder, type Stack, startStack } from "../support/stack.ts";
import { sendStory } from "../support/story.ts";
import { makeSpans, traceIdOf, traceRequest } from "../support/synthetic.ts";

const PROTOBUF = { type: "application/x-protobuf" };
const HOSTILE = '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>';
const TRACES = 300;

let stack: Stack;
let storyId: string;
let range: string;

test.beforeAll(async () => {
	stack = await startStack();
	for (let number = 1; number <= TRACES; number++)
		await sendHttp(stack.http, "traces", traceRequest(number, `service-${number % 7}`), PROTOBUF);
	const spans = makeSpans({ traceId: traceIdOf(9999), service: HOSTILE, spans: 3, start: unixNanosFromMillis(Date.now()) });
	const hostile = spans.map((span) => ({
		...span,
		name: HOSTILE,
		attributes: [{ key: HOSTILE, value: { type: "string" as const, value: HOSTILE } }],
	}));
	await sendHttp(stack.http, "traces", encodeTraceRequest(hostile), PROTOBUF);
	storyId = await sendStory(stack);
	range = `from=${Date.now() - 900_000}&to=${Date.now() + 1_000}`;
});
test.afterAll(async () => {
	await stack.stop();
	removeDataFolder(stack.folder);
});

/** Collects violations of the policy and uncaught errors from the first script on. */
async function watch(page: Page): Promise<() => Promise<readonly string[]>> {
	const problems: string[] = [];
	page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
	await page.addInitScript(() => {
		const seen: string[] = [];
		Object.assign(window, { violations: seen });
		document.addEventListener("securitypolicyviolation", (event) => seen.push(`${event.violatedDirective} ${event.blockedURI}`));
	});
	return async () => [...problems, ...(await page.evaluate(() => (window as unknown as { violations: string[] }).violations))];
}

const paths = () => [
	"/",
	"/traces",
	`/traces?${range}&q=service:service-1&sort=longest`,
	"/traces?q=duration:>>",
	"/services",
	"/errors",
	"/errors?status=muted&q=nothing&sel=00",
	`/services/checkout?${range}`,
	`/map?${range}`,
	`/logs?${range}`,
	"/logs?live=1",
	"/metrics",
	"/status",
	"/connect",
	`/t/${storyId}`,
	`/t/${storyId}?view=wf`,
	`/t/${storyId}?view=logs`,
	`/t/${storyId}?span=7a00000000000061&tab=raw&cp=1`,
	`/t/${traceIdOf(9999)}`,
	`/t/${"f".repeat(32)}`,
	"/no/such/page",
];

test("no route breaks the content security policy or throws", async ({ page }) => {
	const problems = await watch(page);
	for (const path of paths()) {
		await page.goto(`${stack.ui}${path}`);
		await page.waitForLoadState("networkidle", { timeout: 2_000 }).catch(() => undefined);
		expect([path, ...(await problems())]).toEqual([path]);
		const keys = (await page.locator("body").innerText()).match(
			/\b(?:charts|coach|errors|explore|find|firstRun|keys|logs|settings|metrics|overview|palette|services|status|trace)\.[a-z]+[A-Z]\w*/g,
		);
		expect([path, ...(keys ?? [])], "keys in the place of texts").toEqual([path]);
	}
});

test("markup in names, keys and values stays text", async ({ page }) => {
	const problems = await watch(page);
	await page.goto(`${stack.ui}/traces?${range}&q=${encodeURIComponent(`trace:${traceIdOf(9999)}`)}`);
	await expect(page.getByRole("link", { name: /onerror/ }).first()).toBeVisible();
	await page.goto(`${stack.ui}/t/${traceIdOf(9999)}`);
	await page.getByRole("figure", { name: "Flame view" }).waitFor();
	await page.keyboard.press("ArrowDown");
	await page.keyboard.press("Enter");
	await page.getByRole("tab", { name: /Attributes/ }).click();
	await expect(page.getByRole("tabpanel").getByText("<script>").first()).toBeVisible();
	expect(await page.title()).not.toBe("owned");
	expect(await page.locator("img[src='x']").count()).toBe(0);
	expect(await problems()).toEqual([]);
});

test("a copied address shows the same pixels in a fresh context", async ({ browser }) => {
	const draw = async (path: string) => {
		const context = await browser.newContext({ reducedMotion: "reduce", colorScheme: "dark" });
		const page = await context.newPage();
		await page.goto(`${stack.ui}${path}`);
		const picture = await settledPicture(page);
		const url = page.url().slice(stack.ui.length);
		await context.close();
		return { picture, url };
	};
	for (const path of [
		`/traces?${range}&sort=longest`,
		`/t/${storyId}?span=7a00000000000061&cp=1&x=100000000-800000000&tab=logs`,
		`/t/${storyId}?view=wf&find=Pay`,
	]) {
		const first = await draw(path);
		const second = await draw(first.url);
		expect(second.url).toBe(first.url);
		expect(await countDifferentPixels(browser, first.picture, second.picture), path).toBe(0);
	}
});

/** The picture of a page that has stopped changing: three in a row are alike. */
async function settledPicture(page: Page): Promise<Buffer> {
	await page.locator("main [data-index], main figure").first().waitFor();
	let picture: Buffer = Buffer.alloc(0);
	let alike = 0;
	const look = async (): Promise<number> => {
		await hideVolatile(page);
		const next = await page.screenshot();
		alike = next.equals(picture) ? alike + 1 : 0;
		picture = next;
		return alike;
	};
	await expect.poll(look, { intervals: [400], timeout: 20_000 }).toBeGreaterThanOrEqual(2);
	return picture;
}

/** Pixels of two pictures that differ by more than the rasteriser's rounding (2 of 255 in a channel). */
async function countDifferentPixels(browser: Browser, first: Buffer, second: Buffer): Promise<number> {
	const page = await browser.newPage();
	const sources = [first, second].map((picture) => `data:image/png;base64,${picture.toString("base64")}`);
	const count = await page.evaluate(async (urls) => {
		const [a, b] = await Promise.all(
			urls.map(async (url) => {
				const image = await createImageBitmap(await (await fetch(url)).blob());
				const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
				context?.drawImage(image, 0, 0);
				return context?.getImageData(0, 0, image.width, image.height).data ?? new Uint8ClampedArray();
			}),
		);
		const differs = (value: number, index: number) => Math.abs(value - (b?.[index] ?? -1)) > 2;
		return a?.length === b?.length ? Array.from(a ?? []).filter(differs).length : Number.POSITIVE_INFINITY;
	}, sources);
	await page.close();
	return count;
}

/** What may differ between two views of one state: how long the answer took, and whether data is flowing right now. */
function hideVolatile(page: Page): Promise<void> {
	return page.evaluate(() => {
		for (const element of document.querySelectorAll<HTMLElement>("[role=status], output, nav a[href='/status']"))
			element.style.visibility = "hidden";
	});
}

test("Back closes the drawer, then returns to the list where it was scrolled", async ({ page }) => {
	await page.goto(`${stack.ui}/traces?${range}`);
	const region = page.getByRole("region", { name: /Traces/ });
	await expect(region.getByRole("link").first()).toBeVisible();
	const scrolled = await scrollListTo(page, 1_500);
	expect(scrolled).toBeGreaterThan(1_000);
	await clickVisibleTrace(page);
	await page.getByRole("figure", { name: "Flame view" }).waitFor();
	await page.keyboard.press("ArrowDown");
	await page.keyboard.press("Enter");
	await expect(page.getByRole("complementary")).toBeVisible();
	await page.goBack();
	if (page.url().includes("/t/")) await page.goBack();
	await expect(region.getByRole("link").first()).toBeVisible();
	await expect.poll(() => scrollListTo(page, undefined)).toBe(scrolled);
});

/** Scroll whatever element scrolls the list (or only read); answers its position. */
function scrollListTo(page: Page, top: number | undefined): Promise<number> {
	return page.evaluate(async (wanted) => {
		const link = document.querySelector("main a[href^='/t/']");
		let box = link?.parentElement ?? null;
		while (box !== null && (box.scrollHeight <= box.clientHeight + 1 || getComputedStyle(box).overflowY === "visible"))
			box = box.parentElement;
		const target = box ?? document.scrollingElement;
		if (target === null) return -1;
		if (wanted !== undefined) target.scrollTop = wanted;
		await new Promise((resolve) => setTimeout(resolve, 300));
		return Math.round(target.scrollTop);
	}, top);
}

/** Click the row in the middle of the window, wherever the list stands. */
async function clickVisibleTrace(page: Page): Promise<void> {
	await page.mouse.click(500, 500);
}

test("the search field stands at the same place on every page, and nothing reaches into it", async ({ page }) => {
	await page.setViewportSize({ width: 1280, height: 720 });
	const places = new Set<number>();
	for (const path of ["/traces?from=1700000000000&to=1700090000000", "/services", "/metrics", "/status", "/connect", `/t/${storyId}`]) {
		await page.goto(stack.ui + path);
		const field = page.getByRole("button", { name: "Search or jump" });
		const box = await field.boundingBox();
		const before = await field.evaluate((button) => button.previousElementSibling?.lastElementChild?.getBoundingClientRect().right ?? 0);
		const after = await field.evaluate((button) => button.parentElement?.lastElementChild?.getBoundingClientRect().left ?? 0);
		expect(box?.width).toBe(220);
		expect(box?.x).toBeGreaterThan(before);
		expect(after).toBeGreaterThan((box?.x ?? 0) + 220);
		places.add(box?.x ?? 0);
	}
	expect(places.size).toBe(1);
});

test("works at the width of a phone, without sideways scrolling", async ({ browser }) => {
	const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
	const page = await context.newPage();
	for (const path of [`/traces?${range}`, `/t/${storyId}`, "/connect"]) {
		await page.goto(`${stack.ui}${path}`);
		await page.waitForTimeout(600);
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
	}
	await context.close();
});
