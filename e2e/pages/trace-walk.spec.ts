/** From the list to a span's log by keyboard alone, the same in a fresh browser; times in queues; copies. */
import { expect, type Page, test } from "@playwright/test";
import { sendHttp } from "../support/otlp-client.ts";
import { removeDataFolder, type Stack, startStack } from "../support/stack.ts";
import { sendStory } from "../support/story.ts";

const QUEUED = "aaaabbbbccccddddaaaabbbbccccdddd";
const LINKED = "eeeebbbbccccddddaaaabbbbccccdddd";
const KIND = { server: 2, producer: 4, consumer: 5 } as const;

let stack: Stack;
let range: string;

test.beforeAll(async () => {
	stack = await startStack();
	await sendStory(stack);
	await sendQueued(BigInt(Date.now() - 120_000));
	range = `from=${Date.now() - 900_000}&to=${Date.now() + 1_000}`;
});
test.afterAll(async () => {
	await stack.stop();
	removeDataFolder(stack.folder);
});

interface SentSpan {
	readonly traceId: string;
	readonly spanId: string;
	readonly parentSpanId?: string;
	readonly name: string;
	readonly kind: number;
	/** Milliseconds after the start. */
	readonly at: number;
	readonly ms: number;
	readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
}

/** An order that is taken in 240 ms and read from its queue 1.2 s later, in its own trace and in one that only links to it. */
async function sendQueued(startMs: bigint): Promise<void> {
	const producer = { traceId: QUEUED, spanId: "a000000000000002" };
	await sendSpans("shop", startMs, [
		{ traceId: QUEUED, spanId: "a000000000000001", name: "POST /orders", kind: KIND.server, at: 0, ms: 240 },
		{ ...producer, parentSpanId: "a000000000000001", name: "publish orders", kind: KIND.producer, at: 190, ms: 10 },
	]);
	await sendSpans("fulfilment", startMs, [
		{
			traceId: QUEUED,
			spanId: "a000000000000003",
			parentSpanId: producer.spanId,
			name: "process orders",
			kind: KIND.consumer,
			at: 1_400,
			ms: 200,
		},
		{ traceId: LINKED, spanId: "b000000000000001", name: "receive orders", kind: KIND.consumer, at: 2_600, ms: 90, links: [producer] },
	]);
}

async function sendSpans(service: string, startMs: bigint, spans: readonly SentSpan[]): Promise<void> {
	const nanos = (ms: number): string => String((startMs + BigInt(ms)) * 1_000_000n);
	const request = {
		resourceSpans: [
			{
				resource: { attributes: [{ key: "service.name", value: { stringValue: service } }] },
				scopeSpans: [
					{ spans: spans.map(({ at, ms, ...span }) => ({ ...span, startTimeUnixNano: nanos(at), endTimeUnixNano: nanos(at + ms) })) },
				],
			},
		],
	};
	const answer = await sendHttp(stack.http, "traces", new TextEncoder().encode(JSON.stringify(request)), { type: "application/json" });
	expect(answer.status).toBe(200);
}

const drawerOf = (page: Page, name: RegExp) => page.getByRole("complementary", { name });

test("list, trace, span, its log by keyboard alone; a fresh browser shows the same", async ({ page, browser }) => {
	await page.goto(`${stack.ui}/traces?${range}&q=service:payment`);
	await expect(page.getByRole("link", { name: /gateway.*POST \/pay/ })).toBeVisible();
	await page.keyboard.press("j");
	await page.keyboard.press("Enter");
	await expect(page.getByRole("figure", { name: "Flame view" })).toBeVisible();
	await page.keyboard.press("e");
	await expect(drawerOf(page, /Pay/)).toBeVisible();
	await page.keyboard.press("l");
	const panel = page.getByRole("tabpanel", { name: "Logs" });
	await expect(panel.getByText("call bank failed: context deadline exceeded")).toBeVisible();

	const fresh = await browser.newContext({ viewport: { width: 1440, height: 900 } });
	const other = await fresh.newPage();
	await other.goto(page.url());
	await expect(other.getByRole("tabpanel", { name: "Logs" }).getByText("call bank failed: context deadline exceeded")).toBeVisible();
	await expect(drawerOf(other, /Pay/)).toBeVisible();
	await other.keyboard.press("Escape");
	await expect(drawerOf(other, /Pay/)).toBeHidden();
	await other.getByRole("button", { name: /^\d+ errors?$/ }).click();
	await expect(drawerOf(other, /Pay/)).toBeVisible();
	await fresh.close();
});

test("time in queue: in the sentence, in the drawer, and of a producer in another trace", async ({ page }) => {
	await page.goto(`${stack.ui}/t/${QUEUED}`);
	await expect(page.getByText("75% of the trace")).toBeVisible();
	await page.getByRole("button", { name: /Queues/ }).click();
	const drawer = drawerOf(page, /process orders/);
	await expect(drawer.getByText("1.2 s in queue orders since the producer's end")).toBeVisible();
	await drawer.getByRole("button", { name: "producer's end" }).click();
	await expect(drawerOf(page, /publish orders/)).toBeVisible();

	await page.goto(`${stack.ui}/t/${LINKED}?span=b000000000000001`);
	await expect(page.getByText("2.4 s in queue, sent in trace")).toBeVisible();
	await page.getByRole("link", { name: "aaaabbbb…" }).click();
	await expect(page).toHaveURL(new RegExp(`/t/${QUEUED}\\?span=a000000000000002`));
});

test("a rank among too few is not given; the copy menu holds the span as OTLP JSON", async ({ page, context }) => {
	await context.grantPermissions(["clipboard-read", "clipboard-write"]);
	await page.goto(`${stack.ui}/t/${QUEUED}?span=a000000000000003`);
	await expect(page.getByText("n = 1 process orders, too few to rank")).toBeVisible();
	await page.getByRole("button", { name: "Copy…" }).click();
	await page.getByRole("menuitem", { name: "Copy span as OTLP JSON" }).click();
	await expect(page.getByText("Copied", { exact: true })).toBeVisible();
	const copied = await page.evaluate(() => navigator.clipboard.readText());
	expect(JSON.parse(copied)).toMatchObject({
		resourceSpans: [{ scopeSpans: [{ spans: [{ spanId: "a000000000000003", name: "process orders" }] }] }],
	});
	await page.getByRole("link", { name: "Operation", exact: true }).click();
	await expect(page).toHaveURL(/\/traces\?q=service:fulfilment\+name:.*process/);
	await expect(page.getByRole("link", { name: /POST \/orders/ })).toBeVisible();
});
