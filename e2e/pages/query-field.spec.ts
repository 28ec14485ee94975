/** The query field against the real collector: completion by keyboard, what is wrong, single spans. */
import { expect, type Page, test } from "@playwright/test";
import { sendHttp } from "../support/otlp-client.ts";
import { removeDataFolder, type Stack, startStack } from "../support/stack.ts";
import { sendStory } from "../support/story.ts";
import { traceRequest } from "../support/synthetic.ts";

let stack: Stack;

test.beforeAll(async () => {
	stack = await startStack();
	for (let number = 1; number <= 20; number++) {
		await sendHttp(stack.http, "traces", traceRequest(number, `service-${number % 2}`), { type: "application/x-protobuf" });
	}
	await sendStory(stack);
});
test.afterAll(async () => {
	await stack.stop();
	removeDataFolder(stack.folder);
});

const field = (page: Page) => page.getByRole("combobox", { name: "Query" });
const options = (page: Page) => page.getByRole("listbox").getByRole("option");

test("completes a key, then a value, and runs the query", async ({ page }) => {
	await page.goto(`${stack.ui}/traces`);
	await field(page).pressSequentially("http.resp");
	await expect(options(page).first()).toContainText("http.response.status_code");
	await page.keyboard.press("Tab");
	await expect(field(page)).toHaveValue("http.response.status_code:");
	await expect(options(page).first()).toContainText(/\d/);
	await page.keyboard.press("ArrowDown");
	await page.keyboard.press("Enter");
	await expect(field(page)).toHaveValue(/^http\.response\.status_code:\d+ $/);
	await page.keyboard.press("Enter");
	await expect(page).toHaveURL(/q=http\.response\.status_code:\d+/);
	await expect(page.locator("main a[href^='/t/']").first()).toBeVisible();
});

test("values come with counts, the field keeps the focus, Esc closes the list first", async ({ page }) => {
	await page.goto(`${stack.ui}/logs`);
	await field(page).pressSequentially("level:");
	await expect(options(page)).toHaveText([/^warn\d+$/, /^info\d+$/, /^error\d+$/]);
	await page.keyboard.press("Escape");
	await expect(page.getByRole("listbox")).toHaveCount(0);
	await expect(field(page)).toBeFocused();
	await page.keyboard.press("Escape");
	await expect(field(page)).not.toBeFocused();
});

test("a fault is underlined where it is and repaired with one click", async ({ page }) => {
	await page.goto(`${stack.ui}/traces?q=service:gateway+status:eror`);
	const alert = page.getByRole("alert");
	await expect(alert).toContainText("one of unset, ok, error");
	const wrong = page.locator("[class*=wrong]");
	await expect(wrong).toHaveText("eror");
	await alert.getByRole("button").click();
	await expect(page).toHaveURL(/q=service:gateway\+status:error/);
	await expect(alert).toHaveCount(0);
});

test("a row of the spans opens its trace at the span", async ({ page }) => {
	await page.goto(`${stack.ui}/traces?q=service:payment+status:error`);
	await page.getByRole("radio", { name: "Spans" }).click();
	await expect(page).toHaveURL(/view=spans/);
	const row = page.locator("main a[href*='?span=']").first();
	await expect(row).toContainText("payment");
	const span = /span=(\w+)/.exec((await row.getAttribute("href")) ?? "")?.[1] ?? "none";
	await row.click();
	await expect(page).toHaveURL(new RegExp(`/t/[0-9a-f]{32}\\?span=${span}`));
});
