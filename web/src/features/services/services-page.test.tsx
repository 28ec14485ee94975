import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, test, vi } from "vitest";
import { setPrefs } from "../../state/prefs.ts";
import { FakeError, type FakeRoutes, fakeApi, listOf, serviceOf, statusOf } from "../../testing/fake-api.ts";
import { renderPage } from "../../testing/render.tsx";

const SILENT = {
	silent: true,
	requestCount: 0,
	spanCount: 0,
	ratePerSecond: 0,
	errorRatio: null,
	p50Nanos: null,
	p95Nanos: null,
	p99Nanos: null,
	instances: [],
	versions: [],
	requestCounts: [],
};
const SHOP = [
	serviceOf("cart", { ratePerSecond: 200, p99Nanos: 41_000_000 }),
	serviceOf("checkout", { namespace: "shop", errorRatio: 0.031, errorCount: 1_144, instances: ["co-1", "co-2"], versions: ["v41", "v42"] }),
	serviceOf("payment", { ratePerSecond: 139, errorRatio: 0.29, errorCount: 10_701, p99Nanos: 890_000_000 }),
	serviceOf("hello", { requestCount: 7, ratePerSecond: 7 / 900, p95Nanos: 1_200_000_000, p99Nanos: 1_300_000_000 }),
	serviceOf("poller", { requestCount: 0, ratePerSecond: 0, errorRatio: null, p50Nanos: null, p95Nanos: null, p99Nanos: null }),
	serviceOf("legacy", SILENT),
];
const ROUTES: FakeRoutes = { "/status": () => statusOf(9_000), "/services": () => listOf(SHOP) };

afterEach(() => {
	cleanup();
	vi.unstubAllGlobals();
});

const rows = (): HTMLElement[] => screen.queryAllByRole("link").filter((link) => link.dataset.index !== undefined);
const names = (): string =>
	rows()
		.map((row) => row.querySelector("b")?.textContent)
		.join(" ");
const row = (name: string): HTMLElement => {
	const found = rows().find((link) => link.querySelector("b")?.textContent === name);
	if (found === undefined) throw new Error(`no row ${name}`);
	return found;
};
const filterField = (): HTMLElement => screen.getByLabelText("Filter by name or version");

describe("the list of services", () => {
	test("asks for the range and environment, shows those with problems first", async () => {
		const asked = fakeApi(ROUTES);
		renderPage("/services?from=now-1h&to=now&env=prod");
		await waitFor(() => expect(names()).toBe("payment checkout cart hello poller legacy"));
		const query = asked.find((url) => url.pathname.endsWith("/services"))?.searchParams;
		expect(query?.get("env")).toBe("prod");
		expect(Number(query?.get("to")) - Number(query?.get("from"))).toBe(3_600_000);
		expect(document.body.textContent).toContain("1–6 of 6 · 38 ms · complete");
		expect(screen.getByRole("radio", { name: /Sending 5/ })).toBeTruthy();
	});

	test("a row says state, rate, errors and quantiles; its numbers say what they rest on", async () => {
		fakeApi(ROUTES);
		renderPage("/services");
		await waitFor(() => expect(rows()).toHaveLength(6));
		expect(row("payment").getAttribute("aria-label")).toBe("payment: critical, 139/s, errors 29%, p99 890\u00a0ms");
		expect(row("checkout").textContent).toContain("3.1%");
		expect(row("checkout").textContent).toContain("v41, v42");
		const hovers = [...row("checkout").querySelectorAll("[title]")].map((item) => item.getAttribute("title"));
		expect(hovers).toContain("1,144 of 36,900 requests failed");
		expect(hovers).toContain("co-1\nco-2");
		expect(hovers).toContain("p99 of SERVER and CONSUMER spans, n = 36,900: 1,100,000,000\u00a0ns");
	});

	test("few requests are marked, no data is not zero", async () => {
		fakeApi(ROUTES);
		renderPage("/services");
		await waitFor(() => expect(rows()).toHaveLength(6));
		expect(row("hello").textContent).toContain("~1.3\u00a0s");
		expect(row("hello").textContent).toContain("84\u00a0ms");
		expect(row("hello").textContent).not.toContain("~84");
		expect(row("cart").textContent).toContain("0%");
		expect(row("cart").textContent).not.toContain("~");
		expect(row("poller").textContent).toContain("0/s");
		expect(row("poller").textContent).toContain("—");
		expect(row("legacy").textContent).not.toContain("0/s");
		expect(row("legacy").getAttribute("aria-label")).toBe("legacy: silent");
	});

	test("refreshes by itself; while the pointer is on the list numbers change and rows keep their places", async () => {
		let ratio = 0;
		fakeApi({
			...ROUTES,
			"/services": () => listOf([serviceOf("cart", { ratePerSecond: 200 }), serviceOf("payment", { errorRatio: ratio })]),
		});
		renderPage("/services");
		await waitFor(() => expect(names()).toBe("cart payment"));
		expect(screen.getByRole("button", { name: "Refresh by itself: Auto" })).toBeDefined();
		const list = screen.getByRole("region", { name: "Services, status, errors, rate" });
		fireEvent.pointerMove(list, { clientX: 10, clientY: 10 });
		ratio = 0.3;
		fireEvent.keyDown(document.body, { key: "r" });
		await waitFor(() => expect(row("payment").textContent).toContain("30%"));
		expect(names()).toBe("cart payment");
		fireEvent.pointerLeave(list);
		await waitFor(() => expect(names()).toBe("payment cart"));
	});

	test("rows lead to the page of the service and keep range and environment; beside them its logs", async () => {
		fakeApi(ROUTES);
		renderPage("/services?from=now-1h&to=now&env=prod&q=check&sort=p99");
		await waitFor(() => expect(names()).toBe("checkout"));
		expect(row("checkout").getAttribute("href")).toBe("/services/checkout?from=now-1h&to=now&env=prod");
		const logs = screen.getByRole("link", { name: "Logs of checkout" });
		expect(logs.getAttribute("href")).toBe("/logs?q=service:%22checkout%22&from=now-1h&to=now&env=prod");
	});

	test("a head sorts down, up, and back to the list's own order", async () => {
		fakeApi(ROUTES);
		const { router } = renderPage("/services");
		await waitFor(() => expect(rows()).toHaveLength(6));
		await userEvent.click(screen.getByRole("button", { name: "Sort by p99" }));
		await waitFor(() => expect(names()).toBe("hello checkout payment cart legacy poller"));
		expect(router.state.location.href).toBe("/services?sort=p99");
		await userEvent.click(screen.getByRole("button", { name: "p99, highest first" }));
		await waitFor(() => expect(router.state.location.href).toBe("/services?sort=p99-asc"));
		expect(names()).toBe("cart payment checkout hello legacy poller");
		await userEvent.click(screen.getByRole("button", { name: "p99, lowest first" }));
		await waitFor(() => expect(router.state.location.href).toBe("/services"));
		expect(names()).toBe("payment checkout cart hello poller legacy");
	});

	test("`s` opens the orders", async () => {
		fakeApi(ROUTES);
		const { router } = renderPage("/services");
		await waitFor(() => expect(rows()).toHaveLength(6));
		fireEvent.keyDown(document.body, { key: "s" });
		fireEvent.click(await screen.findByRole("menuitemradio", { name: "error rate" }));
		await waitFor(() => expect(router.state.location.href).toBe("/services?sort=errors"));
	});

	test("`/` leads to the filter, typing narrows at once and without history", async () => {
		fakeApi(ROUTES);
		const { router } = renderPage("/services");
		await waitFor(() => expect(rows()).toHaveLength(6));
		fireEvent.keyDown(document.body, { key: "/" });
		expect(document.activeElement).toBe(filterField());
		await userEvent.type(filterField(), "v42 che");
		await waitFor(() => expect(names()).toBe("checkout"));
		expect(router.state.location.href).toBe("/services?q=v42+che");
		expect(router.history.length).toBe(1);
		expect(document.body.textContent).toContain("1–1 of 6");
	});

	test("j and k move between rows", async () => {
		fakeApi(ROUTES);
		renderPage("/services");
		await waitFor(() => expect(rows()).toHaveLength(6));
		fireEvent.keyDown(document.body, { key: "j" });
		await waitFor(() => expect(document.activeElement).toBe(row("payment")));
		fireEvent.keyDown(document.activeElement ?? document.body, { key: "j" });
		await waitFor(() => expect(document.activeElement).toBe(row("checkout")));
		fireEvent.keyDown(document.activeElement ?? document.body, { key: "k" });
		await waitFor(() => expect(document.activeElement).toBe(row("payment")));
	});

	test("of thousands only those in view are in the document", async () => {
		const many = Array.from({ length: 5_000 }, (_, index) => serviceOf(`service-${index}`));
		fakeApi({ ...ROUTES, "/services": () => listOf(many) });
		renderPage("/services");
		await waitFor(() => expect(rows().length).toBeGreaterThan(10));
		expect(rows().length).toBeLessThanOrEqual(60);
		expect(document.body.textContent).toContain("1–5,000 of 5,000");
	});
});

describe("nothing to list", () => {
	test("nothing ever arrived: how to connect", async () => {
		fakeApi({ "/status": () => statusOf(0), "/services": () => listOf([]) });
		renderPage("/services");
		expect((await screen.findByRole("link", { name: "Connect a service" })).getAttribute("href")).toBe("/connect");
	});

	test("all silent: the rows stay, and the way to the last data", async () => {
		fakeApi({
			...ROUTES,
			"/services": () => listOf([serviceOf("legacy", SILENT), serviceOf("old", { ...SILENT, lastSeen: "1763500000000000000" })]),
		});
		const { router } = renderPage("/services");
		await userEvent.click(await screen.findByRole("button", { name: "Go to 20 Nov 03:14" }));
		expect(names()).toBe("legacy old");
		await waitFor(() => expect(router.state.location.href).toBe("/services?from=1763578807218&to=1763579707218"));
	});

	test("filtered out: what is hidden, and the way back", async () => {
		fakeApi(ROUTES);
		const { router } = renderPage("/services?q=nosuch");
		await screen.findByText("It hides 6 services.");
		await userEvent.click(screen.getByRole("button", { name: "Remove the filter" }));
		await waitFor(() => expect(rows()).toHaveLength(6));
		expect(router.state.location.href).toBe("/services");
		expect(filterField().getAttribute("value")).toBe("");
	});

	test("none in the remembered environment: all of them", async () => {
		fakeApi({ ...ROUTES, "/services": (query) => listOf(query.get("env") === "moon" ? [] : SHOP) });
		setPrefs({ environment: "moon" });
		const { router } = renderPage("/services");
		await userEvent.click(await screen.findByRole("button", { name: "Show all environments" }));
		await waitFor(() => expect(rows()).toHaveLength(6));
		expect(router.state.location.href).toBe("/services");
	});

	test("a failure is said and can be tried again", async () => {
		let broken = true;
		fakeApi({
			...ROUTES,
			"/services": () => {
				if (broken) throw new FakeError(500, { kind: "internal", message: "something went wrong", requestId: "req-8f2c" });
				return listOf(SHOP);
			},
		});
		renderPage("/services");
		expect((await screen.findByRole("alert")).textContent).toContain("req-8f2c");
		broken = false;
		await userEvent.click(screen.getByRole("button", { name: "Retry" }));
		await waitFor(() => expect(rows()).toHaveLength(6));
	});
});
