import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type FakeRoutes, fakeApi, listOf, serviceOf, statusOf, traceSummary } from "../../testing/fake-api.ts";
import { callsOf, durationsOf, edgeOf, graphOf, nodeOf } from "../../testing/fake-rollups.ts";
import { renderPage } from "../../testing/render.tsx";

const GATEWAY = nodeOf("gateway");
const CHECKOUT = nodeOf("checkout");
const PAYMENT = nodeOf("payment");
const LEDGER = nodeOf("ledger", { type: "database", namespace: "", system: "postgresql" });
const USER = nodeOf("user", { type: "user", namespace: "" });
const GRAPH = graphOf([
	edgeOf(USER, GATEWAY, callsOf(446_400, 9_374, 900), { type: "user", evidence: "inferred" }),
	edgeOf(GATEWAY, CHECKOUT, callsOf(136_800, 4_100, 1_100)),
	{
		...edgeOf(CHECKOUT, PAYMENT, callsOf(500_400, 14_500, 890, { amplification: 3.4, resends: 353_000, network: 4e6 })),
		before: callsOf(147_000, 30, 287),
	},
	edgeOf(PAYMENT, LEDGER, callsOf(36_000, 0, 14, { server: durationsOf(0, 0) }), { type: "database", evidence: "peer" }),
]);
const ROUTES: FakeRoutes = {
	"/status": () => statusOf(9),
	"/services": () => listOf([serviceOf("checkout")]),
	"/graph": () => GRAPH,
	"/traces": (query) =>
		listOf(query.get("q")?.includes("error") === true ? [traceSummary(7, { rootStatus: 2 })] : [traceSummary(1), traceSummary(2)]),
};

beforeEach(() => {
	vi.stubGlobal(
		"ResizeObserver",
		class {
			observe(): void {}
			unobserve(): void {}
			disconnect(): void {}
		},
	);
	HTMLCanvasElement.prototype.getContext = (() => fakeContext()) as never;
	localStorage.clear();
});
afterEach(() => {
	cleanup();
	vi.unstubAllGlobals();
});

/** A context that takes everything: what is drawn is tested by draw log. */
function fakeContext(): unknown {
	return new Proxy(
		{ measureText: (text: string) => ({ width: text.length * 6 }) },
		{
			get: (target, name) => (name in target ? target[name as keyof typeof target] : () => undefined),
			set: () => true,
		},
	);
}

const map = (): Promise<HTMLElement> => screen.findByRole("application", { name: "Service map: 5 nodes, 4 edges" });
const status = (): string =>
	screen
		.getAllByRole("status")
		.map((item) => item.textContent)
		.join(" ");

describe("the map", () => {
	test("asks for the range, the environment and the range before", async () => {
		const urls = fakeApi(ROUTES);
		renderPage("/map?from=now-1h&to=now&env=prod");
		await map();
		const query = urls.find(({ pathname }) => pathname.endsWith("/graph"))?.searchParams;
		expect([query?.get("env"), query?.get("compare")]).toEqual(["prod", "previous"]);
		expect(document.body.textContent).toContain("5 of 5 nodes · 4 edges");
	});

	test("arrow keys go along the edges and are read aloud; Enter opens an edge, a service leads to its page", async () => {
		fakeApi({ ...ROUTES, "/services/gateway": () => new Promise(() => undefined) });
		const { router } = renderPage("/map?env=prod");
		const chart = await map();
		const press = (key: string): void => void fireEvent.keyDown(chart, { key });
		press("ArrowRight");
		expect(status()).toContain("user, from outside");
		press("ArrowRight");
		expect(status()).toContain("user calls gateway: 124/s, errors 2.1%, p95 630\u00a0ms");
		press("Enter");
		await waitFor(() => expect(router.state.location.href).toBe("/map?sel=edge:user::user%3Egateway&env=prod"));
		press("ArrowRight");
		press("f");
		await waitFor(() => expect(router.state.location.search).toMatchObject({ focus: "gateway" }));
		press("+");
		await waitFor(() => expect(router.state.location.search).toMatchObject({ hops: "3" }));
		press("Enter");
		await waitFor(() => expect(router.state.location.pathname).toBe("/services/gateway"));
		expect(router.state.location.search).toEqual({ env: "prod" });
	});

	test("the focus is in the address, and a pill leaves it", async () => {
		fakeApi(ROUTES);
		const { router } = renderPage("/map?focus=checkout&hops=1");
		await map();
		expect(document.body.textContent).toContain("3 of 5 nodes");
		await userEvent.click(screen.getByRole("radio", { name: "callers" }));
		await waitFor(() => expect(document.body.textContent).toContain("2 of 5 nodes"));
		await userEvent.click(screen.getByRole("button", { name: /focus checkout/ }));
		await waitFor(() => expect(router.state.location.search).toEqual({ hops: "1", dir: "up" }));
	});

	test("namespaces as one node each: a press leads to the services of one", async () => {
		fakeApi(ROUTES);
		const { router } = renderPage("/map?group=ns");
		const chart = await screen.findByRole("application", { name: "Service map: 3 nodes, 2 edges" });
		for (const key of ["ArrowRight", "ArrowRight", "ArrowRight", "Enter"]) fireEvent.keyDown(chart, { key });
		await waitFor(() => expect(router.state.location.search).toEqual({ find: "shop" }));
	});

	test("places come from the collector's document, and a node moved by keys goes back into it", async () => {
		const written: unknown[] = [];
		const node = (id: string, x: number, y: number) => [id, x, y];
		const ids = GRAPH.nodes.map(({ node: { type, system, namespace, name } }) => [type, system, namespace, name].join("\u0001"));
		fakeApi({
			...ROUTES,
			"/documents/map": () =>
				listOf([
					{
						kind: "map",
						id: "env-prod",
						version: 7,
						updatedAt: "1",
						json: { nodes: ids.map((id, at) => node(id, at * 200, 50)), routes: [] },
					},
				]),
		});
		const read = globalThis.fetch;
		globalThis.fetch = async (input, init) => {
			if (init?.method !== "PUT") return read(input, init);
			written.push([new URL(String(input), "http://localhost").pathname, JSON.parse(String(init.body))]);
			return Response.json({ data: { kind: "map", id: "env-prod", version: 8, updatedAt: "2", json: {} } });
		};
		renderPage("/map?env=prod");
		const chart = await map();
		fireEvent.keyDown(chart, { key: "ArrowRight" });
		fireEvent.keyDown(chart, { key: "ArrowDown", shiftKey: true });
		await waitFor(() => expect(written).toHaveLength(1));
		const [[path, body]] = written as [[string, { readonly version: number; readonly json: { readonly nodes: readonly unknown[][] } }]];
		expect([path, body.version]).toEqual(["/api/spanglass/v1/documents/map/env-prod", 7]);
		expect(body.json.nodes.filter(([, , y]) => y !== 50)).toEqual([[ids[0], 0, 70, 1]]);
	});

	test("`b` shows the edges as a table, which sorts and opens them", async () => {
		fakeApi(ROUTES);
		const { router } = renderPage("/map");
		await map();
		fireEvent.keyDown(document.body, { key: "b" });
		const table = await screen.findByRole("table", { name: "Edges" });
		const names = (): string[] =>
			within(table)
				.getAllByRole("row")
				.slice(1)
				.map((row) => row.querySelector("b")?.textContent ?? "");
		expect(names()).toEqual(["checkout", "user", "gateway", "payment"]);
		await userEvent.click(within(table).getByRole("button", { name: "p99" }));
		await waitFor(() => expect(names()).toEqual(["gateway", "user", "checkout", "payment"]));
		await userEvent.click(within(table).getByRole("button", { name: "checkout to payment: open the numbers" }));
		await waitFor(() => expect(router.state.location.search).toEqual({ view: "table", sort: "p99", sel: "edge:checkout>payment" }));
	});
});

describe("the drawer", () => {
	test("an edge: attempts, errors, both clocks, repeats, and traces that open with their critical path", async () => {
		fakeApi(ROUTES);
		const { router } = renderPage("/map?sel=edge:checkout%3Epayment&env=prod");
		const drawer = await screen.findByRole("complementary", { name: "From checkout to payment" });
		const text = drawer.textContent ?? "";
		for (const part of [
			"139/s",
			"2.9%",
			"890\u00a0ms",
			"▲210%",
			"×3.4",
			"139/s attempts for 40.9/s calls; 353,000 repeats",
			"4\u00a0ms on average",
		])
			expect(text).toContain(part);
		const links = await within(drawer).findAllByRole("link", { name: /^Open trace/ });
		expect(links.map((item) => item.getAttribute("href"))).toEqual([
			"/t/00000000000000000000000000000002?cp=1",
			"/t/00000000000000000000000000000003?cp=1",
			"/t/00000000000000000000000000000008?cp=1",
		]);
		expect(within(drawer).getByRole("link", { name: "Those in which it failed" }).getAttribute("href")).toBe(
			"/traces?q=service:%22checkout%22+%3E+(service:%22payment%22+status:error)&env=prod",
		);
		fireEvent.keyDown(document.body, { key: "Escape" });
		await waitFor(() => expect(router.state.location.search).toEqual({ env: "prod" }));
	});

	test("a database: its callers, each a way to the edge", async () => {
		fakeApi(ROUTES);
		renderPage("/map?sel=node:database:postgresql:ledger");
		const drawer = await screen.findByRole("complementary", { name: "ledger" });
		const row = within(within(drawer).getByRole("region", { name: "Callers" })).getByRole("link");
		expect(row.textContent).toContain("payment");
		expect(row.getAttribute("href")).toBe("/map?sel=edge:payment%3Edatabase:postgresql:ledger");
	});
});

describe("nothing to draw", () => {
	test("nothing ever arrived", async () => {
		fakeApi({ ...ROUTES, "/status": () => statusOf(0), "/services": () => listOf([]), "/graph": () => graphOf([]) });
		renderPage("/map");
		expect((await screen.findByRole("link", { name: "Connect a service" })).getAttribute("href")).toBe("/connect");
	});

	test("data, but no calls in this range: the way to the last data", async () => {
		fakeApi({ ...ROUTES, "/graph": () => graphOf([]) });
		renderPage("/map");
		await screen.findByRole("heading", { name: "No calls in this range" });
		await screen.findByRole("button", { name: "Go to 20 Nov 03:14" });
	});
});

test("`g m` leads there from anywhere, and the rail has it between services and traces", async () => {
	fakeApi(ROUTES);
	const { router } = renderPage("/services?env=prod");
	await screen.findByRole("link", { name: "Service map" });
	const rail = within(screen.getByRole("navigation", { name: "Pages" })).getAllByRole("link");
	const names = rail.map((item) => item.getAttribute("aria-label"));
	expect(names.slice(names.indexOf("Services"))).toEqual(expect.arrayContaining(["Services", "Service map", "Traces"]));
	expect(names.indexOf("Traces") - names.indexOf("Services")).toBe(2);
	fireEvent.keyDown(document.body, { key: "g" });
	fireEvent.keyDown(document.body, { key: "m" });
	await waitFor(() => expect(router.state.location.href).toBe("/map?env=prod"));
});
