/** The page that connects a service: its own blocks run in a real shell turn its steps green; what is refused is shown with the reason. */
import { execFileSync } from "node:child_process";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { removeDataFolder, type Stack, startStack } from "../support/stack.ts";

let stack: Stack;

test.beforeAll(async () => {
	stack = await startStack();
});
test.afterAll(async () => {
	await stack.stop();
	removeDataFolder(stack.folder);
});

function hasCurl(): boolean {
	try {
		execFileSync("curl", ["--version"], { stdio: "ignore" });
		return true;
	} catch {
		return false;
	}
}

const stepOf = (page: Page, text: RegExp): Locator => page.getByRole("listitem").filter({ hasText: text });

/** Copy the block of a step, as a reader does, and run it. */
async function runBlock(step: Locator): Promise<string> {
	const block = await step.locator("pre").innerText();
	return execFileSync("sh", ["-c", block], { encoding: "utf8" });
}

test("the blocks for curl do what they say, one step after the other", async ({ page }) => {
	test.skip(!hasCurl(), "there is no curl on this machine");
	await page.goto(`${stack.ui}/connect?tab=curl`);
	const log = stepOf(page, /log record inside that span/i);
	const metric = stepOf(page, /One point of a counter/);
	await expect(metric).toContainText("Waiting for the first metric point");
	expect(await runBlock(metric)).toContain("{}");
	await expect(metric).toContainText("Metric hello.requests", { timeout: 5_000 });
	expect(await runBlock(log)).toContain("{}");
	await expect(log).toContainText("Log record from hello-curl", { timeout: 5_000 });
	const span = stepOf(page, /One span of a service named hello-curl/);
	await expect(span).toContainText("Waiting for the first span");
	expect(await runBlock(span)).toContain("{}");
	await expect(page).toHaveURL(/\/t\/[0-9a-f]{32}/, { timeout: 5_000 });
	await expect(page.getByRole("heading", { name: "GET /hello" })).toBeVisible();
	await expect(page.getByText("hello from curl")).toBeHidden();
});

test("the first trace is shown with four steps around it, once", async ({ page }) => {
	await page.addInitScript(() => localStorage.getItem("spanglass.coach") ?? localStorage.setItem("spanglass.coach", "due"));
	await page.goto(`${stack.ui}/traces?from=0`);
	await page.getByRole("link", { name: /GET \/hello/ }).click();
	const coach = page.getByRole("complementary", { name: "A look around" });
	for (const step of ["The flame", "The span", "Its logs", "Anywhere"]) {
		await expect(coach.getByRole("heading", { name: step })).toBeVisible();
		await coach.getByRole("button", { name: /Next|Done/ }).click();
	}
	await expect(coach).toBeHidden();
	await page.reload();
	await expect(page.getByRole("heading", { name: "GET /hello" })).toBeVisible();
	await expect(coach).toBeHidden();
});

test("a refused request appears with its reason", async ({ page }) => {
	await page.goto(`${stack.ui}/connect`);
	const answer = await fetch(`${stack.http}/v1/traces`, { method: "POST", headers: { "content-type": "text/plain" }, body: "hello" });
	expect(answer.status).toBe(415);
	await expect(page.getByText(/unsupported Content-Type/).first()).toBeVisible({ timeout: 5_000 });
});

test("every language says what to do, in Chinese too, and the choice is in the address", async ({ page }) => {
	await page.addInitScript(() => localStorage.setItem("spanglass.prefs", JSON.stringify({ language: "zh" })));
	await page.goto(`${stack.ui}/connect`);
	for (const name of ["Go", "Java", "Python", "Node", ".NET", "Rust", "Collector", "curl"]) {
		await page.getByRole("tab", { name, exact: true }).click();
		await expect(page.locator("#connect-steps pre").first()).toContainText(/127\.0\.0\.1:\d+/);
		expect(await page.locator("#connect-steps p").allInnerTexts()).toEqual(
			expect.arrayContaining([expect.stringMatching(/[\u4e00-\u9fff]/)]),
		);
	}
	await expect(page).toHaveURL(/tab=curl/);
});
