/** Traces that no honest program sends: each draws, explains itself, answers keys in every view, and never takes the page with it. */
import { expect, type Page, test } from "@playwright/test";
import type { SpanId } from "@spanglass/shared/model/ids";
import type { Span } from "@spanglass/shared/model/span";
import { encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { unixNanos, unixNanosFromMillis } from "@spanglass/shared/units/time";
import { sendHttp } from "../support/otlp-client.ts";
import { msBetweenMarks } from "../support/page-session.ts";
import { removeDataFolder, type Stack, startStack } from "../support/stack.ts";
import { makeSpans, traceIdOf } from "../support/synthetic.ts";

const MARKUP = '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>';
/** The last nanosecond that a signed 64-bit number holds: in the year 2262. */
const LAST_NANOS = 9_223_372_036_854_775_807n;
const DRAWN_WITHIN_MS = 3_000;
const SPANS_PER_REQUEST = 10_000;

let stack: Stack;
test.setTimeout(120_000);
test.beforeAll(async () => {
	stack = await startStack();
});
test.afterAll(async () => {
	await stack.stop();
	removeDataFolder(stack.folder);
});

const idOf = (number: number): SpanId => (number + 1).toString(16).padStart(16, "0") as SpanId;

interface Hostile {
	readonly name: string;
	readonly spans: number;
	/** What is wrong with span `index`. */
	readonly change: (span: Span, index: number) => Partial<Span>;
	/** What the page says about it. */
	readonly says: RegExp;
}

const CASES: readonly Hostile[] = [
	{
		name: "a chain 100,000 deep",
		spans: 100_000,
		change: (_span, index) => ({ parentSpanId: index === 0 ? undefined : idOf(index - 1) }),
		says: /100k spans|100,000 spans/,
	},
	{ name: "10,000 roots", spans: 10_000, change: () => ({ parentSpanId: undefined }), says: /10(,000|k) spans/ },
	{
		name: "a circle of two and one of 10,000",
		spans: 10_002,
		change: (_span, index) => ({ parentSpanId: index < 2 ? idOf(1 - index) : idOf(index === 10_001 ? 2 : index + 1) }),
		says: /2 spans were their own ancestors/,
	},
	{
		name: "spans that are their own parents",
		spans: 50,
		change: (span) => ({ parentSpanId: span.spanId }),
		says: /50 spans were their own ancestors/,
	},
	{
		name: "one id for all",
		spans: 1_000,
		change: () => ({ spanId: idOf(7), parentSpanId: undefined }),
		says: /999 repeated span IDs/,
	},
	{
		name: "ends before starts",
		spans: 100,
		change: (span, index) => (index === 0 ? {} : { endTime: unixNanos(span.startTime - 5_000_000n) }),
		says: /99 spans with impossible data/,
	},
	{
		name: "the year 2262, for a thousandth of a second",
		spans: 20,
		change: (_span, index) => ({ startTime: unixNanos(LAST_NANOS - 1_000_000n + BigInt(index)), endTime: unixNanos(LAST_NANOS) }),
		says: /20 spans/,
	},
	{
		name: "an attribute of a mebibyte",
		spans: 3,
		change: () => ({ attributes: [{ key: "large", value: { type: "string", value: "🌊".repeat(262_144) } }] }),
		says: /3 spans/,
	},
	{
		name: "markup in every string",
		spans: 30,
		change: (span) => ({
			name: MARKUP,
			status: { code: 2, message: MARKUP },
			attributes: [{ key: MARKUP, value: { type: "string", value: MARKUP } }],
			events: [
				{
					time: span.startTime,
					name: MARKUP,
					attributes: [{ key: MARKUP, value: { type: "string", value: MARKUP } }],
					droppedAttributesCount: 0,
				},
			],
			resource: { ...span.resource, attributes: [{ key: "service.name", value: { type: "string", value: MARKUP } }] },
		}),
		says: /<script>document\.title="owned"<\/script>/,
	},
];

async function send(hostile: Hostile, number: number): Promise<string> {
	const traceId = traceIdOf(777_000 + number);
	const start = unixNanosFromMillis(Date.now() - 60_000);
	const spans = makeSpans({ traceId, service: "hostile", spans: hostile.spans, start, fanOut: 4 }).map((span, index) => ({
		...span,
		...hostile.change(span, index),
	}));
	for (let at = 0; at < spans.length; at += SPANS_PER_REQUEST) {
		const body = encodeTraceRequest(spans.slice(at, at + SPANS_PER_REQUEST));
		const answer = await sendHttp(stack.http, "traces", body, { type: "application/x-protobuf", gzip: true });
		expect(answer.status).toBe(200);
	}
	return traceId;
}

/** The page answers: a round through its event loop takes less than a second. */
async function expectAlive(page: Page): Promise<void> {
	const began = Date.now();
	await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve(true))));
	expect(Date.now() - began).toBeLessThan(1_000);
}

for (const [number, hostile] of CASES.entries()) {
	test(`${hostile.name}: draws, explains itself, and lives in every view`, async ({ page }) => {
		const faults: string[] = [];
		page.on("pageerror", (error) => faults.push(String(error)));
		page.on("dialog", (dialog) => faults.push(dialog.message()));
		const traceId = await send(hostile, number);
		await page.goto(`${stack.ui}/t/${traceId}`);
		expect(await msBetweenMarks(page, "trace-bytes", "trace-drawn")).toBeLessThan(DRAWN_WITHIN_MS);
		await expect(page.getByText(hostile.says).first()).toBeVisible();
		for (const key of ["f", "w", "w", "d", "ArrowDown", "ArrowDown", "e", "p", "c", "[", "]", "{", "}", "k", "m", "0"])
			await page.keyboard.press(key);
		await expectAlive(page);
		await page.keyboard.press("Escape");
		await page.keyboard.press("Escape");
		for (const key of ["2", "3", "4", "1"]) {
			await page.keyboard.press(key);
			await expectAlive(page);
		}
		for (const mode of ["heavy", "sandwich", "tracks"]) {
			await page.goto(`${stack.ui}/t/${traceId}?mode=${mode}`);
			await msBetweenMarks(page, "trace-bytes", "trace-drawn");
			await expectAlive(page);
		}
		await page.goto(`${stack.ui}/compare?a=${traceId}&b=${traceId}`);
		await expect(page.getByText("Both took the same time")).toBeVisible({ timeout: 15_000 });
		expect(await page.title()).not.toContain("owned");
		expect(await page.locator("img[src=x]").count()).toBe(0);
		expect(faults).toEqual([]);
	});
}
