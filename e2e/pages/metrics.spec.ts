/** The metrics page in a real browser over real metrics: the chart is drawn under the content policy, and everything it reacts to works. */
import { expect, type Locator, type Page, test } from "@playwright/test";
import { removeDataFolder, type Stack, startStack } from "../support/stack.ts";
import { sendStory } from "../support/story.ts";
import { STORY_METRICS, sendStoryMetrics } from "../support/story-metrics.ts";

const KB = 1000;
let stack: Stack;
let storyId: string;

test.beforeAll(async () => {
	stack = await startStack();
	await sendStoryMetrics(stack);
	storyId = await sendStory(stack);
});
test.afterAll(async () => {
	await stack.stop();
	removeDataFolder(stack.folder);
});

const chartOf = (page: Page): Locator => page.getByRole("application");

/** Pixels of the drawing that are not background, by the colour that most of them have in common: 0 until something is drawn. */
async function paintedPixels(page: Page): Promise<number> {
	return page.evaluate(() => {
		const canvas = document.querySelector<HTMLCanvasElement>("[role=application] canvas");
		const pixels = canvas?.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
		let painted = 0;
		for (let at = 3; at < pixels.length; at += 4) if ((pixels[at] ?? 0) > 0) painted++;
		return painted;
	});
}

async function openChart(page: Page, search: string): Promise<void> {
	await page.goto(`${stack.ui}/metrics${search}`);
	await expect.poll(() => paintedPixels(page)).toBeGreaterThan(2_000);
}

test("opens with how long requests take, drawn without a violation of the policy, within its bytes", async ({ page }) => {
	const violations: string[] = [];
	page.on("pageerror", (error) => violations.push(error.message));
	page.on("console", (message) => {
		if (message.type() === "error") violations.push(message.text());
	});
	const sizes = new Map<string, number>();
	const session = await page.context().newCDPSession(page);
	await session.send("Network.enable");
	const urls = new Map<string, string>();
	session.on("Network.responseReceived", ({ requestId, response }) => urls.set(requestId, response.url));
	session.on("Network.dataReceived", ({ requestId, encodedDataLength }) => {
		const name = urls.get(requestId)?.split("/").at(-1) ?? "";
		sizes.set(name, (sizes.get(name) ?? 0) + encodedDataLength);
	});
	await openChart(page, "");
	await expect(page).toHaveURL(new RegExp(`m=${STORY_METRICS.duration}$`));
	expect(violations).toEqual([]);
	const bytes = (prefix: string): number => [...sizes].reduce((sum, [name, size]) => sum + (name.startsWith(prefix) ? size : 0), 0);
	expect(bytes("echarts")).toBeGreaterThan(50 * KB);
	expect(bytes("echarts")).toBeLessThanOrEqual(235 * KB);
	expect(bytes("MetricsPage")).toBeGreaterThan(1 * KB);
	expect(bytes("MetricsPage")).toBeLessThanOrEqual(60 * KB);
});

test("a dragged range goes into the address and Back brings the former one", async ({ page }) => {
	await openChart(page, `?m=${STORY_METRICS.orders}`);
	const before = page.url();
	const box = (await chartOf(page).boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
	await page.mouse.move(box.x + box.width * 0.4, box.y + 80);
	await page.mouse.down();
	await page.mouse.move(box.x + box.width * 0.6, box.y + 90, { steps: 5 });
	await page.mouse.up();
	await expect(page).toHaveURL(/from=\d{13}&to=\d{13}/);
	await page.goBack();
	await expect(page).toHaveURL(before);
});

test("the keys read, select, zoom and show the table", async ({ page }) => {
	await openChart(page, `?m=${STORY_METRICS.memory}`);
	await chartOf(page).focus();
	await page.keyboard.press("ArrowLeft");
	await page.keyboard.press("ArrowLeft");
	await expect(chartOf(page).getByRole("status")).toContainText(/MiB/);
	await page.keyboard.press("b");
	await expect(page.getByRole("table", { name: new RegExp(STORY_METRICS.memory) }).first()).toContainText("MiB");
	await page.keyboard.press("b");
	await expect(chartOf(page)).toBeFocused();
	for (const key of ["ArrowLeft", "Shift+ArrowLeft", "Shift+ArrowLeft", "z"]) await page.keyboard.press(key);
	await expect(page).toHaveURL(/from=\d{13}&to=\d{13}/);
});

test("a restart is said, and a split has a line for each value", async ({ page }) => {
	await openChart(page, `?m=${STORY_METRICS.orders}`);
	await expect(page.getByText("↺ 1 reset")).toBeVisible();
	await page.getByRole("button", { name: /Split by/ }).click();
	await page
		.getByRole("menuitemradio", { name: /service/ })
		.first()
		.click();
	await expect(page).toHaveURL(/by=service/);
	await expect(page.getByRole("button", { name: /^checkout/ })).toBeVisible();
	await expect(page.getByRole("button", { name: /^payment/ })).toBeVisible();
});

test("a sample leads into its trace at its span", async ({ page }) => {
	await openChart(page, `?m=${STORY_METRICS.duration}`);
	await page
		.getByRole("link", { name: /Open trace 4bf92f35/ })
		.first()
		.click();
	await expect(page).toHaveURL(new RegExp(`/t/${storyId}\\?span=7a00000000000061`));
});

test("the theme is drawn at once", async ({ page }) => {
	await page.emulateMedia({ colorScheme: "dark" });
	await openChart(page, `?m=${STORY_METRICS.orders}`);
	const lineColor = async (): Promise<string> =>
		page.evaluate(() => {
			const canvas = document.querySelector<HTMLCanvasElement>("[role=application] canvas");
			const pixels = canvas?.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
			const counts = new Map<string, number>();
			for (let at = 0; at < pixels.length; at += 4) {
				const [red = 0, green = 0, blue = 0, alpha = 0] = pixels.subarray(at, at + 4);
				if (alpha === 255 && blue - red > 60) counts.set(`${red},${green},${blue}`, (counts.get(`${red},${green},${blue}`) ?? 0) + 1);
			}
			return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "none";
		});
	expect(await lineColor()).toBe("106,166,255");
	await page.emulateMedia({ colorScheme: "light" });
	await expect.poll(lineColor).toBe("31,95,224");
});

test("on a phone the catalog is first and Back returns to it", async ({ page }) => {
	await page.setViewportSize({ width: 390, height: 844 });
	await page.goto(`${stack.ui}/metrics`);
	await page.getByRole("link", { name: new RegExp(STORY_METRICS.queue) }).click();
	await expect(chartOf(page)).toBeVisible();
	await expect(page.getByRole("searchbox")).toHaveCount(0);
	await page.goBack();
	await expect(page.getByRole("searchbox", { name: "Search metrics" })).toBeVisible();
});
