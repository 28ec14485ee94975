/** GP1 in a real browser: a rule fires, its incident leads to the suspected span and its log lines; keys, phone, axe, layout shifts. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { API_BASE } from "@spanglass/shared/api/paths";
import { removeDataFolder, type Stack, startStack } from "../support/stack.ts";
import { sendStory } from "../support/story.ts";

let stack: Stack;
let incident: number;

interface Incidents {
	readonly data: readonly { readonly id: number; readonly evidence: string }[];
}

async function post(path: string, body: unknown): Promise<void> {
	const response = await fetch(`${stack.ui}${API_BASE}${path}`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify(body),
	});
	expect(response.ok, await response.text()).toBe(true);
}

async function keptIncident(): Promise<number | undefined> {
	const answer = (await (await fetch(`${stack.ui}${API_BASE}/alerts/incidents`)).json()) as Incidents;
	return answer.data.find(({ evidence }) => evidence === "kept")?.id;
}

test.beforeAll(async () => {
	test.setTimeout(120_000);
	stack = await startStack();
	await sendStory(stack);
	const patience = { windowSeconds: 600, intervalSeconds: 10, delaySeconds: 0, keepFiringSeconds: 3_600, minSample: 1 };
	const condition = { condition: { kind: "errorRate" }, scope: { service: "payment" }, comparison: "above", threshold: 0.01 };
	await post("/alerts/rules", { rule: { name: "payment fails", severity: "critical", ...condition, ...patience } });
	await expect.poll(keptIncident, { timeout: 100_000 }).toBeDefined();
	incident = (await keptIncident()) ?? 0;
});
test.afterAll(async () => {
	await stack.stop();
	removeDataFolder(stack.folder);
});

const evidence = (page: Page) => page.getByRole("list", { name: "Pinned traces, best first" }).getByRole("link");

async function logsAreOpen(page: Page): Promise<void> {
	await expect(page).toHaveURL(/\/t\/[0-9a-f]{32}\?span=[0-9a-f]{16}&tab=logs/);
	await expect(page.getByRole("tab", { name: /Logs/, selected: true })).toBeVisible();
}

for (const [name, viewport] of [
	["a desktop", { width: 1440, height: 900 }],
	["a phone", { width: 390, height: 844 }],
] as const) {
	test(`GP1 on ${name}: the notification's link, then the first evidence, shows the suspected span and its logs`, async ({ page }) => {
		await page.setViewportSize(viewport);
		await page.goto(`${stack.ui}/alerts/i/${incident}`);
		await expect(page.getByRole("heading", { name: "payment fails", exact: true })).toBeVisible();
		await evidence(page).first().click();
		await logsAreOpen(page);
		await page.goBack();
		await expect(page.getByRole("heading", { name: "payment fails", exact: true })).toBeVisible();
		const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
		expect(overflow).toBe(0);
	});
}

test("GP1 by keyboard alone: j to the first evidence, Enter; and the list of alerts leads to the incident", async ({ page }) => {
	await page.goto(`${stack.ui}/services`);
	await expect(page.getByRole("link", { name: /^payment/ })).toBeVisible();
	await page.keyboard.press("g");
	await page.keyboard.press("a");
	await expect(page).toHaveURL(/\/alerts/);
	await page.getByRole("link", { name: `Incident ${incident}, Firing: payment fails` }).focus();
	await page.keyboard.press("Enter");
	await expect(evidence(page).first()).toBeVisible();
	await page.keyboard.press("j");
	await expect(evidence(page).first()).toBeFocused();
	await page.keyboard.press("Enter");
	await logsAreOpen(page);
});

test("the rail counts what fires, the services list marks it, and an acknowledgement stands in the timeline", async ({ page }) => {
	await page.goto(`${stack.ui}/services`);
	await expect(page.getByRole("link", { name: "Alerts, 1 firing" })).toBeVisible();
	await expect(page.getByRole("link", { name: /^payment/ }).getByRole("img", { name: "Alerts, 1 firing" })).toBeVisible();
	await page.goto(`${stack.ui}/alerts/i/${incident}`);
	await page.getByRole("button", { name: "Acknowledge" }).click();
	await expect(page.getByRole("list", { name: "Timeline" })).toContainText("acknowledged");
});

test("the editor tries a rule out before it is saved, at the threshold that is typed", async ({ page }) => {
	await page.goto(`${stack.ui}/alerts/rules/new?service=payment&range=24h`);
	const backtest = page.getByRole("region", { name: "Backtest" });
	await page.getByRole("textbox", { name: /^Threshold/ }).fill("0.1");
	await page.getByLabel("Held for, min").fill("0");
	await page.getByLabel("Ignore below").fill("1");
	// neighbours are of the threshold that is typed
	await expect(backtest).toContainText(/Would (not )?have fired.*data for .* of 24\s+h.*at 0\.05%/s);
	await page.getByRole("textbox", { name: /^Threshold/ }).fill("40");
	await expect(backtest).toContainText(/at 20%: \d+×/);
});

for (const colorScheme of ["dark", "light"] as const) {
	test(`nothing serious for axe and no layout shift, ${colorScheme}`, async ({ browser }) => {
		test.setTimeout(120_000);
		const context = await browser.newContext({ colorScheme });
		const page = await context.newPage();
		await page.addInitScript(() => {
			new PerformanceObserver((list) => {
				const sum = list.getEntries().reduce((before, entry) => before + (entry as unknown as { value: number }).value, 0);
				(window as unknown as { shift: number }).shift = ((window as unknown as { shift?: number }).shift ?? 0) + sum;
			}).observe({ type: "layout-shift", buffered: true });
		});
		for (const path of [
			`/alerts/i/${incident}`,
			"/alerts",
			"/alerts/rules/new?service=payment",
			"/alerts/silences",
			"/alerts/receivers?sel=new",
		]) {
			await page.goto(`${stack.ui}${path}`);
			await page.waitForLoadState("networkidle");
			const { violations } = await new AxeBuilder({ page }).analyze();
			const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
			expect(await page.evaluate(() => (window as unknown as { shift?: number }).shift ?? 0), path).toBeLessThan(0.01);
			expect(serious.map(({ id, nodes }) => `${path} ${id} ${nodes[0]?.html}`)).toEqual([]);
		}
		await context.close();
	});
}
