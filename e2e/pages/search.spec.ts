/** The search page against the real collector: a rectangle on the chart is explained, a facet filters, groups and structure answer. */

import { expect, type Page, test } from "@playwright/test";
import type { Span } from "@spanglass/shared/model/span";
import { encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { unixNanos, unixNanosFromMillis } from "@spanglass/shared/units/time";
import { sendHttp } from "../support/otlp-client.ts";
import { removeDataFolder, type Stack, startStack } from "../support/stack.ts";
import { makeSpans, traceIdOf } from "../support/synthetic.ts";

const FAST = 120;
const SLOW = 60;
let stack: Stack;

/** A trace of payment in a version: its root lasts `millis`, and fails when it is slow. */
function paymentSpans(number: number, version: string, millis: number, startMs: number): readonly Span[] {
	const start = unixNanosFromMillis(startMs);
	const attribute = { key: "service.version", value: { type: "string", value: version } } as const;
	return makeSpans({ traceId: traceIdOf(number), service: "payment", spans: 3, start }).map((span, index) => ({
		...span,
		endTime: unixNanos(start + BigInt(Math.round((index === 0 ? millis : millis / 2) * 1e6))),
		startTime: index === 0 ? start : unixNanos(start + 1_000n),
		status: millis > 500 && index === 0 ? { code: 2, message: "deadline exceeded" } : { code: 0, message: "" },
		resource: { ...span.resource, attributes: [...span.resource.attributes, attribute] },
	}));
}

test.beforeAll(async () => {
	stack = await startStack();
	const now = Date.now();
	const fast = Array.from({ length: FAST }, (_, index) => paymentSpans(index, "v41", 10 + (index % 40), now - 600_000 + index * 4_000));
	const slow = Array.from({ length: SLOW }, (_, index) =>
		paymentSpans(FAST + index, "v42", 900 + index * 5, now - 300_000 + index * 4_000),
	);
	await sendHttp(stack.http, "traces", encodeTraceRequest([...fast, ...slow].flat()), { type: "application/x-protobuf" });
});
test.afterAll(async () => {
	await stack.stop();
	removeDataFolder(stack.folder);
});

const chart = (page: Page) => page.getByRole("application", { name: "Traces by start and duration" });

/** Draw a rectangle over the upper part of the chart, where the slow traces are. */
async function selectSlow(page: Page): Promise<void> {
	await expect(page.getByText("180 traces", { exact: true })).toBeVisible();
	const box = await chart(page).boundingBox();
	if (box === null) throw new Error("there is no chart");
	await page.mouse.move(box.x + 70, box.y + 16);
	await page.mouse.down();
	await page.mouse.move(box.x + box.width / 2, box.y + 50, { steps: 3 });
	await page.mouse.move(box.x + box.width - 20, box.y + 80, { steps: 3 });
	await page.mouse.up();
}

test("a rectangle on the chart is explained: the version comes first, and a click filters by it", async ({ page }) => {
	await page.goto(`${stack.ui}/traces`);
	await selectSlow(page);
	await expect(page).toHaveURL(/sel=\d+-\d+_\d+-\d+/);
	const bar = page.getByRole("group", { name: "Selection" });
	await expect(bar.getByRole("status")).toHaveText("60 traces");
	await bar.getByRole("button", { name: "Explain" }).click();
	const panel = page.getByRole("complementary", { name: "Explain" });
	const version = panel.getByRole("button", { name: /service\.version v42 of payment/ });
	await expect(version).toContainText("0% → 100%");
	await expect(panel.getByRole("listitem").first()).toContainText(/service\.version|status/);
	const url = page.url();
	await page.reload();
	await expect(version).toBeVisible();
	expect(page.url(), "a copied address shows the same").toBe(url);
	await version.click();
	await expect(page).toHaveURL(/q=[^&]*v42/);
	await expect(page.getByText("60 traces").first()).toBeVisible();
	await page.keyboard.press("Escape");
	await expect(panel).toHaveCount(0);
	await page.keyboard.press("Escape");
	await expect(page).not.toHaveURL(/sel=/);
});

test("the selection's time and duration become the range and the query", async ({ page }) => {
	await page.goto(`${stack.ui}/traces`);
	await selectSlow(page);
	await page.getByRole("button", { name: "Filter duration" }).click();
	await expect(page).toHaveURL(/q=root\.duration:\d/);
	await expect(page.getByText("60 traces").first()).toBeVisible();
	await page.goBack();
	await page.getByRole("button", { name: "Zoom time" }).click();
	await expect(page).toHaveURL(/from=\d{13}&to=\d{13}/);
	await expect(page.getByRole("group", { name: "Selection" })).toHaveCount(0);
});

test("a facet filters, another value joins with Ctrl, and ≠ takes one out", async ({ page }) => {
	await page.goto(`${stack.ui}/traces`);
	const versions = page.getByRole("region", { name: "version" });
	const v42 = versions.getByRole("button", { name: /^v42/ });
	await expect(v42).toHaveText("v4260");
	await v42.click();
	await expect(page).toHaveURL(/q=version:v42/);
	await expect(page.getByText("60 traces").first()).toBeVisible();
	await expect(versions.getByRole("button", { name: /^v41/ }), "counted without its own key").toHaveText("v41120");
	await versions.getByRole("button", { name: /^v41/ }).click({ modifiers: ["Control"] });
	await expect(page.getByText("180 traces").first()).toBeVisible();
	await versions.getByRole("button", { name: "Exclude v42" }).click({ force: true });
	await expect(page.getByText("120 traces").first()).toBeVisible();
	await expect(page.getByRole("region", { name: "status" }).getByRole("button", { name: /^ok/ }).first()).toContainText("120");
});

test("groups and the common structure answer the same query", async ({ page }) => {
	await page.goto(`${stack.ui}/traces?q=version:v42&view=group&by=name`);
	const groups = page.getByRole("region", { name: "Spans by name" });
	await expect(groups.getByRole("row")).toHaveCount(4);
	await groups.getByRole("button", { name: "errors" }).click();
	await expect(groups.getByRole("row").nth(1)).toContainText("GET /synthetic");
	await page.getByRole("radio", { name: "Structure" }).click();
	const tree = page.getByRole("treegrid");
	await expect(tree.getByRole("row").nth(1)).toContainText("GET /synthetic");
	await tree.getByRole("row").nth(1).focus();
	await page.keyboard.press("ArrowLeft");
	await expect(tree.getByRole("row")).toHaveCount(2);
});

test("the keyboard alone selects, explains and comes back; two chosen traces are exported", async ({ page }) => {
	await page.goto(`${stack.ui}/traces`);
	await chart(page).focus();
	await page.keyboard.press("ArrowLeft");
	for (let step = 0; step < 80; step++) await page.keyboard.press("Shift+ArrowLeft");
	for (let step = 0; step < 4; step++) await page.keyboard.press("Shift+ArrowDown");
	await expect(page.getByRole("group", { name: "Selection" }).getByRole("status")).toHaveText("60 traces");
	await page.keyboard.press("e");
	await expect(page.getByRole("complementary", { name: "Explain" })).toBeVisible();
	await page.keyboard.press("b");
	await expect(page.getByRole("table", { name: "Traces by start and duration" })).toBeVisible();
	await page.goto(`${stack.ui}/traces`);
	await page.locator("main a[href^='/t/']").first().waitFor();
	for (const key of ["j", "x", "j", "x"]) await page.keyboard.press(key);
	const file = page.waitForEvent("download");
	await page.getByRole("button", { name: "Export OTLP JSON" }).click();
	expect((await file).suggestedFilename()).toBe("traces-2.otlp.json");
});
