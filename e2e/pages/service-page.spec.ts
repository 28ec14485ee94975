/** The page of a service in a real browser: latency as cells that lead to their traces and are explained, two versions beside each other. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { sendSlowCallee } from "../support/slow-callee.ts";
import { createDataFolder, removeDataFolder, type Stack, startStack } from "../support/stack.ts";

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

const PLOT = { left: 58, right: 16, top: 22, bottom: 22 } as const;

/** The cells, and the place of a share of their width and height in the window. */
async function heatmap(page: Page): Promise<{ readonly cells: Locator; readonly at: (x: number, y: number) => { x: number; y: number } }> {
	await page.goto(`${stack.ui}/services/payment?view=heatmap&${range}`);
	const cells = page.getByRole("application", { name: "Latency", exact: true });
	await expect(page.getByText("240 requests between")).toBeAttached();
	const box = await cells.boundingBox();
	if (box === null) throw new Error("no heatmap");
	const [width, height] = [box.width - PLOT.left - PLOT.right, box.height - PLOT.top - PLOT.bottom];
	return { cells, at: (x, y) => ({ x: box.x + PLOT.left + x * width, y: box.y + PLOT.top + y * height }) };
}

test("a cell of the heatmap leads to the traces that it counts", async ({ page }) => {
	const { cells } = await heatmap(page);
	await cells.focus();
	// twelve minutes, of which ten have requests: in the last of them twelve times three attempts
	for (const key of ["ArrowUp", "ArrowLeft", "ArrowLeft"]) await page.keyboard.press(key);
	const reading = page.getByRole("status").getByText(/^\d+ of 36 in this interval/);
	await expect(reading).toBeVisible();
	while ((await reading.textContent())?.startsWith("0 of")) await page.keyboard.press("ArrowDown");
	const [count = ""] = /^\d+/.exec((await reading.textContent()) ?? "") ?? [];
	expect(Number(count)).toBeGreaterThan(0);
	await page.keyboard.press("Enter");
	const popover = page.getByRole("dialog", { name: /^Traces near/ });
	await expect(popover.getByRole("link", { name: /^Open trace/ }).first()).toBeFocused();
	await popover.getByRole("link", { name: "All requests of this cell, longest first" }).click();
	await expect(page).toHaveURL(/view=spans/);
	await expect(page.getByText(new RegExp(`^${count} spans`)).first()).toBeVisible();
});

test("a drag over the slow cells says what they have in common, and Back takes it away", async ({ page }) => {
	const { at } = await heatmap(page);
	const [from, to] = [at(0.5, 0.02), at(0.8, 0.3)];
	await page.mouse.move(from.x, from.y);
	await page.mouse.down();
	await page.mouse.move(to.x, to.y, { steps: 4 });
	await page.mouse.up();
	const panel = page.getByRole("complementary", { name: "Explain" });
	await expect(panel.getByRole("button", { name: /v42/ }).first()).toBeVisible();
	await expect(page).toHaveURL(/view=heatmap&tab=explain&sel=\d+-\d+_\d+-\d+/);
	await page.reload();
	await expect(panel.getByRole("button", { name: /v42/ }).first()).toBeVisible();
	await page.goBack();
	await expect(panel).toBeHidden();
});

test("GP2: from the change on the overview to the operations that regressed, in one click", async ({ page }) => {
	await page.goto(`${stack.ui}/?${range}`);
	await page.getByRole("link", { name: /payment v41 → v42/ }).click();
	await expect(page).toHaveURL(/\/services\/payment\/versions\?a=v41&b=v42/);
	const first = page.getByRole("table", { name: "v42 against v41" }).getByRole("row").nth(1);
	await expect(first).toContainText("Payment/Pay");
	await expect(first).toContainText("60180");
	await expect(first).toContainText("▲");
	await expect(page.getByRole("region", { name: "Errors that only v42 has" }).getByRole("listitem")).toHaveCount(1);
	await expect(page.getByRole("table", { name: "Versions" })).toContainText("1 error");
});

for (const colorScheme of ["dark", "light"] as const) {
	test(`axe finds nothing serious, ${colorScheme}`, async ({ browser }) => {
		const context = await browser.newContext({ colorScheme });
		const page = await context.newPage();
		for (const path of ["/services/payment/versions?a=v41&b=v42", "/services/payment?view=heatmap"]) {
			await page.goto(`${stack.ui}${path}&${range}`);
			await expect(page.getByRole("table").nth(1)).toBeVisible();
			const { violations } = await new AxeBuilder({ page }).analyze();
			const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
			expect(serious.map(({ id, nodes }) => `${path} ${id} ${nodes[0]?.html}`)).toEqual([]);
		}
		await context.close();
	});
}
