/** GP8 in a real browser: an instance stops sending, and its last words are two clicks away. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { sendBothInstances, sendOneInstance } from "../support/lost-instance.ts";
import { createDataFolder, removeDataFolder, type Stack, startStack } from "../support/stack.ts";

const AGO_MS = 600_000;
let stack: Stack;

test.beforeAll(async () => {
	// both instances arrive ten minutes ago, by the collector's clock; now only one of them
	const folder = createDataFolder();
	const earlier = await startStack({ folder, env: { SPANGLASS_TEST_CLOCK_OFFSET_MS: String(-AGO_MS) } });
	await sendBothInstances(earlier, Date.now() - AGO_MS);
	await earlier.stop();
	stack = await startStack({ folder });
	await sendOneInstance(stack, Date.now());
});
test.afterAll(async () => {
	await stack.stop();
	removeDataFolder(stack.folder);
});

test("GP8: the overview counts one lost instance, its service lists it alone, a row shows its last words", async ({ page }) => {
	await page.goto(`${stack.ui}/`);
	let clicks = 0;
	const on = async (name: string): Promise<void> => {
		clicks++;
		await page.getByRole("link", { name, exact: true }).click();
	};
	await on("1 lost");
	await expect(page).toHaveURL(/\/services\/cart\/instances\?state=lost/);
	const rows = page.getByRole("table", { name: "Instances" }).getByRole("row");
	await expect(rows).toHaveCount(2);
	await on("lost cart-2");
	const words = page.getByRole("complementary", { name: "Last words of cart-2" });
	await expect(words.getByRole("region", { name: "Last logs" })).toContainText(/heap nearly full.*cart loaded/);
	await expect(words.getByRole("region", { name: "Last spans" }).getByRole("link", { name: /^Open trace/ })).toHaveCount(2);
	await expect(words.getByRole("region", { name: "Runtime, last values" })).toContainText(/process\.memory\.usage488/);
	await expect(words).toContainText("v7");
	await expect(words).toContainText("node-2");
	expect(clicks).toBe(2);
	await page.reload();
	await expect(words).toContainText("heap nearly full");
	await page.keyboard.press("Escape");
	await expect(words).toBeHidden();
	await page.goBack();
	await expect(words).toBeVisible();
});

test("the insight leads there in one click, and the same number stands on the service's page", async ({ page }) => {
	await page.goto(`${stack.ui}/`);
	await page.getByRole("link", { name: "Last words: cart: instance cart-2 lost" }).click();
	await expect(page.getByRole("complementary", { name: "Last words of cart-2" })).toBeVisible();
	await expect(page.getByRole("region", { name: "Instances" })).toContainText("1 live");
	await expect(page.getByRole("region", { name: "Instances" })).toContainText("1 lost");
	const { violations } = await new AxeBuilder({ page }).analyze();
	const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
	expect(serious.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([]);
});
