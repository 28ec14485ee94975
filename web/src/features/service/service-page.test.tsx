import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, test } from "vitest";
import { FakeError, type FakeRoutes, fakeApi, listOf, logRecord, serviceOf, statusOf } from "../../testing/fake-api.ts";
import {
	comparisonOf,
	exemplarOf,
	heatJsonOf,
	instanceOf,
	instancesOf,
	numbersOf,
	operationsOf,
	redOf,
	serviceDetailOf,
	versionsOf,
} from "../../testing/fake-rollups.ts";
import { renderPage } from "../../testing/render.tsx";

const MINUTES = [numbersOf(60, 0, 400), numbersOf(60, 2, 420), numbersOf(60, 6, 1_310), numbersOf(60, 6, 1_290)];
const ROUTES: FakeRoutes = {
	"/status": () => statusOf(9),
	"/services": () => listOf([serviceOf("checkout"), serviceOf("gateway", { color: 7 })]),
	"/services/checkout": (query) => serviceDetailOf(query.get("compare") === null ? { before: null, callers: [], callees: [] } : {}),
	"/services/payment": () => serviceDetailOf({ deploys: [] }),
	"/services/checkout/red": (query) => redOf(query.get("by") === "status" ? { OK: MINUTES } : { "": MINUTES }),
	"/services/checkout/operations": (query) => {
		const answer = operationsOf();
		return query.get("compare") === null ? { ...answer, data: answer.data.map((row) => ({ ...row, before: null })) } : answer;
	},
	"/services/checkout/instances": () => instancesOf([instanceOf("co-1"), instanceOf("co-2"), instanceOf("co-9", { liveness: "lost" })]),
	"/services/checkout/versions": () => versionsOf(),
	"/services/checkout/exemplars": (query) =>
		query.get("failed") === "true"
			? listOf([exemplarOf(7, 300, { status: { code: 2, message: "" } })])
			: listOf([exemplarOf(1, 1_050), exemplarOf(2, 1_100)]),
};

afterEach(cleanup);

const region = (name: string): Promise<HTMLElement> => screen.findByRole("region", { name });
const table = async (name: string): Promise<HTMLElement> => within(await region(name)).findByRole("table");
const cells = (row: HTMLElement): string => [...row.querySelectorAll("td")].map((cell) => cell.textContent?.trim()).join(" | ");
const asked = (urls: readonly URL[], path: string): URL[] => urls.filter((url) => url.pathname.endsWith(path));

describe("the overview", () => {
	test("asks for the range, environment and the range before; says what runs and how it fares", async () => {
		const urls = fakeApi(ROUTES);
		renderPage("/services/checkout?from=now-1h&to=now&env=prod");
		await screen.findByText("warning");
		const query = asked(urls, "/services/checkout")[0]?.searchParams;
		expect([query?.get("env"), query?.get("compare")]).toEqual(["prod", "previous"]);
		expect(Number(query?.get("to")) - Number(query?.get("from"))).toBe(3_600_000);
		await waitFor(() => expect(document.body.textContent).toContain("v42 (2)"));
		expect(document.body.textContent).toContain("2 live 1 lost");
		expect(screen.getAllByRole("application").map((chart) => chart.getAttribute("aria-label"))).toEqual([
			"Rate",
			"Errors by class",
			"Latency",
		]);
	});

	test("callers above the fold: share, change, errors, retries, and each row opens its edge", async () => {
		fakeApi(ROUTES);
		renderPage("/services/checkout?env=prod");
		const callers = await table("Callers");
		const row = within(callers).getAllByRole("row")[1];
		expect(cells(row!)).toBe("gatewayrpc | 38/s | 92% | ▲2% | 3% | 1.1\u00a0s | ▲39% | ×1.0");
		expect(within(row!).getByRole("link").getAttribute("href")).toBe("/map?focus=checkout&hops=1&sel=edge:gateway%3Echeckout&env=prod");
		const payment = within(await table("Callees")).getAllByRole("row")[1];
		expect(cells(payment!)).toContain("×3.4");
		expect(payment?.querySelector("[title^='500,000 attempts, 353,000']")).not.toBeNull();
	});

	test("operations by time share; few spans are marked; the trace opens with its critical path", async () => {
		fakeApi(ROUTES);
		renderPage("/services/checkout");
		const rows = within(await table("Operations"))
			.getAllByRole("row")
			.slice(1);
		expect(cells(rows[0]!)).toContain("61%");
		expect(cells(rows[0]!)).toContain("▲38%");
		expect(cells(rows[2]!)).toContain("~1\u00a0ms");
		const trace = within(rows[0]!).getByRole("link", { name: "Open trace 4bf92f35… of POST /pay" });
		expect(trace.getAttribute("href")).toBe("/t/4bf92f3577b34da6a3ce929d0e0e4736?span=00f067aa0ba902b7&cp=1");
	});

	test("numbers say their definition and n", async () => {
		fakeApi(ROUTES);
		renderPage("/services/checkout");
		const rows = within(await table("Operations")).getAllByRole("row");
		const titles = [...rows[1]!.querySelectorAll("[title]")].map((item) => item.getAttribute("title"));
		expect(titles).toContain("p99, n = 72,000: 1,100,000,000\u00a0ns");
		expect(titles).toContain("4,400 of 72,000 failed");
		expect(rows[0]?.querySelector("[title*='rate × mean']")).not.toBeNull();
	});

	test("the lost instance stands first and shows its last words", async () => {
		const urls = fakeApi({
			...ROUTES,
			"/logs": () => listOf([logRecord(1, { body: { stringValue: "out of memory" } })]),
			"/spans": () => listOf([exemplarOf(3, 40)]),
			"/metrics": () => listOf([]),
		});
		const { router } = renderPage("/services/checkout");
		const row = within(await table("Instances")).getAllByRole("row")[1];
		await userEvent.click(within(row!).getByRole("link", { name: /co-9/ }));
		const drawer = await screen.findByRole("complementary", { name: "Last words of co-9" });
		expect(await within(drawer).findByText("out of memory")).toBeTruthy();
		expect(await within(drawer).findByRole("link", { name: /^Open trace .*40/ })).toBeTruthy();
		expect(await within(drawer).findByText("It sent no metrics of its runtime in its last hour.")).toBeTruthy();
		expect(asked(urls, "/logs")[0]?.searchParams.get("q")).toBe('service:"checkout" instance:"co-9" deployment.environment.name:"prod"');
		fireEvent.keyDown(document.body, { key: "Escape" });
		await waitFor(() => expect(screen.queryByRole("complementary")).toBeNull());
		expect(router.state.location.href).toBe("/services/checkout");
	});

	test("only what is lost", async () => {
		fakeApi(ROUTES);
		const { router } = renderPage("/services/checkout/instances?state=lost");
		expect(within(await table("Instances")).getAllByRole("row")).toHaveLength(2);
		await userEvent.click(screen.getByRole("button", { name: "only lost" }));
		await waitFor(() => expect(router.state.location.href).toBe("/services/checkout/instances"));
		expect(within(await table("Instances")).getAllByRole("row")).toHaveLength(4);
	});
});

describe("latency as a heatmap", () => {
	const HEAT: FakeRoutes = {
		...ROUTES,
		"/services/checkout/heat": () =>
			heatJsonOf([
				{ minute: 1, rows: [104, 112], counts: [50, 2] },
				{ minute: 2, rows: [104], counts: [1] },
			]),
		"/explain": () => ({
			...{ selection: { count: 2, read: 2 }, rest: { count: 51, read: 51 }, verdict: "differs", constants: [], unique: [] },
			...{ complete: true, warnings: [], tookMs: 3, scanned: { from: "0", to: "1", blocks: 0, rows: 0 } },
			differences: [
				{
					key: "resource.service.version",
					value: "v42",
					service: "payment",
					color: 2,
					selection: 1,
					rest: 0.1,
					count: 2,
					filter: "any.version:v42",
				},
			],
		}),
		"/spans": () => listOf([exemplarOf(3, 260)]),
	};

	test("the switch is in the address; keys go through cells, Enter asks for the traces of one", async () => {
		const urls = fakeApi(HEAT);
		const { router } = renderPage("/services/checkout");
		await userEvent.click(await screen.findByRole("radio", { name: "heatmap" }));
		await waitFor(() => expect(router.state.location.href).toBe("/services/checkout?view=heatmap"));
		await waitFor(() => expect(asked(urls, "/heat")).toHaveLength(1));
		const chart = await screen.findByRole("application", { name: "Latency" });
		await waitFor(() => expect(chart.getAttribute("aria-roledescription")).toBe("chart"));
		await waitFor(() => expect(document.body.textContent).toContain("53 requests between"));
		const cells = screen.getByRole("application", { name: "Latency" });
		cells.focus();
		for (const key of ["ArrowUp", "ArrowLeft", "ArrowLeft"]) fireEvent.keyDown(cells, { key });
		expect((await screen.findByText("2 of 52 in this interval", { exact: false })).textContent).toContain("3.8%");
		fireEvent.keyDown(cells, { key: "Enter" });
		const popover = await screen.findByRole("dialog", { name: /^Traces near 226.* – 268/ });
		expect(await within(popover).findByRole("link", { name: /^Open trace/ })).toBeTruthy();
		const query = asked(urls, "/spans")[0]?.searchParams;
		expect(query?.get("q")).toBe('service:"checkout" (kind:server OR kind:consumer) duration:225726413ns..268435456ns');
		expect(Number(query?.get("to")) - Number(query?.get("from"))).toBe(60_000);
		expect(within(popover).getByRole("link", { name: "All requests of this cell, longest first" }).getAttribute("href")).toContain(
			"view=spans",
		);
	});

	test("selected cells are explained beside the page; a table says the same", async () => {
		const urls = fakeApi(HEAT);
		const { router } = renderPage("/services/checkout?view=heatmap");
		await waitFor(() => expect(document.body.textContent).toContain("53 requests between"));
		const cells = screen.getByRole("application", { name: "Latency" });
		fireEvent.keyDown(cells, { key: "ArrowLeft" });
		fireEvent.keyDown(cells, { key: "ArrowLeft", shiftKey: true });
		expect(await screen.findByRole("complementary", { name: "Explain" })).toBeTruthy();
		expect(await screen.findAllByRole("button", { name: /v42/ })).toHaveLength(2);
		expect(router.state.location.href).toMatch(/view=heatmap&tab=explain&sel=\d+-\d+_225726413-268435456/);
		const query = asked(urls, "/explain")[0]?.searchParams;
		expect(query?.get("q")).toBe('service:"checkout" (kind:server OR kind:consumer)');
		expect(query?.get("sel")).toContain("duration:225726413ns..268435456ns");
		fireEvent.keyDown(screen.getByRole("application", { name: "Latency" }), { key: "b" });
		const rows = within(await screen.findByRole("table", { name: "Latency" })).getAllByRole("row");
		expect(rows.slice(1).map((row) => row.lastElementChild?.textContent)).toEqual(["1", "2", "50"]);
		fireEvent.keyDown(document.body, { key: "Escape" });
		await waitFor(() => expect(router.state.location.href).toBe("/services/checkout?view=heatmap"));
	});
});

describe("versions", () => {
	const VERSIONS: FakeRoutes = {
		...ROUTES,
		"/services/checkout/versions": () => {
			const answer = versionsOf();
			return {
				...answer,
				data: answer.data.map((row, at) => ({ ...row, firstSeen: String(1_763_575_200_000_000_000n - BigInt(at) * 1_000_000_000n) })),
			};
		},
		"/services/checkout/versions/compare": () => comparisonOf(),
	};

	test("say what is new in each, and are compared from a row", async () => {
		const urls = fakeApi(VERSIONS);
		const { router } = renderPage("/services/checkout/versions");
		const [, newest, first] = within(await table("Versions")).getAllByRole("row");
		await waitFor(() => expect(newest?.textContent).toContain("1 error1 operation1 call"));
		expect(newest?.querySelector("[title^='DeadlineExceeded context deadline exceeded']")).not.toBeNull();
		expect(newest?.textContent).toContain("2/3");
		expect(within(first!).queryByRole("link")).toBeNull();
		expect(asked(urls, "/compare").map(({ searchParams }) => [searchParams.get("a"), searchParams.get("b")])).toEqual([["v41", "v42"]]);
		await userEvent.click(within(newest!).getByRole("link", { name: "compare" }));
		await waitFor(() => expect(router.state.location.href).toBe("/services/checkout/versions?a=v41&b=v42"));
		const rows = within(await table("v42 against v41")).getAllByRole("row");
		expect(cells(rows[1]!)).toContain("400\u00a0ms→1.3\u00a0s▲225%");
		expect(cells(rows[1]!)).toContain("20,000 | 100,000");
		expect(cells(rows[2]!)).toContain("POST /refundnew");
		expect(cells(rows[3]!)).toContain("GET /oldgone");
		expect((await region("Errors that only v42 has")).textContent).toContain("4,390");
		expect((await region("Calls that began or ended")).textContent).toContain("fraud");
		await userEvent.click(screen.getByRole("button", { name: "Swap the two versions" }));
		await waitFor(() => expect(router.state.location.href).toBe("/services/checkout/versions?a=v42&b=v41"));
	});

	test("nothing is called new when the version before served nothing", async () => {
		fakeApi({ ...VERSIONS, "/services/checkout/versions/compare": () => comparisonOf({ newErrors: null, edges: null }) });
		renderPage("/services/checkout/versions?a=v41&b=v42");
		expect((await region("Errors that only v42 has")).textContent).toContain("v41 served nothing in this range");
		expect((await region("Calls that began or ended")).textContent).toContain("did not appear after");
	});
});

describe("what is chosen is in the address", () => {
	test("an operation filters the charts, and a pill takes it away", async () => {
		const urls = fakeApi(ROUTES);
		const { router } = renderPage("/services/checkout");
		await userEvent.click(within(await table("Operations")).getByRole("link", { name: /^server ?POST \/pay/ }));
		await waitFor(() => expect(router.state.location.href).toBe("/services/checkout?op=POST+/pay"));
		await waitFor(() => expect(asked(urls, "/red").some(({ searchParams }) => searchParams.get("op") === "POST /pay")).toBe(true));
		await userEvent.click(screen.getByRole("button", { name: /operation POST \/pay/ }));
		await waitFor(() => expect(router.state.location.href).toBe("/services/checkout"));
	});

	test("tabs are links; a head sorts; without comparison nothing is compared", async () => {
		const urls = fakeApi(ROUTES);
		const { router } = renderPage("/services/checkout?cmp=off");
		await userEvent.click(await screen.findByRole("link", { name: /^Operations/ }));
		await waitFor(() => expect(router.state.location.href).toBe("/services/checkout/operations?cmp=off"));
		await userEvent.click(within(await table("Operations")).getByRole("button", { name: "p99" }));
		await waitFor(() => expect(router.state.location.href).toBe("/services/checkout/operations?sort=p99&cmp=off"));
		expect(urls.every(({ searchParams }) => searchParams.get("compare") === null)).toBe(true);
		expect(document.body.textContent).not.toMatch(/[▲▼]\s?\d/);
	});

	test("the line that is alone", async () => {
		fakeApi(ROUTES);
		renderPage("/services/checkout?pct=p99");
		const latency = await region("Latency");
		expect((await within(latency).findByRole("button", { name: /^p99/ })).getAttribute("aria-pressed")).toBe("true");
	});
});

test("a p99 leads to the traces nearest to it and one that failed", async () => {
	const urls = fakeApi(ROUTES);
	renderPage("/services/checkout?env=prod");
	await userEvent.click(await screen.findByRole("button", { name: "Traces near POST /pay p99" }));
	const popover = await screen.findByRole("dialog", { name: "Traces near POST /pay p99" });
	const links = await within(popover).findAllByRole("link", { name: /^Open trace/ });
	expect(links.map((link) => link.getAttribute("href"))).toEqual([
		"/t/00000000000000000000000000000003?span=0000000000000003&cp=1",
		"/t/00000000000000000000000000000002?span=0000000000000002&cp=1",
		"/t/00000000000000000000000000000008?span=0000000000000008&cp=1",
	]);
	const near = asked(urls, "/exemplars").find(({ searchParams }) => searchParams.get("near") !== null)?.searchParams;
	expect([near?.get("near"), near?.get("op"), near?.get("env"), near?.get("limit")]).toEqual(["1100000000", "POST /pay", "prod", "3"]);
	fireEvent.keyDown(popover, { key: "Escape" });
	await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

test("errors by class and operation", async () => {
	fakeApi(ROUTES);
	renderPage("/services/checkout/errors");
	const rows = within(await table("Failed requests"))
		.getAllByRole("row")
		.slice(1);
	expect(rows.map(cells)).toEqual(["DEADLINE_EXCEEDED | POST /pay | 4,000 | 87%", "other failure | GET /cart | 576 | 13%"]);
});

describe("nothing to show", () => {
	test("no service of this name", async () => {
		fakeApi({
			...ROUTES,
			"/services/nosuch": () => {
				throw new FakeError(404, { kind: "not_found", message: "no service", requestId: "r" });
			},
		});
		renderPage("/services/nosuch?env=prod");
		await screen.findByRole("heading", { name: "No service is called nosuch" });
		expect(screen.getByRole("link", { name: "All services" }).getAttribute("href")).toBe("/services?env=prod");
	});

	test("it served nothing here: when it was heard of last, and the way there", async () => {
		fakeApi({
			...ROUTES,
			"/services/checkout": () => serviceDetailOf({ numbers: numbersOf(0, 0, 0), callers: [], callees: [], errors: [] }),
		});
		const { router } = renderPage("/services/checkout");
		await userEvent.click(await screen.findByRole("button", { name: "Go to 20 Nov 03:14" }));
		await waitFor(() => expect(router.state.location.href).toBe("/services/checkout?from=1763578807218&to=1763579707218"));
	});

	test("one part that fails leaves the others", async () => {
		fakeApi({
			...ROUTES,
			"/services/checkout/operations": () => {
				throw new FakeError(400, { kind: "invalid_input", message: "something went wrong", requestId: "req-8f2c" });
			},
		});
		renderPage("/services/checkout");
		expect((await screen.findByRole("alert")).textContent).toContain("req-8f2c");
		await table("Callers");
	});
});
