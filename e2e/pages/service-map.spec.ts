/** The page of a service and the map in a real browser over real calls: a spike leads to its trace, a caller to its numbers; nothing moves. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { sendHttp } from "../support/otlp-client.ts";
import { sendSlowCallee } from "../support/slow-callee.ts";
import { createDataFolder, removeDataFolder, type Stack, startStack } from "../support/stack.ts";
import { traceRequest } from "../support/synthetic.ts";

const KB = 1000;
let stack: Stack;
let range: string;

test.beforeAll(async () => {
	// payment v42 is a deploy because it arrives five minutes after v41
	const [folder, nowMs] = [createDataFolder(), Date.now()];
	const earlier = await startStack({ folder, env: { SPANGLASS_TEST_CLOCK_OFFSET_MS: "-300000" } });
	await sendSlowCallee(earlier, { nowMs, part: "calm" });
	await earlier.stop();
	stack = await startStack({ folder });
	const startMs = await sendSlowCallee(stack, { nowMs, part: "slow" });
	range = `from=${startMs}&to=${startMs + 720_000}`;
});
test.afterAll(async () => {
	await stack.stop();
	removeDataFolder(stack.folder);
});

/** Counts what a reader does: presses and Enter; reading, pointing and scrolling cost nothing. */
function counted(page: Page) {
	let clicks = 0;
	return {
		clicks: (): number => clicks,
		on: async (target: Locator): Promise<void> => {
			clicks++;
			await target.click();
		},
		at: async (x: number, y: number): Promise<void> => {
			clicks++;
			await page.mouse.click(x, y);
		},
	};
}

/** Pixels that are painted in a canvas: 0 until something is drawn. */
function paintedPixels(canvas: Locator): Promise<number> {
	return canvas.evaluate((element: HTMLCanvasElement) => {
		const pixels = element.getContext("2d")?.getImageData(0, 0, element.width, element.height).data ?? new Uint8ClampedArray();
		const [red, green, blue] = [pixels[0], pixels[1], pixels[2]];
		let painted = 0;
		for (let at = 0; at < pixels.length; at += 4) if (pixels[at] !== red || pixels[at + 1] !== green || pixels[at + 2] !== blue) painted++;
		return painted;
	});
}

const chart = (page: Page, name: string): Locator => page.getByRole("application", { name, exact: true });
const map = (page: Page): Locator => page.getByRole("application", { name: /^Service map/ });

async function drawnChart(page: Page): Promise<Locator> {
	const latency = chart(page, "Latency");
	await expect.poll(() => paintedPixels(latency.locator("canvas"))).toBeGreaterThan(1_000);
	return latency;
}

async function drawnMap(page: Page): Promise<Locator> {
	const graph = map(page);
	await expect.poll(() => paintedPixels(graph.locator("canvas").first())).toBeGreaterThan(3_000);
	return graph;
}

test("GP3: from the list over the spike of the latency to its trace on the critical path, in three clicks", async ({ page }) => {
	await page.goto(`${stack.ui}/services?${range}`);
	const reader = counted(page);
	await reader.on(page.locator("[data-index]").filter({ hasText: "checkout" }));
	await expect(page).toHaveURL(`${stack.ui}/services/checkout?${range}`);
	const box = await (await drawnChart(page)).boundingBox();
	if (box === null) throw new Error("no latency chart");
	await expect(page.getByText("payment v42").first()).toBeVisible();
	await reader.at(box.x + box.width * 0.7, box.y + 40);
	const popover = page.getByRole("dialog", { name: /^Traces near p99 1\.2/ });
	await expect(popover.getByRole("link", { name: /^Open trace/ })).toHaveCount(4);
	await reader.on(popover.getByRole("link", { name: /^Open trace/ }).first());
	await expect(page).toHaveURL(/\/t\/c0ffee[0-9a-f]+\?span=[0-9a-f]{16}&cp=1/);
	await expect(page.getByRole("button", { name: /^critical path/i })).toHaveAttribute("aria-pressed", "true");
	expect(reader.clicks()).toBe(3);
	await page.goBack();
	await expect(page).toHaveURL(`${stack.ui}/services/checkout?${range}`);
});

test("GP3 by keys alone", async ({ page }) => {
	await page.goto(`${stack.ui}/services/checkout?${range}`);
	await (await drawnChart(page)).focus();
	for (const key of ["ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowDown", "ArrowDown", "Enter"]) await page.keyboard.press(key);
	const popover = page.getByRole("dialog", { name: /^Traces near p99/ });
	const first = popover.getByRole("link", { name: /^Open trace/ }).first();
	await expect(first).toBeVisible();
	await page.keyboard.press("Escape");
	await expect(popover).toBeHidden();
	await expect(chart(page, "Latency")).toBeFocused();
	for (const key of ["ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft", "Enter"]) await page.keyboard.press(key);
	await expect(first).toBeFocused();
	await page.keyboard.press("Enter");
	await expect(page).toHaveURL(/\/t\/c0ffee.*cp=1/);
});

test("GP5: the callers stand above the fold, and a row opens the numbers of its edge, in two clicks", async ({ page }) => {
	await page.goto(`${stack.ui}/services?${range}`);
	const reader = counted(page);
	await reader.on(page.locator("[data-index]").filter({ hasText: "checkout" }));
	const callers = page.getByRole("region", { name: "Callers" });
	await expect(callers.getByRole("row")).toHaveCount(3);
	await expect(callers).toContainText("75%");
	const box = await callers.boundingBox();
	expect((box?.y ?? 900) + (box?.height ?? 0)).toBeLessThan(900);
	await reader.on(callers.getByRole("link", { name: /gateway/ }));
	const drawer = page.getByRole("complementary", { name: "From gateway to checkout" });
	await expect(drawer).toContainText(/8\.\d+\/min/);
	await expect(drawer.getByRole("link", { name: /^Open trace/ })).toHaveCount(3);
	await expect(page).toHaveURL(/\/map\?focus=checkout&hops=1&sel=edge:gateway%3Echeckout&from=/);
	expect(reader.clicks()).toBe(2);
	await drawer.getByRole("link", { name: "All its traces" }).click();
	await expect(page).toHaveURL(/\/traces\?q=service:%22gateway%22\+%3E\+service:%22checkout%22/);
	await expect(page.locator("[data-index='0']")).toBeVisible();
});

test("a cursor in one chart is a cursor in all, a drag zooms, Back returns", async ({ page }) => {
	await page.goto(`${stack.ui}/services/checkout?${range}`);
	const box = await (await drawnChart(page)).boundingBox();
	if (box === null) throw new Error("no latency chart");
	await page.mouse.move(box.x + box.width / 2, box.y + 80);
	await expect(chart(page, "Rate").locator("[class*=crosshair]")).toHaveCount(1);
	await page.mouse.down();
	await page.mouse.move(box.x + box.width * 0.7, box.y + 80, { steps: 4 });
	await page.mouse.up();
	await expect(page).not.toHaveURL(`${stack.ui}/services/checkout?${range}`);
	await page.goBack();
	await expect(page).toHaveURL(`${stack.ui}/services/checkout?${range}`);
});

test("the map: nodes lead to their services, edges to their numbers; keys go along the edges", async ({ page }) => {
	await page.goto(`${stack.ui}/map?${range}`);
	const graph = await drawnMap(page);
	await graph.focus();
	for (const key of ["ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
	await expect(page.getByRole("status").filter({ hasText: /user calls/ })).toHaveCount(1);
	await page.keyboard.press("Enter");
	await expect(page).toHaveURL(/sel=edge:user::user%3E/);
	await page.keyboard.press("Escape");
	await page.keyboard.press("Escape");
	await expect(page).toHaveURL(`${stack.ui}/map?${range}`);
	await page.goto(`${stack.ui}/map?focus=checkout&hops=1&sel=edge:checkout%3Epayment&${range}`);
	await expect(page.getByRole("complementary", { name: "From checkout to payment" })).toContainText("RPC");
	await page.keyboard.press("b");
	const table = page.getByRole("table", { name: "Edges" });
	await expect(table.getByRole("row")).toHaveCount(5);
	await page.keyboard.press("b");
	await drawnMap(page);
});

test("no node moves on refresh, on reload, or when a service comes", async ({ page }) => {
	const places = async (): Promise<Readonly<Record<string, readonly number[]>>> =>
		page.evaluate(
			() => (JSON.parse(localStorage.getItem("spanglass.map") ?? "{}") as { ""?: { p: Record<string, number[]> } })[""]?.p ?? {},
		);
	await page.goto(`${stack.ui}/map?from=now-30m&to=now`);
	await drawnMap(page);
	const before = await places();
	expect(Object.keys(before).length).toBeGreaterThanOrEqual(7);
	await page.reload();
	await drawnMap(page);
	expect(await places()).toEqual(before);
	await sendHttp(stack.http, "traces", traceRequest(1, "newcomer"), { type: "application/x-protobuf" });
	await expect
		.poll(async () => {
			await page.keyboard.press("r");
			return Object.keys(await places()).some((id) => id.includes("newcomer"));
		})
		.toBe(true);
	expect(await places()).toMatchObject(before);
});

test("both pages keep to the policy, to their bytes, and nothing shifts", async ({ page }) => {
	const problems: string[] = [];
	page.on("pageerror", (error) => problems.push(error.message));
	page.on("console", (message) => {
		if (message.type() === "error") problems.push(message.text());
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
	await page.addInitScript(() => {
		Object.assign(window, { shift: 0 });
		new PerformanceObserver((list) => {
			for (const entry of list.getEntries())
				(window as unknown as { shift: number }).shift += (entry as unknown as { value: number }).value;
		}).observe({ type: "layout-shift", buffered: true });
	});
	const shift = (): Promise<number> => page.evaluate(() => (window as unknown as { shift: number }).shift);
	await page.goto(`${stack.ui}/services/checkout?${range}`);
	await drawnChart(page);
	expect(await shift()).toBeLessThan(0.02);
	await page.goto(`${stack.ui}/map?focus=checkout&${range}`);
	await drawnMap(page);
	expect(await shift()).toBe(0);
	expect(problems).toEqual([]);
	for (const chunk of ["ServicePage", "MapPage"]) {
		const bytes = [...sizes].reduce((sum, [name, size]) => sum + (name.startsWith(chunk) && name.endsWith(".js") ? size : 0), 0);
		expect(bytes, chunk).toBeGreaterThan(3 * KB);
		expect(bytes, chunk).toBeLessThanOrEqual(60 * KB);
	}
});

for (const colorScheme of ["dark", "light"] as const) {
	test(`axe finds nothing serious, ${colorScheme}`, async ({ browser }) => {
		const context = await browser.newContext({ colorScheme });
		const page = await context.newPage();
		for (const path of [
			"/services/checkout",
			"/services/checkout/errors",
			"/map?focus=checkout&sel=edge:checkout%3Epayment",
			"/map?view=table",
		]) {
			await page.goto(`${stack.ui}${path}${path.includes("?") ? "&" : "?"}${range}`);
			await expect(page.locator("table, canvas").first()).toBeVisible();
			const { violations } = await new AxeBuilder({ page }).analyze();
			const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
			expect(serious.map(({ id, nodes }) => `${path} ${id} ${nodes[0]?.html}`)).toEqual([]);
		}
		await context.close();
	});
}
