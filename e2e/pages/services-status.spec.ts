/** The pages services and status in a real browser against the real collector: what was sent is what they say; links, Back, keys, axe. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import type { StatusJson } from "@spanglass/shared/api/status-schemas";
import { sendHttp } from "../support/otlp-client.ts";
import { removeDataFolder, type Stack, startStack } from "../support/stack.ts";
import { sendStory } from "../support/story.ts";
import { logsRequest, traceRequest } from "../support/synthetic.ts";

const PROTOBUF = { type: "application/x-protobuf" };
const SERVICES = 60;

let stack: Stack;

test.beforeAll(async () => {
	stack = await startStack();
	await sendStory(stack);
	for (let number = 1; number <= SERVICES; number++)
		await sendHttp(stack.http, "traces", traceRequest(number, `service-${number}`), PROTOBUF);
	await sendHttp(stack.http, "logs", logsRequest(1, "service-1"), PROTOBUF);
	await fetch(`${stack.http}/v1/traces`, {
		method: "POST",
		body: "{",
		headers: { "content-type": "application/json", "user-agent": "acme/7" },
	});
});
test.afterAll(async () => {
	await stack.stop();
	removeDataFolder(stack.folder);
});

test("a failing service stands first and leads to its page; Back finds the list again", async ({ page }) => {
	await page.goto(`${stack.ui}/services`);
	const first = page.locator("[data-index='0']");
	await expect(first).toHaveAttribute("data-state", "error");
	const name = (await first.locator("b").textContent()) ?? "";
	await page.keyboard.press("j");
	await expect(first).toBeFocused();
	await page.keyboard.press("Enter");
	await expect(page).toHaveURL(`${stack.ui}/services/${name}`);
	await expect(page.getByRole("region", { name: "Callers" })).toBeVisible();
	await page.goBack();
	await expect(first.locator("b")).toHaveText(name);
});

test("typing filters at once, in order and without losing letters", async ({ page }) => {
	await page.goto(`${stack.ui}/services?sort=name-asc`);
	await expect(page.locator("[data-index='0']")).toBeVisible();
	await page.keyboard.press("/");
	await page.keyboard.type("service-42");
	await expect(page).toHaveURL(`${stack.ui}/services?q=service-42&sort=name-asc`);
	await expect(page.getByLabel("Filter by name or version")).toHaveValue("service-42");
	await expect(page.locator("[data-index]")).toHaveCount(1);
	await page.reload();
	await expect(page.locator("[data-index] b")).toHaveText("service-42");
	await page.getByRole("link", { name: "Logs of service-42" }).click();
	await expect(page).toHaveURL(`${stack.ui}/logs?q=service:%22service-42%22`);
});

test("status says what arrived, from whom, and what was refused", async ({ page }) => {
	await page.goto(`${stack.ui}/status`);
	const senders = page.getByRole("region", { name: "Connected senders" });
	await expect(senders).toContainText("http · protobuf · uncompressed");
	await expect(page.getByRole("region", { name: "Rejected, refused, repaired" })).toContainText("The body could not be decoded1");
	await expect(page.getByRole("region", { name: "Latest refusals" }).getByRole("row")).toHaveCount(2);
	await expect(page.getByRole("heading", { name: "needs attention" })).toBeVisible();
	const { received } = (await (await fetch(`${stack.ui}/api/spanglass/v1/status`)).json()) as StatusJson;
	const chart = page.getByRole("application", { name: new RegExp(`^Log records\\. .* ${received.logs} in all`) });
	await chart.focus();
	await page.keyboard.press("b");
	await expect(page.getByRole("cell", { name: "records" })).toHaveCount(120);
});

for (const colorScheme of ["dark", "light"] as const) {
	test(`axe finds nothing serious, ${colorScheme}`, async ({ browser }) => {
		const context = await browser.newContext({ colorScheme });
		const page = await context.newPage();
		for (const path of ["/", "/errors", "/services", "/services?q=nosuch", "/services?from=1700000000000&to=1700000900000", "/status"]) {
			await page.goto(stack.ui + path);
			await expect(page.locator("[data-index='0'], [data-open], h2").first()).toBeVisible();
			const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag22aa"]).analyze();
			const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
			expect([path, serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)]).toEqual([path, []]);
		}
		await context.close();
	});
}
