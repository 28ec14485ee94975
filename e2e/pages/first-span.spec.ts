/** The newcomer's path through the real product: an empty page, a real SDK's first span, its flame view, its drawer and its log line. */

import { context, SeverityNumber, SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPLogExporter } from "@opentelemetry/exporter-logs-otlp-grpc";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-grpc";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { LoggerProvider, SimpleLogRecordProcessor } from "@opentelemetry/sdk-logs";
import { SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { expect, test } from "@playwright/test";
import { removeDataFolder, type Stack, startStack } from "../support/stack.ts";

let stack: Stack;

test.beforeAll(async () => {
	stack = await startStack();
});
test.afterAll(async () => {
	await stack.stop();
	removeDataFolder(stack.folder);
});

/** One call with a failing child and a log record in it, sent by the JavaScript SDK over gRPC. */
async function callOnce(): Promise<string> {
	const url = `http://${stack.grpc}`;
	const resource = resourceFromAttributes({ "service.name": "checkout", "service.version": "1.2.3" });
	const spans = new TracerProvider({
		resource,
		spanProcessors: [new SimpleSpanProcessor({ exporter: new OTLPTraceExporter({ url }) })],
	});
	const records = new LoggerProvider({ resource, processors: [new SimpleLogRecordProcessor({ exporter: new OTLPLogExporter({ url }) })] });
	const tracer = spans.getTracer("first-span");
	const root = tracer.startSpan("POST /pay");
	const inRoot = trace.setSpan(context.active(), root);
	const child = tracer.startSpan("charge card", { attributes: { "card.network": "test" } }, inRoot);
	const inChild = trace.setSpan(context.active(), child);
	records
		.getLogger("first-span")
		.emit({ severityNumber: SeverityNumber.ERROR, severityText: "ERROR", body: "card declined", context: inChild });
	child.recordException(new Error("card declined"));
	child.setStatus({ code: SpanStatusCode.ERROR, message: "card declined" });
	child.end();
	root.end();
	await spans.shutdown().catch(() => undefined);
	await records.shutdown().catch(() => undefined);
	return root.spanContext().traceId;
}

test("a real span turns the empty page into its flame view, with the failing span and its log line", async ({ page }) => {
	await page.goto(stack.ui);
	await expect(page.getByRole("heading", { name: /Waiting for your first data/ })).toBeVisible();
	const traceId = await callOnce();
	await expect(page).toHaveURL(new RegExp(`/t/${traceId}`), { timeout: 5_000 });
	await expect(page.getByRole("heading", { name: "POST /pay" })).toBeVisible();
	await expect(page.getByRole("figure", { name: "Flame view" })).toBeVisible();
	await page.keyboard.press("Escape");
	await page.keyboard.press("e");
	const drawer = page.getByRole("complementary", { name: /charge card/ });
	await expect(drawer).toBeVisible();
	await expect(drawer.getByText("card declined").first()).toBeVisible();
	await drawer.getByRole("tab", { name: /Logs/ }).click();
	await expect(drawer.getByRole("tabpanel").getByText("card declined")).toBeVisible();
	await drawer.getByRole("tab", { name: /Attributes/ }).click();
	await expect(drawer.getByText("card.network")).toBeVisible();
});

test("the list opens with results, and a pasted id opens its trace from anywhere", async ({ page }) => {
	const traceId = await callOnce();
	await page.goto(`${stack.ui}/traces`);
	await expect(page.getByRole("link", { name: /checkout.*POST \/pay/ }).first()).toBeVisible();
	await page.evaluate((text) => {
		const data = new DataTransfer();
		data.setData("text/plain", text);
		document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
	}, `2026-11-21 ERROR trace_id=${traceId.toUpperCase()} payment failed`);
	await expect(page).toHaveURL(new RegExp(`/t/${traceId}`));
});
