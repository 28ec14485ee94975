/** Files of traces: dropped or chosen, they open in the browser; nothing of them is sent. */

import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { expect, type Page, test } from "@playwright/test";
import { removeDataFolder, type Stack, startStack } from "../support/stack.ts";
import { sendStory } from "../support/story.ts";

const MARK = "secret-of-the-file";
const START_MICROS = 1_763_579_647_218_000;
let stack: Stack;
let storyId: string;

test.beforeAll(async () => {
	stack = await startStack();
	storyId = await sendStory(stack);
});
test.afterAll(async () => {
	await stack.stop();
	removeDataFolder(stack.folder);
});

interface Named {
	readonly name: string;
	readonly text: string;
}

/** Let files go over the middle of the page. */
async function drop(page: Page, ...files: readonly Named[]): Promise<void> {
	const transfer = await page.evaluateHandle((given) => {
		const data = new DataTransfer();
		for (const { name, text } of given) data.items.add(new File([text], name));
		return data;
	}, files);
	await page.locator("main").dispatchEvent("dragover", { dataTransfer: transfer });
	await expect(page.getByText("Drop to open here")).toBeVisible();
	await page.locator("main").dispatchEvent("drop", { dataTransfer: transfer });
	await expect(page.getByText("Drop to open here")).toBeHidden();
}

async function textOf(path: string): Promise<string> {
	const answer = await fetch(stack.ui + path);
	expect(answer.status).toBe(200);
	return answer.text();
}

/** What the header says of the trace: duration, spans, services, errors. */
async function headerOf(page: Page): Promise<string> {
	const header = page.locator("main header");
	await expect(header.getByText(/\d+ spans?/)).toBeVisible();
	const text = (await header.innerText()).replace(/ · \d+ logs?/, "").replace(/\s+/g, " ");
	return /[\d.]+ \S?s .* errors/.exec(text)?.[0] ?? text;
}

function zipkin(): string {
	const span = (traceId: string, id: string, parentId: string | undefined, name: string) => ({
		...{ traceId, id, parentId, name, kind: "SERVER", timestamp: START_MICROS, duration: 2_000 },
		...{ localEndpoint: { serviceName: `${MARK}-shop` }, tags: { note: MARK } },
	});
	return JSON.stringify([span("a1", "1", undefined, "first"), span("a1", "2", "1", "inner"), span("b2", "3", undefined, "second")]);
}

interface Otlp {
	readonly resourceSpans: readonly {
		readonly resource: unknown;
		readonly scopeSpans: readonly { readonly scope: unknown; readonly spans: readonly { readonly spanId: string }[] }[];
	}[];
}

/** Every span with its resource and scope, by id: how an export is cut into envelopes says nothing. */
function flat(text: string): readonly unknown[] {
	const { resourceSpans } = JSON.parse(text) as Otlp;
	return resourceSpans
		.flatMap(({ resource, scopeSpans }) => scopeSpans.flatMap(({ scope, spans }) => spans.map((span) => ({ resource, scope, span }))))
		.sort((a, b) => (a.span.spanId < b.span.spanId ? -1 : 1));
}

test("an exported trace that is dropped is the same trace, and can be exported again", async ({ page }) => {
	await page.goto(`${stack.ui}/t/${storyId}`);
	const stored = await headerOf(page);
	const text = await textOf(`/api/spanglass/v1/traces/${storyId}/otlp`);
	await page.goto(`${stack.ui}/traces`);
	await drop(page, { name: "story.json", text });
	await expect(page).toHaveURL(`${stack.ui}/file`);
	await expect(page.getByText("Local file, not uploaded, not stored")).toBeVisible();
	expect(await headerOf(page)).toBe(stored);
	const download = page.waitForEvent("download");
	await page.getByRole("button", { name: "Export" }).click();
	expect(flat(await readFile(await (await download).path(), "utf8"))).toEqual(flat(text));
});

test("nothing of a file leaves the browser, whatever is opened of it", async ({ page }) => {
	const sent: string[] = [];
	page.on("request", (request) =>
		sent.push(`${request.method()} ${request.url()} ${request.postData() ?? ""} ${JSON.stringify(request.headers())}`),
	);
	await page.goto(`${stack.ui}/file`);
	await drop(page, { name: "zipkin.json", text: zipkin() });
	await page.getByRole("link", { name: /first/ }).click();
	await expect(page).toHaveURL(/\/file\?trace=0{30}a1$/);
	await expect(page.locator("main header").getByText("2 spans")).toBeVisible();
	await page.keyboard.press("f");
	await expect(page.getByRole("complementary", { name: /first/ })).toBeVisible();
	await expect(page.getByRole("complementary").getByText(MARK, { exact: true })).toHaveCount(0);
	await page.getByRole("tab", { name: /Attributes/ }).click();
	await expect(page.getByRole("complementary").getByText(MARK, { exact: true }).first()).toBeVisible();
	await page.keyboard.press("5");
	await expect(page.getByText("This trace has no logs")).toBeVisible();
	const local = sent.filter((request) => request.includes(MARK) || request.includes("0000a1/"));
	expect(local).toEqual([]);
	expect(sent.filter((request) => !/^GET /.test(request))).toEqual([]);
	expect(sent.length).toBeGreaterThan(5);
});

test("a file with several traces lists them; Back leads to the list again", async ({ page }) => {
	await page.goto(`${stack.ui}/services`);
	await drop(page, { name: "zipkin.json", text: zipkin() });
	await expect(page.getByText("Zipkin JSON · 2 traces · 3 spans")).toBeVisible();
	await expect(page.getByRole("table").getByRole("link")).toHaveCount(2);
	await page.getByRole("link", { name: /second/ }).focus();
	await page.keyboard.press("Enter");
	await expect(page.locator("main header").getByText("1 span ")).toBeVisible();
	await page.goBack();
	await expect(page.getByRole("table").getByRole("link")).toHaveCount(2);
});

test("Jaeger's answer and a second file with logs open; the log lines stand at their spans", async ({ page }) => {
	const spans = await textOf(`/jaeger/api/traces/${storyId}`);
	const record = { timeUnixNano: `${START_MICROS}000`, severityNumber: 17, body: { stringValue: "a line of the file" }, traceId: storyId };
	const logs = `${JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] })}\n`;
	await page.goto(`${stack.ui}/t/${storyId}`);
	const stored = await headerOf(page);
	await drop(page, { name: "jaeger.json", text: spans }, { name: "logs.jsonl", text: logs.repeat(2) });
	await expect(page.getByText("Jaeger JSON + OTLP JSON")).toBeVisible();
	const counts = / \d+ spans · \d+ services · \d+ errors/;
	expect(counts.exec(await headerOf(page))?.[0]).toBe(counts.exec(stored)?.[0]);
	await page.keyboard.press("5");
	await expect(page.getByText("a line of the file")).toHaveCount(2);
});

test("a reload forgets the file and says so; it is opened again by keyboard, compressed", async ({ page }) => {
	const text = await textOf(`/api/spanglass/v1/traces/${storyId}/otlp`);
	await page.goto(`${stack.ui}/file?trace=${storyId}&span=7a00000000000001`);
	await expect(page.getByRole("heading", { name: "The file is no longer open" })).toBeVisible();
	await expect(page.getByLabel("Choose files…")).toBeFocused();
	await page.getByLabel("Choose files…").setInputFiles({ name: "story.json.gz", mimeType: "", buffer: gzipSync(text) });
	await expect(page.locator("main header").getByText(/\d+ spans/)).toBeVisible();
	await page.reload();
	await expect(page.getByRole("heading", { name: "Open a trace file" })).toBeVisible();
});

test("the palette and the traces page open the browser's chooser", async ({ page }) => {
	await page.goto(`${stack.ui}/traces`);
	await expect(page.getByRole("button", { name: /Open a trace file/ })).toBeVisible();
	const chosen = page.waitForEvent("filechooser");
	await page.keyboard.press("Control+k");
	await page.getByRole("combobox", { name: "Search or jump" }).fill(">open file");
	await page.keyboard.press("Enter");
	await (await chosen).setFiles({ name: "zipkin.json", mimeType: "", buffer: Buffer.from(zipkin()) });
	await expect(page.getByRole("table").getByRole("link")).toHaveCount(2);
	await page.goto(`${stack.ui}/traces`);
	const second = page.waitForEvent("filechooser");
	await page.getByRole("button", { name: /Open a trace file/ }).click();
	await (await second).setFiles({ name: "zipkin.json", mimeType: "", buffer: Buffer.from(zipkin()) });
	await expect(page.getByText("Zipkin JSON · 2 traces · 3 spans")).toBeVisible();
});

test("a file that is wrong is told by its place, and another can be opened", async ({ page }) => {
	await page.goto(`${stack.ui}/traces`);
	await drop(page, { name: "wrong.json", text: zipkin().replace(`"timestamp":${START_MICROS}`, '"timestamp":"soon"') });
	await expect(page.getByRole("alert")).toContainText("wrong.json cannot be opened");
	await expect(page.getByRole("alert")).toContainText('[0]: timestamp must be a number of microseconds, got "soon"');
	await drop(page, { name: "cut.json", text: '{"resourceSpans":\n [{' });
	await expect(page.getByRole("alert")).toContainText("ends in the middle, at line 2, column 4");
	await drop(page, { name: "zipkin.json", text: zipkin() });
	await expect(page.getByText("Zipkin JSON · 2 traces · 3 spans")).toBeVisible();
});
