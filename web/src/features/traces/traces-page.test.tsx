import { act, cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, test, vi } from "vitest";
import { refreshNow } from "../../state/clock.ts";
import { FakeError, type FakeRoutes, fakeApi, listOf, serviceOf, statusOf, traceSummary } from "../../testing/fake-api.ts";
import { SEARCH_ROUTES, traceChartOf } from "../../testing/fake-search.ts";
import { renderPage } from "../../testing/render.tsx";

const ROWS = Array.from({ length: 250 }, (_, index) => traceSummary(index));
const PAGES: FakeRoutes = {
	...SEARCH_ROUTES,
	"/status": () => statusOf(9_000),
	"/traces": (query) => {
		const from = Number(query.get("cursor") ?? 0);
		const next = from + 100;
		return listOf(ROWS.slice(from, next), { total: 1_204, cursor: next < ROWS.length ? String(next) : null });
	},
};

afterEach(() => {
	cleanup();
	vi.unstubAllGlobals();
});

const rows = (): HTMLElement[] => screen.getAllByRole("link").filter((link) => link.dataset.index !== undefined);
const searches = (asked: readonly URL[]): URL[] => asked.filter((url) => url.pathname.endsWith("/traces"));

describe("the list of traces", () => {
	test("opens with results: newest first of the last 15 minutes, rows are links", async () => {
		const asked = fakeApi(PAGES);
		renderPage("/traces");
		await waitFor(() => expect(rows().length).toBeGreaterThan(10));
		const [first] = rows();
		expect(first?.getAttribute("href")).toBe(`/t/${ROWS[0]?.traceId}`);
		expect(first?.textContent).toContain("20 Nov 03:14:07.218");
		expect(first?.textContent).toContain("1.31\u00a0s");
		expect(document.body.textContent).toContain("1,204 traces · 38 ms · complete");
		const query = searches(asked)[0]?.searchParams;
		expect([query?.get("sort"), query?.get("q"), query?.get("limit")]).toEqual(["newest", null, "100"]);
		expect(Number(query?.get("to")) - Number(query?.get("from"))).toBe(900_000);
		expect(rows().length).toBeLessThanOrEqual(60);
	});

	test("a total that nobody knows is at least what was loaded, and exact at the end of the list", async () => {
		const refused = (): never => {
			throw new FakeError(503, { kind: "unavailable", message: "busy", requestId: "r" });
		};
		const unknown = { ...PAGES, "/traces/chart": refused };
		fakeApi({ ...unknown, "/traces": () => listOf(ROWS.slice(0, 100), { total: null, cursor: "100" }) });
		renderPage("/traces");
		await waitFor(() => expect(document.body.textContent).toContain("100+ traces · 38 ms"));
		cleanup();
		fakeApi({ ...unknown, "/traces": () => listOf(ROWS.slice(0, 30), { total: null, cursor: null }) });
		renderPage("/traces");
		await waitFor(() => expect(document.body.textContent).toContain("30 traces · 38 ms"));
		cleanup();
		fakeApi({
			...PAGES,
			"/traces": () => listOf(ROWS.slice(0, 100), { total: null, cursor: "100" }),
			"/traces/chart": () => traceChartOf({ total: 4_321 }),
		});
		renderPage("/traces");
		await waitFor(() => expect(document.body.textContent, "as the chart counts them").toContain("4,321 traces · 38 ms"));
	});

	test("running a query writes it into the address and asks for it", async () => {
		const asked = fakeApi(PAGES);
		const { router } = renderPage("/traces?other=1");
		const field = await screen.findByLabelText("Query");
		await userEvent.type(field, "status:error{Enter}");
		await waitFor(() => expect(router.state.location.href).toBe("/traces?q=status:error&other=1"));
		await waitFor(() => expect(searches(asked).at(-1)?.searchParams.get("q")).toBe("status:error"));
		expect(screen.getByRole("button", { name: /Errors/ }).getAttribute("aria-pressed")).toBe("true");
	});

	test("a fault is said under the field, repaired with one click, and leaves the last result on screen", async () => {
		fakeApi({
			...PAGES,
			"/traces": (query) => {
				if (query.get("q") !== "status:eror") return PAGES["/traces"]?.(query);
				throw new FakeError(400, {
					kind: "invalid_input",
					field: "q",
					message: "character 8 of the query: expected unset, ok or error",
					advice: "try: status:error",
					fault: { position: 7, length: 4, expected: "unset, ok or error", repaired: "status:error" },
					requestId: "req-1",
				});
			},
		});
		const { router } = renderPage("/traces");
		await waitFor(() => expect(rows().length).toBeGreaterThan(10));
		await userEvent.type(screen.getByLabelText("Query"), "status:eror{Enter}");
		const fault = await screen.findByRole("alert");
		expect(fault.textContent).toContain("character 8 of the query");
		expect(rows().length).toBeGreaterThan(10);
		await userEvent.click(within(fault).getByRole("button", { name: /status:error/ }));
		await waitFor(() => expect(router.state.location.href).toBe("/traces?q=status:error"));
		await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
	});

	test("completes keys and values while one types, by keyboard", async () => {
		const asked = fakeApi({
			...PAGES,
			"/keys": () => listOf([{ key: "http.route", scope: "span", count: 900 }]),
			"/keys/service/values": (query) => listOf(query.get("prefix") === "pay" ? [{ value: "payment", count: 12_400 }] : []),
		});
		const { router } = renderPage("/traces");
		const field = await screen.findByRole("combobox", { name: "Query" });
		await userEvent.type(field, "htt");
		const option = await screen.findByRole("option", { name: /http\.route/ });
		expect(option.textContent).toBe("http.routeattribute900");
		expect(field.getAttribute("aria-expanded")).toBe("true");
		await userEvent.keyboard("{Escape}");
		await waitFor(() => expect(screen.queryByRole("listbox")).toBeNull());
		expect(document.activeElement).toBe(field);
		await userEvent.clear(field);
		await userEvent.type(field, "service:pay");
		expect((await screen.findByRole("option")).textContent).toBe("payment12.4k");
		await userEvent.keyboard("{ArrowDown}");
		await waitFor(() => expect(field.getAttribute("aria-activedescendant")).toBe(screen.getByRole("option", { selected: true }).id));
		await userEvent.keyboard("{Tab}");
		expect((field as HTMLInputElement).value).toBe("service:payment ");
		expect(router.state.location.href, "nothing is run before Enter").toBe("/traces");
		await userEvent.keyboard("{Enter}");
		await waitFor(() => expect(router.state.location.href).toBe("/traces?q=service:payment"));
		const keys = asked.filter((url) => url.pathname.endsWith("/keys"));
		expect(keys.map((url) => [url.searchParams.get("signal"), url.searchParams.get("q")])).toContainEqual(["traces", "htt"]);
	});

	test("Enter runs what is typed while suggestions are open and none is chosen", async () => {
		fakeApi({ ...PAGES, "/keys/status/values": () => listOf([{ value: "error", count: 3 }]) });
		const { router } = renderPage("/traces");
		await userEvent.type(await screen.findByLabelText("Query"), "status:err");
		await screen.findByRole("option");
		await userEvent.keyboard("or{Enter}");
		await waitFor(() => expect(router.state.location.href).toBe("/traces?q=status:error"));
	});

	test("single spans are another view of the same query, each row leads to its place in its trace", async () => {
		const span = {
			...{ traceId: "a".repeat(32), spanId: "b".repeat(16), parentSpanId: null, service: "payment", serviceColor: 3, name: "POST /pay" },
			...{ operation: "POST /pay", kind: 2, status: { code: 2, message: "declined" }, durationNanos: 1.31e9, marks: [] },
			startTime: ROWS[0]?.startTime ?? "",
		};
		const asked = fakeApi({
			...PAGES,
			"/spans": () => listOf([span, { ...span, spanId: "c".repeat(16) }], { total: null, cursor: "next" }),
		});
		const { router } = renderPage("/traces?q=status:error&sort=spans");
		await userEvent.click(await screen.findByRole("radio", { name: "Spans" }));
		await waitFor(() => expect(router.state.location.href).toBe("/traces?q=status:error&view=spans"));
		const [row] = await waitFor(() => {
			expect(rows()).toHaveLength(2);
			return rows();
		});
		expect(row?.getAttribute("href")).toBe(`/t/${span.traceId}?span=${span.spanId}`);
		expect(row?.textContent).toMatch(/paymentPOST \/pay1\.31\u00a0sserverdeclined$/);
		expect(document.body.textContent).toMatch(/\d\+ spans/);
		const query = asked.findLast((url) => url.pathname.endsWith("/spans"))?.searchParams;
		expect([query?.get("sort"), query?.get("q")]).toEqual(["newest", "status:error"]);
		await userEvent.click(screen.getByRole("radio", { name: "Traces" }));
		await waitFor(() => expect(router.state.location.href).toBe("/traces?q=status:error"));
	});

	test("j and k move, the row with the focus is a link", async () => {
		fakeApi(PAGES);
		renderPage("/traces");
		await waitFor(() => expect(rows().length).toBeGreaterThan(10));
		fireEvent.keyDown(document.body, { key: "j" });
		await waitFor(() => expect((document.activeElement as HTMLElement).dataset.index).toBe("0"));
		fireEvent.keyDown(document.activeElement ?? document.body, { key: "j" });
		await waitFor(() => expect((document.activeElement as HTMLElement).dataset.index).toBe("1"));
		fireEvent.keyDown(document.activeElement ?? document.body, { key: "k" });
		await waitFor(() => expect((document.activeElement as HTMLElement).dataset.index).toBe("0"));
	});

	test("Back from a trace leads to the row that was opened, also when others came above it", async () => {
		let shown = ROWS;
		fakeApi({ ...PAGES, "/traces": () => listOf(shown.slice(0, 100)) });
		const { router } = renderPage("/traces");
		await waitFor(() => expect(rows().length).toBeGreaterThan(10));
		for (const _ of "123") fireEvent.keyDown(document.body, { key: "j" });
		await waitFor(() => expect((document.activeElement as HTMLElement).dataset.index).toBe("2"));
		fireEvent.click(document.activeElement as HTMLElement);
		await waitFor(() => expect(router.state.location.href).toBe(`/t/${ROWS[2]?.traceId}`));
		shown = [traceSummary(300, { startTime: "1763579999000000000" }), ...ROWS];
		refreshNow();
		await act(() => router.history.back());
		await waitFor(() => expect(document.activeElement?.getAttribute("href")).toBe(`/t/${ROWS[2]?.traceId}`));
		await waitFor(() => expect(rows()[0]?.getAttribute("href")).toBe(`/t/${shown[0]?.traceId}`));
		fireEvent.keyDown(document.activeElement ?? document.body, { key: "j" });
		await waitFor(() => expect(document.activeElement?.getAttribute("href")).toBe(`/t/${ROWS[3]?.traceId}`));
	});

	test("a trace without root is still received for 30 seconds after its last span, then it has no root", async () => {
		const endedAgo = (index: number, ms: number) =>
			traceSummary(index, { rootSpanId: null, startTime: `${Date.now() - ms}000000`, durationNanos: 0 });
		fakeApi({ ...PAGES, "/traces": () => listOf([endedAgo(0, 1_000), endedAgo(1, 45_000), traceSummary(2)]) });
		renderPage("/traces");
		await waitFor(() => expect(rows()).toHaveLength(3));
		const said = rows().map((row) => [row.textContent?.includes("still receiving…"), row.textContent?.includes("no root")]);
		expect(said).toEqual([
			[true, false],
			[false, true],
			[false, false],
		]);
	});

	test("live traces are held while the pointer is on the list and released afterwards", async () => {
		fakeApi(PAGES);
		const { stream } = renderPage("/traces?live=1&q=status:error");
		await waitFor(() => expect(rows().length).toBeGreaterThan(10));
		await waitFor(() => expect(stream.urls.at(-1)).toContain("topics=ingest%2Ctraces&q=status%3Aerror"));
		const list = screen.getByRole("region", { name: /Traces, newest first/ });
		fireEvent.pointerMove(list, { clientX: 10, clientY: 10 });
		const arrival = traceSummary(900, { operation: "GET /fresh", startTime: "1763579999000000000" });
		stream.send("traces", { traces: [arrival], skipped: 0 });
		await screen.findByRole("button", { name: "held · 1 new" });
		expect(document.body.textContent).not.toContain("/fresh");
		fireEvent.pointerLeave(list);
		await waitFor(() => expect(rows()[0]?.textContent).toContain("/fresh"));
		expect(document.body.textContent).toContain("1,205 traces");
	});

	test("live traces of a query that was left do not show up in the next list", async () => {
		fakeApi(PAGES);
		const { router, stream } = renderPage("/traces?live=1&q=status:error");
		await waitFor(() => expect(stream.urls.at(-1)).toContain("q=status%3Aerror"));
		const arrival = (index: number, operation: string) => traceSummary(index, { operation, startTime: "1763579999000000000" });
		stream.send("traces", { traces: [arrival(900, "GET /left")], skipped: 0 });
		await router.navigate({ to: "/traces", search: { live: "1", q: "service:cart" } as never });
		await waitFor(() => expect(stream.urls.at(-1)).toContain("q=service%3Acart"));
		stream.send("traces", { traces: [arrival(901, "GET /next")], skipped: 0 });
		await waitFor(() => expect(document.body.textContent).toContain("/next"));
		expect(document.body.textContent).not.toContain("/left");
	});
});

describe("nothing to list", () => {
	const empty = (stored: number): FakeRoutes => ({ ...SEARCH_ROUTES, "/status": () => statusOf(stored), "/traces": () => listOf([]) });

	test("nothing ever arrived: how to connect", async () => {
		fakeApi(empty(0));
		renderPage("/traces");
		expect((await screen.findByRole("link", { name: "Connect a service" })).getAttribute("href")).toBe("/connect");
	});

	test("none in this range: go to the last one", async () => {
		fakeApi({ ...empty(7), "/traces": (query) => listOf(query.get("from") === "0" ? [traceSummary(0)] : []) });
		const { router } = renderPage("/traces");
		await userEvent.click(await screen.findByRole("button", { name: /Go to 20 Nov 03:14/ }));
		await waitFor(() => expect(router.state.location.href).toMatch(/^\/traces\?from=\d{13}&to=\d{13}$/));
	});

	test("filtered out: each condition with what it hides", async () => {
		fakeApi({ ...empty(7), "/traces": (query) => listOf([], { total: query.get("q") === "status:error" ? 283 : 0 }) });
		const { router } = renderPage("/traces?q=service:nosuch status:error");
		const remove = await screen.findByRole("button", { name: "Remove the condition service:nosuch" });
		await waitFor(() => expect(remove.textContent).toContain("hides 283"));
		await userEvent.click(remove);
		await waitFor(() => expect(router.state.location.href).toBe("/traces?q=status:error"));
	});

	test("filtered out spans: what each condition hides is counted in spans", async () => {
		const spans = (query: URLSearchParams) => listOf([], { total: query.get("q") === "status:error" ? 4_100 : 0 });
		fakeApi({ ...empty(7), "/spans": spans });
		renderPage("/traces?q=service:nosuch status:error&view=spans");
		const remove = await screen.findByRole("button", { name: "Remove the condition service:nosuch" });
		await waitFor(() => expect(remove.textContent).toContain("hides 4,100"));
		expect(screen.getByText("No span matches every condition")).toBeTruthy();
	});

	test("a slip of the finger is named and repaired with one click; text that is not run yet shows it", async () => {
		fakeApi({ ...empty(7), "/services": () => listOf([serviceOf("payment")]) });
		const { router } = renderPage("/traces?q=servce:paymnt");
		await userEvent.click(await screen.findByRole("button", { name: "Did you mean service?" }));
		await waitFor(() => expect(router.state.location.href).toBe("/traces?q=service:paymnt"));
		await userEvent.click(await screen.findByRole("button", { name: "Did you mean payment?" }));
		await waitFor(() => expect(router.state.location.href).toBe("/traces?q=service:payment"));
		expect(document.body.textContent).not.toContain("to run");
		await userEvent.type(screen.getByLabelText("Query"), " x");
		expect(document.body.textContent).toContain("↵ to run");
	});

	test("a fault over an empty list promises no former result", async () => {
		fakeApi({
			...empty(7),
			"/traces": (query) => {
				if (query.get("q") !== "a:") return listOf([]);
				throw new FakeError(400, {
					kind: "invalid_input",
					field: "q",
					message: "character 3 of the query: expected a value",
					requestId: "r",
				});
			},
		});
		renderPage("/traces?q=a:1");
		await screen.findByRole("button", { name: "Remove the condition a:1" });
		await userEvent.clear(screen.getByLabelText("Query"));
		await userEvent.type(screen.getByLabelText("Query"), "a:{Enter}");
		expect((await screen.findByRole("alert")).textContent).not.toContain("last good result");
	});

	test("a failure stays in its panel with its request id and can be tried again", async () => {
		let broken = true;
		fakeApi({
			...PAGES,
			"/traces": (query) => {
				if (!broken) return PAGES["/traces"]?.(query);
				throw new FakeError(500, { kind: "internal", message: "something went wrong", requestId: "req-8f2c" });
			},
		});
		renderPage("/traces");
		const panel = await screen.findByRole("alert");
		expect(panel.textContent).toContain("req-8f2c");
		broken = false;
		await userEvent.click(within(panel).getByRole("button", { name: "Retry" }));
		await waitFor(() => expect(rows().length).toBeGreaterThan(10));
	});
});
