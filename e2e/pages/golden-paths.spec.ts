/** GP2, GP3, GP5 and GP8 on the demo fleet and its incidents, in the clicks that they may take. */
import { expect, type Locator, type Page, test } from "@playwright/test";
import { runFleet } from "../support/fleet.ts";
import { removeDataFolder, type Stack, startStack } from "../support/stack.ts";

/** A version is a deploy when its service was known under another one for half a minute. */
const STORM = ["--incident", "retry-storm", "--seconds", "56", "--incident-after", "34", "--rate", "6", "--seed", "7"];
/** An instance is lost after half a minute of silence. */
const LOSS = ["--incident", "lost-instance", "--seconds", "52", "--incident-after", "8", "--rate", "4", "--seed", "7"];
const MINUTE_MS = 60_000;

let storm: Stack;
let loss: Stack;
/** Of the storm, in whole minutes. */
let range: { readonly from: number; readonly to: number };
/** A moment at which v42 has rolled out. */
let spikeMs: number;

test.beforeAll(async () => {
	test.setTimeout(180_000);
	[storm, loss] = await Promise.all([startStack(), startStack()]);
	const startMs = Date.now();
	const from = Math.floor(startMs / MINUTE_MS) * MINUTE_MS;
	spikeMs = startMs + 46_000;
	const runs = await Promise.all([runFleet(storm, STORM), runFleet(loss, LOSS)]);
	for (const { code, output } of runs) expect(code, output).toBe(0);
	range = { from, to: Math.ceil(Date.now() / MINUTE_MS) * MINUTE_MS };
});
test.afterAll(async () => {
	for (const stack of [storm, loss]) {
		await stack.stop();
		removeDataFolder(stack.folder);
	}
});

/** Presses that change something; reading, pointing and scrolling cost nothing. */
function counted() {
	let clicks = 0;
	return {
		clicks: (): number => clicks,
		on: async (target: Locator): Promise<void> => {
			clicks++;
			await target.click();
		},
	};
}

const storming = (path: string): string => `${storm.ui}${path}?from=${range.from}&to=${range.to}`;

// First: half a minute later every instance of the fleet that has ended is lost.
test("GP8: of a killed instance its last words, in two clicks", async ({ page }) => {
	await page.goto(`${loss.ui}/`);
	const reader = counted();
	await reader.on(page.getByRole("link", { name: "1 lost", exact: true }));
	await expect(page).toHaveURL(/\/services\/checkout\/instances\?.*state=lost/);
	await reader.on(page.getByRole("table", { name: "Instances" }).getByRole("link", { name: /^lost ch-/ }));
	const words = page.getByRole("complementary", { name: /^Last words of ch-/ });
	await expect(
		words
			.getByRole("region", { name: "Last spans" })
			.getByRole("link", { name: /^Open trace/ })
			.first(),
	).toBeVisible();
	await expect(words.getByRole("region", { name: "Last logs" })).not.toBeEmpty();
	await expect(words).toContainText("v77");
	expect(reader.clicks()).toBe(2);
});

test("GP2: what v42 of payment changed, in one click", async ({ page }) => {
	await page.goto(storming("/"));
	const reader = counted();
	await reader.on(page.getByRole("link", { name: /payment v41 → v42/ }));
	await expect(page).toHaveURL(/\/services\/payment\/versions\?.*a=v41&b=v42/);
	const worst = page.getByRole("table", { name: "v42 against v41" }).getByRole("row").nth(1);
	// what the incident does: v42 waits for the row of an account
	await expect(worst).toContainText("SELECT accounts");
	await expect(worst).toContainText("▲");
	await expect(page.getByRole("region", { name: "Errors that only v42 has" }).getByRole("listitem")).not.toHaveCount(0);
	expect(reader.clicks()).toBe(1);
});

test("GP3: from the spike of checkout's p99 to a slow trace with its critical path, in two clicks", async ({ page }) => {
	await page.goto(storming("/services/checkout"));
	const latency = page.getByRole("application", { name: "Latency", exact: true });
	await expect(page.getByText("payment v42").first()).toBeVisible();
	const box = await latency.boundingBox();
	if (box === null) throw new Error("no latency chart");
	const popover = page.getByRole("dialog", { name: /^Traces near p99/ });
	const reader = counted();
	await clickHighest(page, latency);
	await expect(popover).toBeVisible();
	await reader.on(popover.getByRole("link", { name: /^Open trace/ }).first());
	await expect(page).toHaveURL(/\/t\/[0-9a-f]{32}\?span=[0-9a-f]{16}&cp=1/);
	await expect(page.getByRole("button", { name: /^critical path/i })).toHaveAttribute("aria-pressed", "true");
	expect(reader.clicks() + 1).toBe(2);
});

/** A press on the minute of the spike, near the top: the line of the highest percentile is nearest. */
async function clickHighest(page: Page, chart: Locator): Promise<void> {
	const box = await chart.boundingBox();
	if (box === null) throw new Error("no chart");
	const minutes = (range.to - range.from) / MINUTE_MS;
	const axisPx = 46;
	const endPx = 72;
	const width = (box.width - axisPx - endPx) / minutes;
	await page.mouse.click(box.x + axisPx + width * (Math.floor((spikeMs - range.from) / MINUTE_MS) + 0.5), box.y + 44);
}

test("GP5: who calls payment, with its share, and the numbers of that edge, in two clicks", async ({ page }) => {
	await page.goto(storming("/services"));
	const reader = counted();
	await reader.on(page.locator("[data-index]").filter({ hasText: "payment" }));
	const callers = page.getByRole("region", { name: "Callers" });
	await expect(callers).toContainText("100%");
	const box = await callers.boundingBox();
	expect((box?.y ?? 900) + (box?.height ?? 0)).toBeLessThan(900);
	await reader.on(callers.getByRole("link", { name: /checkout/ }));
	const drawer = page.getByRole("complementary", { name: "From checkout to payment" });
	await expect(drawer).toContainText(/attempts for .* calls/);
	await expect(drawer.getByRole("link", { name: /^Open trace/ })).not.toHaveCount(0);
	expect(reader.clicks()).toBe(2);
});
