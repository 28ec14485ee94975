import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, test, vi } from "vitest";
import { fakeApi, listOf, statusOf, traceSummary } from "../testing/fake-api.ts";
import { overviewOf } from "../testing/fake-overview.ts";
import { renderPage } from "../testing/render.tsx";
import { absoluteLink, relativeLink } from "./share.ts";
import { timeLabel } from "./time/time-label.ts";
import { emptyHtml, scriptUrl } from "./trusted-types.ts";

const ID = "4bf92f3577b34da6a3ce929d0e0e4736";

vi.mock("../features/trace/TracePage.tsx", () => ({ TracePage: () => <p>the trace</p> }));

afterEach(() => {
	cleanup();
	vi.unstubAllGlobals();
});

function paste(text: string, target: Element = document.body): void {
	fireEvent.paste(target, { clipboardData: { getData: () => text } });
}

describe("the way in", () => {
	test("/ is the overview when there are traces", async () => {
		fakeApi({ "/status": () => statusOf(3), "/overview": () => overviewOf() });
		renderPage("/");
		await screen.findByText("What needs attention");
	});

	test("/ waits for the first data otherwise and opens the first trace as it arrives", async () => {
		fakeApi({ "/status": () => statusOf(0) });
		const { router, stream } = renderPage("/");
		await screen.findByText("Waiting for your first data…");
		await waitFor(() => expect(stream.urls.at(-1)).toContain("ingest%2Ctraces"));
		stream.send("traces", { traces: [traceSummary(0, { traceId: ID as never })], skipped: 0 });
		await waitFor(() => expect(router.state.location.pathname).toBe(`/t/${ID}`));
	});

	test("a collector that does not answer is said, not hidden", async () => {
		vi.stubGlobal("fetch", () => Promise.reject(new TypeError("failed")));
		renderPage("/");
		expect((await screen.findByRole("alert")).textContent).toContain("The collector does not answer");
	});
});

describe("trace ids", () => {
	test.each([
		["/t/4BF92F35-77B3-4DA6-A3CE-929D0E0E4736?span=1", `/t/${ID}?span=1`],
		[`/t/${BigInt(`0x${ID}`)}`, `/t/${ID}`],
	])("%s is rewritten to its canonical address", async (path, canonical) => {
		fakeApi({ "/status": () => statusOf(3) });
		const { router } = renderPage(path);
		await screen.findByText("the trace");
		expect(router.state.location.href).toBe(canonical);
	});

	test("something else is no page", async () => {
		fakeApi({ "/status": () => statusOf(3) });
		renderPage("/t/hello");
		await screen.findByText("There is no such page");
	});

	test("a pasted log line opens its trace at its span, but not inside a field", async () => {
		fakeApi({ "/status": () => statusOf(3), "/traces": () => listOf([traceSummary(0)]) });
		const { router } = renderPage("/traces");
		const field = await screen.findByLabelText("Query");
		paste(`00-${ID}-00f067aa0ba902b7-01`, field);
		expect(router.state.location.pathname).toBe("/traces");
		paste(`level=info traceparent=00-${ID}-00f067aa0ba902b7-01 msg=x`);
		await waitFor(() => expect(router.state.location.href).toBe(`/t/${ID}?span=00f067aa0ba902b7`));
		expect(screen.getByText("Looking for the trace of the pasted text")).toBeTruthy();
	});
});

test("keys: sequences do not fire their last key alone, and typing is left alone", async () => {
	fakeApi({ "/status": () => statusOf(3), "/traces": () => listOf([traceSummary(0)]) });
	const { router } = renderPage("/connect");
	await screen.findByText(/listening on/);
	fireEvent.keyDown(document.body, { key: "k", ctrlKey: true });
	const field = await screen.findByRole("combobox", { name: "Search or jump" });
	fireEvent.keyDown(field, { key: "g" });
	fireEvent.keyDown(field, { key: "t" });
	expect(router.state.location.pathname).toBe("/connect");
	fireEvent.keyDown(field, { key: "Escape" });
	await waitFor(() => expect(screen.queryByRole("combobox", { name: "Search or jump" })).toBeNull());
	fireEvent.keyDown(document.body, { key: ";" });
	fireEvent.keyDown(document.body, { key: "d" });
	expect(document.documentElement.dataset.density).toBe("comfortable");
	fireEvent.keyDown(document.body, { key: "g" });
	fireEvent.keyDown(document.body, { key: "t" });
	await waitFor(() => expect(router.state.location.pathname).toBe("/traces"));
});

test("? lists the keys of the page that is shown", async () => {
	fakeApi({ "/status": () => statusOf(3), "/traces": () => listOf([traceSummary(0)]) });
	renderPage(`/t/${ID}`);
	await screen.findByText("the trace");
	fireEvent.keyDown(document.body, { key: "?" });
	expect((await screen.findByText("Next, previous error")).parentElement?.textContent).toContain("eE");
	expect(screen.queryByText("Hold or resume live mode")).toBeNull();
	expect(screen.getByText("Copy the link")).toBeTruthy();
});

test("a shared link has absolute times and no live mode", () => {
	expect(absoluteLink("http://h/traces?q=a&live=1&x=1", 1_763_579_647_218, true)).toBe(
		"http://h/traces?q=a&x=1&from=1763578747218&to=1763579647218&env=",
	);
	expect(absoluteLink("http://h/logs?env=prod&from=1&to=2000000000000", 0, true)).toContain("&env=prod");
	expect(relativeLink("http://h/traces?from=now-1h&live=1", true)).toBe("http://h/traces?from=now-1h&live=1&env=");
	expect(relativeLink("http://h/t/abc?x=1-2&span=1", false)).toBe("http://h/t/abc?span=1&x=1-2");
	expect(absoluteLink("http://h/t/abc?span=1", 0, false)).toBe("http://h/t/abc?span=1");
});

test("ranges are named with their zone", () => {
	const now = Date.parse("2026-11-20T03:17:40+08:00");
	const label = (from: string, to: string, fromMs: number, toMs: number, language: "en" | "zh" = "en") =>
		timeLabel({ from, to }, { fromMs, toMs }, now, language);
	expect(label("now-15m", "now", now - 900_000, now)).toEqual({ length: "15\u00a0m", clock: "03:02–03:17", zone: "UTC+8" });
	expect(label("1", "2", now - 86_400_000, now - 85_500_000, "zh").clock).toBe("11月19日 03:17–03:32");
	expect(label("0", "now", 0, now).clock).toBe("1970-01-01 08:00 – 20 Nov 03:17");
	expect(label("1", "2", now - 86_400_000, now).clock).toBe("19 Nov 03:17 – 20 Nov 03:17");
});

test("the Trusted Types policy lets through nothing but empty HTML and our own assets", () => {
	expect(emptyHtml("")).toBe("");
	expect(() => emptyHtml("<b>")).toThrow(TypeError);
	expect(scriptUrl("/assets/a.js")).toBe(`${location.origin}/assets/a.js`);
	for (const url of [
		"https://evil.test/assets/a.js",
		"//evil.test/assets/a.js",
		"/api/a.js",
		"data:text/javascript,1",
		"/assets/../x.js",
	]) {
		expect(() => scriptUrl(url)).toThrow(TypeError);
	}
});
