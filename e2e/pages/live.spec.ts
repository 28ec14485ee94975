/** Live lists on the real product: what arrives waits while somebody looks, is counted, and comes when it is asked for. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { removeDataFolder, type Stack, startStack } from "../support/stack.ts";

let stack: Stack;
let sent = 0;

test.beforeAll(async () => {
	stack = await startStack();
});
test.afterAll(async () => {
	await stack.stop();
	removeDataFolder(stack.folder);
});

const RESOURCE = { attributes: [{ key: "service.name", value: { stringValue: "checkout" } }] };

async function post(path: string, body: object): Promise<void> {
	const answer = await fetch(`${stack.http}/v1/${path}`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify(body),
	});
	expect(answer.status).toBe(200);
}

/** One trace of one span, of this moment. */
function sendTrace(name: string): Promise<void> {
	const startTimeUnixNano = `${Date.now()}000000`;
	const ids = { traceId: String(++sent).padStart(32, "a"), spanId: String(sent).padStart(16, "b") };
	const span = { ...ids, name, kind: 2, startTimeUnixNano, endTimeUnixNano: `${Date.now() + 5}000000` };
	return post("traces", { resourceSpans: [{ resource: RESOURCE, scopeSpans: [{ spans: [span] }] }] });
}

function sendRecord(text: string): Promise<void> {
	const record = { timeUnixNano: `${Date.now()}000000`, severityNumber: 17, severityText: "ERROR", body: { stringValue: text } };
	return post("logs", { resourceLogs: [{ resource: RESOURCE, scopeLogs: [{ logRecords: [record] }] }] });
}

/** Looking: the pointer moves over the list. */
async function look(page: Page): Promise<void> {
	await page.mouse.move(700, 500);
	await page.mouse.move(710, 505);
}

const trace = (page: Page, name: string) => page.getByRole("link", { name: new RegExp(`checkout ${name}`) });
const row = (page: Page, name: string) => page.locator("main").getByText(name, { exact: true }).first();

test("the list of traces holds what arrives under the pointer and brings it with Space", async ({ page }) => {
	await sendTrace("GET /before");
	await page.goto(`${stack.ui}/traces?live=1`);
	await expect(trace(page, "GET /before")).toBeVisible();
	await sendTrace("GET /arrives");
	await expect(trace(page, "GET /arrives")).toBeVisible({ timeout: 5_000 });
	await look(page);
	await sendTrace("GET /waits");
	await expect(page.getByRole("button", { name: /held · 1 new/ })).toBeVisible({ timeout: 5_000 });
	await expect(trace(page, "GET /waits")).toBeHidden();
	await page.keyboard.press("Space");
	await expect(trace(page, "GET /waits")).toBeVisible();
	await expect(page).toHaveURL(/live=1/);
});

test("the log tail sticks to its end, holds under the pointer and goes on with Space", async ({ page }) => {
	await sendRecord("before");
	await page.goto(`${stack.ui}/logs?live=1`);
	await expect(row(page, "before")).toBeVisible();
	await sendRecord("arrives");
	await expect(row(page, "arrives")).toBeVisible({ timeout: 5_000 });
	await look(page);
	await sendRecord("waits");
	await expect(page.getByText(/held · 1 new/)).toBeVisible({ timeout: 5_000 });
	await expect(row(page, "waits")).toBeHidden();
	await page.keyboard.press("Space");
	await expect(row(page, "waits")).toBeVisible();
});

test("a log leads to its like, its address opens it again, and the page passes axe in both themes", async ({ browser }) => {
	for (const colorScheme of ["dark", "light"] as const) {
		const context = await browser.newContext({ colorScheme, bypassCSP: true });
		const page = await context.newPage();
		await page.goto(`${stack.ui}/logs?q=level:error`);
		await expect(row(page, "waits")).toBeVisible();
		await page.keyboard.press("j");
		await expect(page.locator("main [data-index] :focus")).toBeVisible();
		await page.keyboard.press("Enter");
		await expect(page).toHaveURL(/sel=/);
		await expect(page.getByText("service.name").first()).toBeVisible();
		const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag22aa"]).analyze();
		expect(
			violations.filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id, nodes }) => [id, nodes[0]?.html]),
		).toEqual([]);
		const copy = await context.newPage();
		await copy.goto(page.url());
		await expect(copy.getByText("service.name").first()).toBeVisible();
		await context.close();
	}
});

test("the palette goes anywhere by keyboard: a page, a service's traces, a time, another language", async ({ page }) => {
	await page.goto(`${stack.ui}/traces`);
	await expect(page.getByRole("heading", { name: "Traces" })).toBeVisible();
	await page.keyboard.press("Control+k");
	await page.keyboard.type("logs");
	await page.keyboard.press("Enter");
	await expect(page).toHaveURL(/\/logs/);
	await page.keyboard.press("Control+k");
	await page.keyboard.type("checkout");
	await expect(page.getByRole("option", { name: /checkout/ }).first()).toBeVisible();
	await page.keyboard.press("Enter");
	await expect(page).toHaveURL(/checkout/);
	await page.keyboard.press("Control+k");
	await page.keyboard.type("@1h");
	await page.keyboard.press("Enter");
	await expect(page).toHaveURL(/from=now-1h/);
	await page.keyboard.press("Control+k");
	// what is not one key, like Chinese, is put into the focused field: nothing could collect it before
	await expect(page.getByRole("combobox", { name: "Search or jump" })).toBeFocused();
	await page.keyboard.type(">中文");
	await page.keyboard.press("Enter");
	await expect(page.getByRole("link", { name: "链路", exact: true }).first()).toBeVisible();
});
