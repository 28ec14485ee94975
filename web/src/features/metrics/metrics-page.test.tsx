import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, test } from "vitest";
import { FakeError, type FakeRoutes, fakeApi, listOf, statusOf } from "../../testing/fake-api.ts";
import { chartOf, metricOf } from "../../testing/fake-metrics.ts";
import { renderPage } from "../../testing/render.tsx";

const DURATION = metricOf("http.server.request.duration", {
	type: "histogram",
	unit: "s",
	description: "How long requests take.",
	seriesCount: 84,
});
const METRICS = [metricOf("orders.placed", { unit: "{order}" }), DURATION, metricOf("process.memory.usage", { type: "gauge", unit: "By" })];
const STORED = statusOf(9, { stored: { traces: 9, metrics: 9, logs: 0 } });
const PAGES: FakeRoutes = {
	"/status": () => STORED,
	"/metrics": () => listOf(METRICS),
	"/metrics/http.server.request.duration/chart": () => chartOf(DURATION),
	"/metrics/orders.placed/chart": () =>
		chartOf(metricOf("orders.placed"), { lines: [{ name: "rate", values: [null, null] }], exemplars: [] }),
};
const DURATION_URL = "/metrics?m=http.server.request.duration";
const charts = (asked: readonly URL[]): URL[] => asked.filter((url) => url.pathname.endsWith("/chart"));

afterEach(cleanup);

describe("the page", () => {
	test("opens with the most telling metric in the address: what it is, its numbers, the traces behind it", async () => {
		fakeApi(PAGES);
		const { router } = renderPage("/metrics");
		await waitFor(() => expect(router.state.location.href).toBe(DURATION_URL));
		const chart = await screen.findByRole("application", { name: /http.server.request.duration: Percentiles/ });
		const summary = document.getElementById(chart.getAttribute("aria-describedby") ?? "");
		expect(summary?.textContent).toContain("p99: min 900\u00a0ms, max 1.31\u00a0s");
		expect(document.body.textContent).toContain("84 series · 5,040 points · 38 ms · complete");
		expect(document.body.textContent).toContain("How long requests take.");
		const trace = screen.getByRole("link", { name: /Open trace 4bf92f35… *: 1.2\s*s/ });
		expect(trace.getAttribute("href")).toBe("/t/4bf92f3577b34da6a3ce929d0e0e4736?span=00f067aa0ba902b7");
		await userEvent.click(trace);
		await waitFor(() => expect(router.state.location.href).toBe("/t/4bf92f3577b34da6a3ce929d0e0e4736?span=00f067aa0ba902b7"));
	});

	test("rows are links that forget the filter of the metric before and keep the catalog", async () => {
		fakeApi(PAGES);
		renderPage(`${DURATION_URL}&q=a:1&by=http.route&sort=cardinality`);
		const row = await screen.findByRole("link", { name: /orders\.placed/ });
		expect(row.getAttribute("href")).toBe("/metrics?m=orders.placed&sort=cardinality");
	});

	test("j and Enter walk the catalog, the search narrows it and says how far", async () => {
		fakeApi(PAGES);
		const { router } = renderPage(DURATION_URL);
		await screen.findByRole("link", { name: /orders\.placed/ });
		fireEvent.keyDown(document.body, { key: "j" });
		await waitFor(() => expect(document.activeElement?.textContent).toBe("orders1"));
		await userEvent.type(screen.getByRole("searchbox", { name: "Search metrics" }), "memory");
		await waitFor(() => expect(document.body.textContent).toContain("1 of 3 metrics"));
		expect(router.state.location.href).toBe(`${DURATION_URL}&find=memory`);
	});

	test("a line that is pressed is alone, and the address says so", async () => {
		fakeApi(PAGES);
		const { router } = renderPage(DURATION_URL);
		const name = await screen.findByRole("button", { name: "p99" });
		await userEvent.click(name);
		await waitFor(() => expect(router.state.location.href).toBe(`${DURATION_URL}&sel=p99`));
		expect(screen.getByRole("button", { name: "p99" }).getAttribute("aria-pressed")).toBe("true");
	});

	test("the filter is asked for; a fault keeps the chart", async () => {
		const asked = fakeApi({
			...PAGES,
			"/metrics/http.server.request.duration/chart": (query) => {
				if (query.get("q") !== "a:") return chartOf(DURATION);
				throw new FakeError(400, {
					kind: "invalid_input",
					field: "q",
					message: "character 3 of the query: expected a value",
					requestId: "r",
				});
			},
		});
		renderPage(`${DURATION_URL}&env=prod`);
		await screen.findByRole("application");
		await userEvent.type(screen.getByLabelText("Query"), "a:{Enter}");
		expect((await screen.findByRole("alert")).textContent).toContain("character 3");
		expect(screen.getByRole("application")).toBeDefined();
		expect(charts(asked).map((url) => [url.searchParams.get("q"), url.searchParams.get("env")])).toEqual([
			[null, "prod"],
			["a:", "prod"],
		]);
	});

	test("percentiles say that they are estimated, exponential ones how far off; the example filter is the metric's own", async () => {
		fakeApi({
			...PAGES,
			"/metrics/orders.placed/chart": () =>
				chartOf(metricOf("orders.placed", { type: "exponential_histogram" }), { relativeError: 0.0443 }),
		});
		renderPage(DURATION_URL);
		await screen.findByRole("button", { name: "estimated from buckets" });
		expect(screen.getByLabelText("Query").getAttribute("placeholder")).toBe("service:checkout http.route:*");
		cleanup();
		renderPage("/metrics?m=orders.placed");
		await screen.findByRole("button", { name: "estimated, off by at most 4.4%" });
	});

	test("b shows the numbers as a table", async () => {
		fakeApi(PAGES);
		renderPage(DURATION_URL);
		await userEvent.click(await screen.findByRole("button", { name: "Show as table" }));
		const table = screen.getByRole("table", { name: /Percentiles/ });
		expect(table.querySelectorAll("tbody tr")).toHaveLength(3);
		expect(table.textContent).toContain("1.31\u00a0s");
	});
});

describe("nothing to show", () => {
	test("no metric ever arrived: how to connect", async () => {
		fakeApi({ "/status": () => statusOf(0), "/metrics": () => listOf([]) });
		renderPage("/metrics");
		expect((await screen.findByRole("link", { name: "Connect a service" })).getAttribute("href")).toBe("/connect");
	});

	test("none in this range: go to the last point", async () => {
		fakeApi({ ...PAGES, "/metrics": (query) => listOf(query.get("from") === "0" ? METRICS : []) });
		const { router } = renderPage("/metrics");
		await userEvent.click(await screen.findByRole("button", { name: /Go to 20 Nov 03:14/ }));
		await waitFor(() => expect(router.state.location.href).toMatch(/[?&]from=\d{13}&to=\d{13}$/));
	});

	test("this metric has no points here: go to its last one; with a filter: take it away", async () => {
		fakeApi(PAGES);
		const { router } = renderPage("/metrics?m=orders.placed");
		await screen.findByRole("heading", { name: "No points of orders.placed in this range" });
		await screen.findByRole("button", { name: /Go to/ });
		cleanup();
		expect(router.state.location.search).toEqual({ m: "orders.placed" });
		const filtered = renderPage("/metrics?m=orders.placed&q=service:nosuch");
		await userEvent.click(await screen.findByRole("button", { name: "Remove the condition service:nosuch" }));
		await waitFor(() => expect(filtered.router.state.location.href).toBe("/metrics?m=orders.placed"));
	});
});
