/** Two traces side by side: the demo's v41 and v42 against what really happened, the ways that lead there, and what is not there. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import type { TruthEntry } from "../demo/instance.ts";
import { getOtlpSpans } from "../support/api.ts";
import { runFleet } from "../support/fleet.ts";
import { removeDataFolder, type Stack, startStack } from "../support/stack.ts";
import { sendStory } from "../support/story.ts";

const PAY = "shop.Payment/Pay";
const FLEET = ["--seconds", "16", "--incident-after", "5", "--rate", "6", "--seed", "7"];

/** A request whose payment was retried by v42, and one whose payment v41 made at once; what the fleet itself says of their attempts. */
interface Pair {
	readonly retried: string;
	readonly plain: string;
	readonly attempts: number;
	readonly failed: number;
	/** Time that callers waited for payment, milliseconds: the first less the second. */
	readonly waitedMs: number;
}

let stack: Stack;
let pair: Pair;

test.beforeAll(async () => {
	stack = await startStack();
	const file = join(stack.folder, "truth.jsonl");
	const { code, output } = await runFleet(stack, [...FLEET, "--truth", file]);
	expect(code, output).toBe(0);
	pair = await findPair(
		readFileSync(file, "utf8")
			.trim()
			.split("\n")
			.map((line): TruthEntry => JSON.parse(line)),
	);
	await sendStory(stack);
});
test.afterAll(async () => {
	await stack.stop();
	removeDataFolder(stack.folder);
});

async function findPair(truth: readonly TruthEntry[]): Promise<Pair> {
	const ended = truth.filter(({ call, service, ms }) => call === PAY && service === "checkout" && ms !== undefined);
	const calls = [...Map.groupBy(ended, ({ traceId = "" }) => traceId)].map(([traceId, attempts]) => ({
		...{ traceId, attempts },
		failed: attempts.filter(({ status }) => status !== "OK").length,
		ms: attempts.reduce((sum, { ms = 0 }) => sum + ms, 0),
	}));
	const plain = await firstServedBy(
		calls.filter(({ attempts, failed }) => attempts.length === 1 && failed === 0),
		"v41",
	);
	const retried = await firstServedBy(
		calls.filter(({ attempts, failed, ms }) => failed === attempts.length - 1 && failed > 0 && failed < 5 && ms > 500),
		"v42",
	);
	return {
		...{ retried: retried.traceId, plain: plain.traceId, attempts: retried.attempts.length, failed: retried.failed },
		waitedMs: retried.ms - plain.ms,
	};
}

/** Of calls, the first that payment answered in this version alone, in a request that checkout got once. */
async function firstServedBy<C extends { readonly traceId: string }>(calls: readonly C[], version: string): Promise<C> {
	for (const call of calls) {
		const spans = await getOtlpSpans(stack, call.traceId);
		const versions = spans.filter(({ service, kind }) => service === "payment" && kind === 2).map(({ version: own }) => own);
		const checkouts = spans.filter(({ service, kind }) => service === "checkout" && kind === 2);
		if (versions.length > 0 && versions.every((own) => own === version) && checkouts.length === 1) return call;
	}
	throw new Error(`no payment was made by ${version} alone`);
}

test.setTimeout(150_000);
const sentenceOf = (page: Page) => page.getByRole("status").filter({ hasText: "A took" });

/** `+735 ms` as milliseconds. */
function millis(text: string): number {
	const [, sign = "", number = "", unit = ""] = /([+−]?)([\d.]+)\s(µs|ms|s)/.exec(text) ?? [];
	return (sign === "−" ? -1 : 1) * Number(number) * ({ µs: 0.001, ms: 1, s: 1000 }[unit] ?? Number.NaN);
}

test("v42 against v41: one line says that payment was called more often and holds the difference, as the fleet's own record does", async ({
	page,
}) => {
	await page.goto(`${stack.ui}/compare?a=${pair.retried}&b=${pair.plain}`);
	const line = sentenceOf(page);
	await expect(line).toContainText(/\d+% of it is in payment shop\.Payment\/Pay/);
	await expect(line).toContainText(
		`payment shop.Payment/Pay was called ${pair.attempts} × in A and 1 × in B; ${pair.failed} and 0 failed.`,
	);
	await expect(line).toContainText("payment: v42 in A, v41 in B.");
	const row = page.getByRole("row").filter({ hasText: `checkout${PAY}` });
	await expect(row).toHaveCount(1);
	const told = millis((await row.getByRole("gridcell").last().innerText()).replace(/^\d+%\s*/, ""));
	expect(Math.abs(told - pair.waitedMs), `${told} ms told, ${pair.waitedMs} ms waited`).toBeLessThan(0.05 * pair.waitedMs + 10);
	const share = Number(/(\d+)% of it/.exec(await line.innerText())?.[1]) / 100;
	const whole = millis(await page.locator("header b", { hasText: "+" }).innerText());
	// Where the rest of B took longer, the whole is less than payment alone makes.
	expect(share * whole).toBeGreaterThan(0.75 * Math.min(pair.waitedMs, whole));
	expect(share * whole).toBeLessThan(1.05 * pair.waitedMs + 10);

	await page.keyboard.press("Shift+S");
	await expect(line).toContainText("A took");
	await expect(line).toContainText("less:");
	await expect(line).toContainText(`was called 1 × in A and ${pair.attempts} × in B`);
});

test("rows by keyboard, the two spans in a drawer, the versions of their services among what changed", async ({ page }) => {
	await page.goto(`${stack.ui}/compare?a=${pair.retried}&b=${pair.plain}`);
	const row = page.getByRole("row").filter({ hasText: `payment${PAY}` });
	await row.focus();
	await page.keyboard.press("Enter");
	const drawer = page.getByRole("complementary", { name: `Span in A and B ${PAY}` });
	await expect(drawer.getByText("service.version")).toBeVisible();
	await expect(drawer.getByText("v41")).toBeVisible();
	await expect(drawer.getByText(/^1 of \d$/)).toBeVisible();
	await row.focus();
	await page.keyboard.press("ArrowLeft");
	await expect(row).toHaveAttribute("aria-expanded", "false");
	await page.keyboard.press("ArrowLeft");
	await expect(page.getByRole("row").filter({ hasText: `checkout${PAY}` })).toBeFocused();
	await page.reload();
	await expect(drawer.getByText("v41")).toBeVisible();
	await page.keyboard.press("Escape");
	await expect(drawer).toBeHidden();
	await page.keyboard.press("2");
	await expect(page.getByRole("figure", { name: /^Flame view of A/ })).toBeVisible();
	await expect(page.getByRole("figure", { name: /^Flame view of B/ })).toBeVisible();
});

test("two rows of the list and c; a trace against the median of its like", async ({ page }) => {
	const range = `from=${Date.now() - 900_000}&to=${Date.now() + 1_000}`;
	await page.goto(`${stack.ui}/traces?${range}&q=trace:${pair.retried}+OR+trace:${pair.plain}`);
	await expect(page.getByRole("link", { name: /gateway.*POST \/pay/ })).toHaveCount(2);
	for (const key of ["j", "x", "j", "x"]) await page.keyboard.press(key);
	await expect(page.getByRole("button", { name: "Compare" })).toBeEnabled();
	await page.keyboard.press("c");
	await expect(page).toHaveURL(/\/compare\?a=[0-9a-f]{32}&b=[0-9a-f]{32}$/);
	await expect(sentenceOf(page)).toBeVisible();
	await page.goto(`${stack.ui}/t/${pair.retried}`);
	await page.getByRole("link", { name: "Compare", exact: true }).click();
	await expect(page).toHaveURL(new RegExp(`/compare\\?a=${pair.retried}&b=median:$`));
	await expect(page.getByText(/^median of \d+ similar$/)).toBeVisible();
	await expect(page.getByRole("status").filter({ hasText: /A took|Both took/ })).toBeVisible();
	await expect(page.getByRole("treegrid", { name: "Both traces as one tree of calls" })).toContainText(PAY);
});

test("nothing to compare is said, each kind in its own words", async ({ page }) => {
	await page.goto(`${stack.ui}/compare?a=${"1".repeat(32)}&b=${pair.plain}`);
	await expect(page.getByRole("heading", { name: /^Trace 11111111.* is not here$/ })).toBeVisible();
	await page.goto(`${stack.ui}/compare?a=${pair.plain}&b=median:service:nobody`);
	await expect(page.getByRole("heading", { name: "There is nothing similar to compare with" })).toBeVisible();
	await page.goto(`${stack.ui}/compare?a=${pair.plain}&b=${pair.plain}`);
	await expect(page.getByText("Both took the same time")).toBeVisible();
	await page.goto(`${stack.ui}/compare`);
	await expect(page.getByRole("heading", { name: "Two traces side by side" })).toBeVisible();
});
