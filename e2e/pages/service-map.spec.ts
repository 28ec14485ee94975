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
let past: string;

test.beforeAll(async () => {
	// payment v42 is a deploy because it arrives five minutes after v41
	const [folder, nowMs] = [createDataFolder(), Date.now()];
	const earlier = await startStack({ folder, env: { SPANGLASS_TEST_CLOCK_OFFSET_MS: "-300000" } });
	await sendSlowCallee(earlier, { nowMs, part: "calm" });
	await earlier.stop();
	stack = await startStack({ folder });
	const startMs = await sendSlowCallee(stack, { nowMs, part: "slow" });
	range = `from=${startMs}&to=${startMs + 720_000}`;
	past = `from=${startMs}&to=${startMs + 540_000}`;
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

/** What the collector keeps of the places of all environments. */
async function keptPlaces(): Promise<Readonly<Record<string, readonly [number, number]>>> {
	const answer = await fetch(`${stack.ui}/api/spanglass/v1/documents/map`);
	const { data } = (await answer.json()) as {
		readonly data: readonly { readonly id: string; readonly json: { readonly nodes: readonly [string, number, number][] } }[];
	};
	const nodes = data.find(({ id }) => id === "all")?.json.nodes ?? [];
	return Object.fromEntries(nodes.map(([id, x, y]) => [id, [x, y]]));
}

/** The drawn map's pixels as one number. */
function picture(page: Page): Promise<number> {
	return map(page)
		.locator("canvas")
		.first()
		.evaluate((canvas: HTMLCanvasElement) => {
			const pixels = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
			let hash = 0;
			for (const value of pixels) hash = (Math.imul(hash, 31) + value) | 0;
			return hash;
		});
}

/** A value that is the same twice in a row. */
async function settled(read: () => Promise<number>): Promise<number> {
	let last = Number.NaN;
	await expect
		.poll(async () => {
			const before = last;
			last = await read();
			return last === before;
		})
		.toBe(true);
	return last;
}

const WINDOW = { viewport: { width: 1440, height: 900 } } as const;

test("the collector keeps the places: no node moves on refresh, on reload, in another browser, or when a service comes", async ({
	page,
	browser,
}) => {
	// minutes that are over, so that the numbers are the same each time
	const path = `${stack.ui}/map?${past}`;
	await page.goto(path);
	await drawnMap(page);
	await expect.poll(async () => Object.keys(await keptPlaces()).length).toBeGreaterThanOrEqual(7);
	const before = await keptPlaces();
	await page.reload();
	await drawnMap(page);
	await page.evaluate(() => document.fonts.ready);
	const drawn = await settled(() => picture(page));
	await page.reload();
	await drawnMap(page);
	await expect.poll(() => picture(page)).toBe(drawn);
	const other = await browser.newContext(WINDOW);
	const second = await other.newPage();
	await second.goto(path);
	await drawnMap(second);
	await expect.poll(() => picture(second)).toBe(drawn);
	await other.close();
	await sendHttp(stack.http, "traces", traceRequest(1, "newcomer"), { type: "application/x-protobuf" });
	await page.goto(`${stack.ui}/map?from=now-30m&to=now`);
	await expect
		.poll(async () => {
			await page.keyboard.press("r");
			return Object.keys(await keptPlaces()).some((id) => id.includes("newcomer"));
		})
		.toBe(true);
	expect(await keptPlaces()).toMatchObject(before);
});

test("a dragged node stays where it is put, for everybody; of two browsers that move nodes both have their way; tidy can be taken back", async ({
	page,
	browser,
}) => {
	const path = `${stack.ui}/map?${range}`;
	const other = await browser.newContext(WINDOW);
	const second = await other.newPage();
	for (const one of [page, second]) {
		await one.goto(path);
		await drawnMap(one);
	}
	const before = await keptPlaces();
	const moveByKeys = async (one: Page, steps: readonly string[]): Promise<void> => {
		await map(one).focus();
		for (const key of steps) await one.keyboard.press(key);
	};
	// the leftmost node in one browser, the one that it calls in the other, which has not heard of the first move
	await moveByKeys(page, ["ArrowRight", "Shift+ArrowUp"]);
	await expect.poll(async () => movedIds(before, await keptPlaces()).length).toBe(1);
	await moveByKeys(second, ["ArrowRight", "ArrowRight", "ArrowRight", "Shift+ArrowDown"]);
	await expect.poll(async () => movedIds(before, await keptPlaces()).length).toBe(2);
	await expect(second.getByText("Someone else moved nodes meanwhile")).toBeVisible();
	await other.close();
	const both = await keptPlaces();
	const box = await map(page).boundingBox();
	if (box === null) throw new Error("no map");
	await page.reload();
	await drawnMap(page);
	const spot = await nodeSpot(page, box);
	await page.mouse.move(spot.x, spot.y);
	await page.mouse.down();
	await page.mouse.move(spot.x + 40, spot.y + 90, { steps: 5 });
	await page.mouse.up();
	await expect.poll(async () => movedIds(both, await keptPlaces()).length).toBe(1);
	await expect(page).toHaveURL(path);
	const dragged = await keptPlaces();
	await page.getByRole("button", { name: "Tidy", exact: true }).click();
	await expect.poll(async () => movedIds(dragged, await keptPlaces()).length).toBeGreaterThan(0);
	await page.getByRole("button", { name: "Undo tidy" }).click();
	await expect.poll(keptPlaces).toEqual(dragged);
});

function movedIds(
	before: Readonly<Record<string, readonly number[]>>,
	after: Readonly<Record<string, readonly number[]>>,
): readonly string[] {
	return Object.keys(before).filter((id) => String(before[id]) !== String(after[id]));
}

/** Somewhere on a node: where the reading names a kind of node. */
async function nodeSpot(page: Page, box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }) {
	for (let y = box.y + 40; y < box.y + box.height - 40; y += 16) {
		for (let x = box.x + 40; x < box.x + box.width - 40; x += 40) {
			await page.mouse.move(x, y);
			if (await page.locator("[class*=reading]").filter({ hasText: "service" }).isVisible()) return { x, y };
		}
	}
	throw new Error("no node is drawn");
}

test("a window on the range by keys and by dragging; nothing of the map goes; Back returns", async ({ page }) => {
	await page.goto(`${stack.ui}/map?${past}`);
	const graph = await drawnMap(page);
	const label = await graph.getAttribute("aria-label");
	const slider = page.getByRole("slider");
	await slider.focus();
	await page.keyboard.press("End");
	await expect(page).toHaveURL(/[?&]at=\d+\.\.\d+/);
	const first = page.url();
	await page.keyboard.press("ArrowLeft");
	await expect(page).not.toHaveURL(first);
	expect(await map(page).getAttribute("aria-label")).toBe(label);
	await page.keyboard.press("Escape");
	await expect(page).not.toHaveURL(/[?&]at=/);
	const box = await slider.boundingBox();
	if (box === null) throw new Error("no scrubber");
	await page.mouse.move(box.x + box.width * 0.3, box.y + 20);
	await page.mouse.down();
	await page.mouse.move(box.x + box.width * 0.6, box.y + 20, { steps: 4 });
	await page.mouse.up();
	await expect(page).toHaveURL(/[?&]at=/);
	await expect(page.getByRole("button", { name: "Set as A" })).toBeVisible();
	await page.goBack();
	await expect(page).not.toHaveURL(/[?&]at=/);
});

test("A/B: what changed since the window before is listed, each entry a way to its edge, and a window can be A", async ({ page }) => {
	const startMs = Number(/from=(\d+)/.exec(past)?.[1]);
	await page.goto(`${stack.ui}/map?layer=lat&at=${startMs + 300_000}..${startMs + 480_000}&${past}`);
	await drawnMap(page);
	await page.getByRole("button", { name: "Compare A/B" }).click();
	await expect(page).toHaveURL(/[?&]cmp=prev/);
	const list = page.getByRole("complementary", { name: "What changed" });
	const row = list.getByRole("link").filter({ hasText: "checkout" }).filter({ hasText: "payment" });
	await expect(row).toContainText("▲10.4×");
	await row.click();
	await expect(page.getByRole("complementary", { name: "From checkout to payment" })).toBeVisible();
	await page.keyboard.press("Escape");
	await expect(list).toBeVisible();
	await page.getByRole("button", { name: "Set as A" }).click();
	await expect(page).toHaveURL(new RegExp(`[?&]cmp=${startMs + 300_000}..${startMs + 480_000}`));
	await expect(list).toContainText("No edge changed beyond noise.");
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
