import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { setPrefs } from "../../state/prefs.ts";
import { type FakeRoutes, fakeApi, listOf, serviceOf, statusOf, traceSummary } from "../../testing/fake-api.ts";
import { explainOf, SEARCH_ROUTES, spanGroupsOf, traceChartOf, traceFacetsOf } from "../../testing/fake-search.ts";
import { renderPage } from "../../testing/render.tsx";

const VALUES = {
	service: { checkout: 1_204, gateway: 1_112, payment: 642 },
	"root.name": Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`GET /page/${index}`, 500 - index])),
	"root.status": { unset: 1_088, error: 116 },
	"any.status": { error: 272, unset: 1_204 },
	version: { v42: 561, v41: 81 },
};
const PAGES: FakeRoutes = {
	...SEARCH_ROUTES,
	"/status": () => statusOf(9_000),
	"/services": () => listOf([serviceOf("checkout", { color: 1 })]),
	"/traces": () => listOf(Array.from({ length: 30 }, (_, index) => traceSummary(index))),
	"/traces/facets": (query) => traceFacetsOf(query, VALUES),
	"/keys": () => listOf([{ key: "user.tier", scope: "span", count: 900 }]),
};

beforeEach(() => setPrefs({ facets: true, environment: "" }));
afterEach(() => {
	cleanup();
	vi.unstubAllGlobals();
});

const asked = (urls: readonly URL[], path: string): URLSearchParams | undefined =>
	urls.findLast((url) => url.pathname.endsWith(path))?.searchParams;
const group = async (name: string) => within(await screen.findByRole("region", { name }));
const SEL = "sel=1763579600000-1763579700000_500000000-1310000000";
/** The text of the query in the address. */
const queryOf = (router: { readonly state: { readonly location: { readonly href: string } } }): string | null =>
	new URL(router.state.location.href, "http://localhost").searchParams.get("q");

describe("facets", () => {
	test("stand beside the list with counts, of the same search as the list", async () => {
		const urls = fakeApi(PAGES);
		renderPage("/traces?q=service:checkout");
		const services = await group("service");
		expect((await services.findByRole("button", { name: /^gateway/ })).textContent).toBe("gateway1,112");
		expect(services.getByRole("button", { name: /^checkout/, pressed: true })).toBeTruthy();
		await waitFor(() => expect(asked(urls, "/traces/facets")).toBeTruthy());
		const query = urls.find((url) => url.searchParams.get("keys")?.startsWith("service"))?.searchParams;
		expect([query?.get("q"), query?.get("keys")]).toEqual(["service:checkout", "service,root.name,version,http.route,instance"]);
		const list = urls.find((url) => url.pathname.endsWith("/traces"))?.searchParams;
		expect([query?.get("from"), query?.get("to")]).toEqual([list?.get("from"), list?.get("to")]);
	});

	test("a click is one value alone, Ctrl+click one more, ≠ none of it, and a second click takes it back", async () => {
		fakeApi(PAGES);
		const { router } = renderPage("/traces?q=duration:>500ms");
		const services = await group("service");
		await userEvent.click(await services.findByRole("button", { name: /^gateway/ }));
		await waitFor(() => expect(queryOf(router)).toBe("duration:>500ms service:gateway"));
		fireEvent.click(services.getByRole("button", { name: /^payment/, pressed: false }), { ctrlKey: true });
		await waitFor(() => expect(queryOf(router)).toBe("duration:>500ms (service:gateway OR service:payment)"));
		fireEvent.click(services.getByRole("button", { name: "Exclude payment" }));
		await waitFor(() => expect(queryOf(router)).toBe("duration:>500ms service:gateway -service:payment"));
		await userEvent.click(services.getByRole("button", { name: /^gateway/, pressed: true }));
		await waitFor(() => expect(queryOf(router)).toBe("duration:>500ms -service:payment"));
		await userEvent.click(await services.findByRole("button", { name: "No longer exclude payment" }));
		await waitFor(() => expect(queryOf(router)).toBe("duration:>500ms"));
	});

	test("the status tells traces that failed from those with errors inside, whatever the query asks of it", async () => {
		const urls = fakeApi(PAGES);
		const { router } = renderPage("/traces?q=root.status:error");
		const status = await group("status");
		const texts = () => status.getAllByRole("button", { pressed: false }).map(({ textContent }) => textContent);
		await waitFor(() => expect(texts()).toEqual(["ok932", "ok, errors inside156"]));
		expect(status.getByRole("button", { pressed: true }).textContent).toBe("error116");
		const own = urls.find((url) => url.searchParams.get("keys") === "root.status,any.status")?.searchParams;
		expect(own?.get("q"), "counted without the query's own terms").toBeNull();
		await userEvent.click(status.getByRole("button", { name: /errors inside/ }));
		await waitFor(() => expect(queryOf(router)).toBe("any.status:error -root.status:error"));
	});

	test("more than eight values are behind one press, and can be searched", async () => {
		fakeApi(PAGES);
		renderPage("/traces");
		const operations = await group("operation");
		const values = () => operations.queryAllByRole("button", { pressed: false }).filter(({ textContent }) => textContent?.includes("page"));
		await waitFor(() => expect(values().filter(({ tabIndex }) => tabIndex >= -1 && !tabIndex)).toHaveLength(1));
		expect(values().filter((button) => button.hasAttribute("data-facet-value"))).toHaveLength(8);
		await userEvent.click(operations.getByRole("button", { name: "4 more" }));
		await userEvent.type(operations.getByRole("searchbox", { name: "Search in operation" }), "page/1");
		const found = values().filter((button) => button.hasAttribute("data-facet-value"));
		expect(found.map(({ textContent }) => textContent)).toEqual(["GET /page/1499", "GET /page/10490", "GET /page/11489"]);
	});

	test("arrow keys move through the values, right reaches the exclusion", async () => {
		fakeApi(PAGES);
		renderPage("/traces");
		const services = await group("service");
		const first = await services.findByRole("button", { name: /^checkout/, pressed: false });
		first.focus();
		fireEvent.keyDown(first, { key: "ArrowDown" });
		expect(document.activeElement?.textContent).toContain("gateway");
		fireEvent.keyDown(document.activeElement as Element, { key: "ArrowRight" });
		expect(document.activeElement?.getAttribute("aria-label")).toBe("Exclude gateway");
	});

	test("a key of one's own is added from the known keys, stays in the address, and can be removed", async () => {
		const urls = fakeApi(PAGES);
		const { router } = renderPage("/traces");
		await userEvent.click(await screen.findByRole("button", { name: "add facet" }));
		await userEvent.click(await screen.findByRole("button", { name: /user\.tier/ }));
		await waitFor(() => expect(router.state.location.href).toBe("/traces?facets=user.tier"));
		await waitFor(() => expect(asked(urls, "/traces/facets")?.get("keys")).toContain("user.tier"));
		await userEvent.click(await screen.findByRole("button", { name: "Remove the facet user.tier" }));
		await waitFor(() => expect(router.state.location.href).toBe("/traces"));
	});

	test("a range of durations in words; what is no duration is said", async () => {
		fakeApi(PAGES);
		const { router } = renderPage("/traces");
		const from = await screen.findByRole("textbox", { name: "Duration from" });
		await userEvent.type(from, "soon{Enter}");
		expect((await screen.findByRole("alert")).textContent).toContain("Not a duration");
		await userEvent.clear(from);
		await userEvent.type(from, "500ms");
		await userEvent.type(screen.getByRole("textbox", { name: "Duration to" }), "1.31 s{Enter}");
		await waitFor(() => expect(queryOf(router)).toBe("root.duration:500ms..1.31s"));
	});

	test("f hides and shows them, and this browser remembers it", async () => {
		fakeApi(PAGES);
		renderPage("/traces");
		await screen.findByRole("navigation", { name: "Facets" });
		fireEvent.keyDown(document.body, { key: "f" });
		await waitFor(() => expect(screen.queryByRole("navigation", { name: "Facets" })).toBeNull());
		expect(JSON.parse(localStorage.getItem("spanglass.prefs") ?? "{}").facets).toBe(false);
		await userEvent.click(screen.getByRole("button", { name: "Facets" }));
		expect(await screen.findByRole("navigation", { name: "Facets" })).toBeTruthy();
	});
});

describe("the chart", () => {
	const chart = () => screen.findByRole("application", { name: "Traces by start and duration" });

	test("is asked for after the list, and says in words what it shows", async () => {
		const urls = fakeApi(PAGES);
		renderPage("/traces");
		const figure = await chart();
		const words = document.getElementById(figure.getAttribute("aria-describedby") ?? "")?.textContent;
		expect(words).toContain("2 traces, 1 with errors, from 20\u00a0ms to 900\u00a0ms.");
		const order = urls.map(({ pathname }) => pathname.split("/v1")[1]).filter((path) => path === "/traces" || path === "/traces/chart");
		expect(order).toEqual(["/traces", "/traces/chart"]);
	});

	test("Shift and arrow keys select, the selection is in the address, z zooms to its time", async () => {
		fakeApi(PAGES);
		const { router } = renderPage("/traces");
		const figure = await chart();
		fireEvent.keyDown(figure, { key: "ArrowUp" });
		expect((await screen.findByText(/0 traces, 0 with errors/)).textContent).toBeTruthy();
		for (let step = 0; step < 12; step++) fireEvent.keyDown(figure, { key: "ArrowLeft", shiftKey: true });
		for (let step = 0; step < 4; step++) fireEvent.keyDown(figure, { key: "ArrowDown", shiftKey: true });
		await waitFor(() => expect(router.state.location.href).toBe("/traces?sel=1763579570000-1763579700000_147000000-1000000000"));
		const bar = within(await screen.findByRole("group", { name: "Selection" }));
		expect(bar.getByRole("status").textContent).toBe("1 trace");
		expect(await screen.findByText("1 in selection")).toBeTruthy();
		fireEvent.keyDown(figure, { key: "z" });
		await waitFor(() => expect(router.state.location.href).toBe("/traces?from=1763579570000&to=1763579700000"));
	});

	test("the duration of the selection becomes a condition, Esc clears a selection", async () => {
		fakeApi(PAGES);
		const { router } = renderPage(`/traces?q=service:a&${SEL}`);
		await userEvent.click(await screen.findByRole("button", { name: "Filter duration" }));
		await waitFor(() => expect(router.state.location.href).toBe("/traces?q=service:a+root.duration:500ms..1.31s"));
		await router.navigate({ to: "/traces", search: { sel: SEL.slice(4) } as never });
		await screen.findByRole("button", { name: "Explain" });
		fireEvent.keyDown(document.body, { key: "Escape" });
		await waitFor(() => expect(router.state.location.href).toBe("/traces"));
	});

	test("b shows the same as a table", async () => {
		fakeApi(PAGES);
		renderPage("/traces");
		fireEvent.keyDown(await chart(), { key: "b" });
		const table = await screen.findByRole("table", { name: "Traces by start and duration" });
		const rows = within(table).getAllByRole("row").slice(1);
		expect(rows).toHaveLength(30);
		const cells = (row: HTMLElement | undefined) =>
			within(row as HTMLElement)
				.getAllByRole("cell")
				.map(({ textContent }) => textContent);
		expect(cells(rows[9])).toEqual(["1", "1", "900\u00a0ms", "900\u00a0ms"]);
	});

	test("of very many traces it says how many it draws, and estimates what is selected", async () => {
		fakeApi({ ...PAGES, "/traces/chart": () => traceChartOf({ total: 4_000 }) });
		renderPage("/traces?sel=1763579570000-1763579700000_147000000-1000000000");
		expect(await screen.findByText(/2 of 4,000 traces are drawn/)).toBeTruthy();
		expect((await screen.findByRole("group", { name: "Selection" })).textContent).toContain("≈ 2,000 traces");
	});
});

describe("the explanation of a selection", () => {
	test("ranks what differs with its shares, and a row is a condition", async () => {
		const urls = fakeApi(PAGES);
		const { router } = renderPage(`/traces?q=service:checkout&${SEL}`);
		await userEvent.click(await screen.findByRole("button", { name: "Explain" }));
		const panel = within(await screen.findByRole("complementary", { name: "Explain" }));
		await waitFor(() => expect(router.state.location.href).toContain("tab=explain"));
		const row = await panel.findByRole("button", { name: /^resource\.service\.version v42 of payment/ });
		expect(row.textContent).toBe("service.versionpaymentv422% → 94%");
		expect(panel.getByText("n 267")).toBeTruthy();
		expect(panel.getByText(/400 of 937 were read/)).toBeTruthy();
		const query = asked(urls, "/explain");
		expect(["q", "start", "end", "min", "max"].map((name) => query?.get(name))).toEqual([
			"service:checkout",
			"1763579600000",
			"1763579700000",
			"500000000",
			"1310000000",
		]);
		await userEvent.click(row);
		await waitFor(() => expect(queryOf(router)).toBe("service:checkout any.resource.service.version:v42"));
	});

	test("constants and ids are behind one press", async () => {
		fakeApi(PAGES);
		renderPage(`/traces?${SEL}&tab=explain`);
		const show = await screen.findByRole("button", { name: "show" });
		expect(show.parentElement?.textContent).toContain("Hidden: 1 constant · 2 unique ids");
		await userEvent.click(show);
		expect(screen.getByText("span.order.id")).toBeTruthy();
	});

	test.each([
		["none", "Nothing differs by more than chance"],
		["few", "Too few traces on one side"],
	] as const)("a verdict of %s is said in a sentence", async (verdict, sentence) => {
		fakeApi({ ...PAGES, "/explain": () => explainOf({ verdict, differences: [] }) });
		renderPage(`/traces?${SEL}&tab=explain`);
		expect(await screen.findByText(new RegExp(sentence))).toBeTruthy();
	});

	test("Esc closes it and leaves the selection", async () => {
		fakeApi(PAGES);
		const { router } = renderPage(`/traces?${SEL}&tab=explain`);
		await screen.findByRole("complementary", { name: "Explain" });
		fireEvent.keyDown(document.body, { key: "Escape" });
		await waitFor(() => expect(router.state.location.href).toBe(`/traces?${SEL}`));
	});
});

describe("groups and structure", () => {
	test("groups are sorted by a column that the address names, and a row leads to its spans", async () => {
		const urls = fakeApi({ ...PAGES, "/spans": () => listOf([]) });
		const { router } = renderPage("/traces?view=group&q=duration:>5ms");
		const table = await screen.findByRole("region", { name: "Spans by service, name" });
		const firstCells = () =>
			within(table)
				.getAllByRole("row")
				.slice(1)
				.map((row) => within(row).getAllByRole("cell")[0]?.textContent);
		expect(firstCells()).toEqual(["POST /pay", "(none)"]);
		await userEvent.click(within(table).getByRole("button", { name: "p99" }));
		await waitFor(() => expect(router.state.location.href).toContain("order=p99"));
		expect(firstCells()).toEqual(["(none)", "POST /pay"]);
		expect(asked(urls, "/spans/groups")?.get("by")).toBe("service,name");
		await userEvent.click(within(table).getAllByRole("button", { name: "checkout" })[0] as HTMLElement);
		await waitFor(() => expect(queryOf(router)).toBe("duration:>5ms service:checkout -name:*"));
		expect(router.state.location.href).toContain("view=spans");
	});

	test("keys are taken away and added; without one nothing is asked", async () => {
		fakeApi({ ...PAGES, "/spans/groups": (query) => spanGroupsOf({ data: [], total: 0, spans: 0, warnings: [query.get("by") ?? ""] }) });
		const { router } = renderPage("/traces?view=group&by=service");
		await userEvent.click(await screen.findByRole("button", { name: "Do not group by service" }));
		expect(await screen.findByText("Choose a key to group by.")).toBeTruthy();
		await userEvent.click(screen.getByRole("button", { name: "add key" }));
		await userEvent.type(await screen.findByRole("searchbox", { name: "Key of an attribute" }), "tier{Enter}");
		await waitFor(() => expect(router.state.location.href).toBe("/traces?by=user.tier&view=group"));
	});

	test("the structure is a tree grid: most frequent children first, foldable, a call leads to its traces", async () => {
		fakeApi(PAGES);
		const { router } = renderPage("/traces?view=structure");
		const grid = await screen.findByRole("treegrid", { name: /200 traces laid over each other/ });
		const names = () =>
			within(grid)
				.getAllByRole("rowheader")
				.map(({ textContent }) => textContent);
		expect(names()).toEqual(["gatewayPOST /pay", "checkoutpay", "paymentcharge", "inventoryreserve"]);
		const row = within(grid).getAllByRole("row")[2] as HTMLElement;
		expect([row.getAttribute("aria-level"), row.getAttribute("aria-expanded")]).toEqual(["2", "true"]);
		row.focus();
		fireEvent.keyDown(row, { key: "ArrowLeft" });
		await waitFor(() => expect(names()).toEqual(["gatewayPOST /pay", "checkoutpay+1", "inventoryreserve"]));
		fireEvent.keyDown(row, { key: "Enter" });
		await waitFor(() => expect(queryOf(router)).toBe('service:"checkout" name:"pay"'));
	});
});

describe("several traces and kept views", () => {
	test("x chooses the row with the focus; the chosen ones are exported as one document", async () => {
		const files: Blob[] = [];
		vi.stubGlobal(
			"URL",
			Object.assign(URL, { createObjectURL: (file: Blob) => String(files.push(file)), revokeObjectURL: () => undefined }),
		);
		const otlp = (name: string) => () => ({ resourceSpans: [{ resource: name }] });
		const ids = [0, 1].map((index) => traceSummary(index).traceId);
		fakeApi({ ...PAGES, [`/traces/${ids[0]}/otlp`]: otlp("first"), [`/traces/${ids[1]}/otlp`]: otlp("second") });
		renderPage("/traces");
		await waitFor(() => expect(screen.getAllByRole("checkbox").length).toBeGreaterThan(10));
		fireEvent.keyDown(document.body, { key: "j" });
		await waitFor(() => expect((document.activeElement as HTMLElement).dataset.index).toBe("0"));
		fireEvent.keyDown(document.activeElement as Element, { key: "x" });
		await userEvent.click(screen.getAllByRole("checkbox")[1] as HTMLElement);
		const bar = within(await screen.findByRole("group", { name: /selected/ }));
		await userEvent.click(bar.getByRole("button", { name: "Export OTLP JSON" }));
		await waitFor(() => expect(files).toHaveLength(1));
		expect(JSON.parse((await files[0]?.text()) ?? "")).toEqual({ resourceSpans: [{ resource: "first" }, { resource: "second" }] });
		await userEvent.click(bar.getByRole("button", { name: "Clear" }));
		await waitFor(() => expect(screen.queryByRole("group", { name: /selected/ })).toBeNull());
	});

	test("a view is kept under a name and listed in the palette", async () => {
		const kept: unknown[] = [];
		fakeApi({
			...PAGES,
			"POST /documents/view": () => {
				kept.push({
					kind: "view",
					id: "v1",
					json: { name: "Slow payments", path: "/traces?q=service:payment" },
					version: 1,
					updatedAt: "0",
				});
				return { data: kept[0] };
			},
			"/documents/view": () => listOf(kept),
		});
		const { router } = renderPage("/traces?q=service:payment");
		await userEvent.click(await screen.findByRole("button", { name: "Save" }));
		const name = await screen.findByRole("textbox", { name: "Name" });
		await userEvent.clear(name);
		await userEvent.type(name, "Slow payments{Enter}");
		expect(await screen.findByText("View Slow payments saved")).toBeTruthy();
		await router.navigate({ to: "/status" });
		fireEvent.keyDown(document.body, { key: "k", ctrlKey: true });
		fireEvent.change(await screen.findByRole("combobox", { name: "Search or jump" }), { target: { value: "slow" } });
		await screen.findByRole("option", { name: /Slow payments/ });
		fireEvent.keyDown(screen.getByRole("combobox", { name: "Search or jump" }), { key: "Enter" });
		await waitFor(() => expect(router.state.location.href).toBe("/traces?q=service:payment"));
	});
});
