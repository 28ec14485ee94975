import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, test, vi } from "vitest";
import { FakeError, type FakeRoutes, fakeApi, listOf, logRecord, logVolume, statusOf } from "../../testing/fake-api.ts";
import { renderPage } from "../../testing/render.tsx";

const ROWS = Array.from({ length: 600 }, (_, index) => logRecord(index));
const PAGES: FakeRoutes = {
	"/status": () => statusOf(9_000, { stored: { traces: 1, metrics: 0, logs: 600 } }),
	"/logs/volume": () => logVolume(),
	"/logs": (query) => {
		const from = Number(query.get("cursor") ?? 0);
		const next = from + 200;
		return listOf(ROWS.slice(from, next), { total: 1_204, cursor: next < ROWS.length ? String(next) : null });
	},
};

afterEach(() => {
	cleanup();
	vi.unstubAllGlobals();
});

const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("li[data-index]")];
const toggles = (): HTMLElement[] => screen.getAllByRole("button", { name: /^Record of/ });
const lists = (asked: readonly URL[]): URL[] => asked.filter((url) => url.pathname.endsWith("/logs"));
const opened = async (): Promise<void> => waitFor(() => expect(rows().length).toBeGreaterThan(10));

describe("the list of logs", () => {
	test("opens with results: newest first, level as shape and word, way to the span of each record", async () => {
		const asked = fakeApi(PAGES);
		renderPage("/logs?env=prod");
		await opened();
		expect(rows()[0]?.textContent).toContain("20 Nov 03:14:07.218INFOpayment⌁0af76519request 0 done order=8000");
		expect(screen.getAllByRole("link", { name: /Open the trace 0af7/ })[0]?.getAttribute("href")).toBe(
			"/t/0af7651916cd43dd8448eb211c80319c?span=b7ad6b7169203331&tab=logs",
		);
		expect(document.body.textContent).toContain("1,204 records · 38 ms · complete");
		expect(rows().length).toBeLessThanOrEqual(60);
		const query = lists(asked)[0]?.searchParams;
		expect([query?.get("order"), query?.get("q"), query?.get("limit"), query?.get("env")]).toEqual(["newest", null, "200", "prod"]);
		const volume = asked.find((url) => url.pathname.endsWith("/logs/volume"))?.searchParams;
		expect([volume?.get("env"), volume?.get("from")]).toEqual(["prod", query?.get("from")]);
	});

	test("quick filters are conditions of the query; another level takes the place of the first", async () => {
		const asked = fakeApi(PAGES);
		const { router } = renderPage("/logs");
		await opened();
		const pills = screen.getByRole("group", { name: "Quick filters" });
		await userEvent.click(within(pills).getByRole("button", { name: "Warnings and up" }));
		await waitFor(() => expect(lists(asked).at(-1)?.searchParams.get("q")).toBe("level:>=warn"));
		await userEvent.click(within(pills).getByRole("button", { name: "Errors" }));
		await userEvent.click(within(pills).getByRole("button", { name: "With trace" }));
		await waitFor(() => expect(lists(asked).at(-1)?.searchParams.get("q")).toBe("level:>=error trace:*"));
		expect(router.state.location.href).toBe("/logs?q=level:%3E%3Derror+trace:*");
	});

	test("a level's name in the chart shows that level alone, and all of them again", async () => {
		const asked = fakeApi(PAGES);
		const { router } = renderPage("/logs?q=service:payment");
		const level = await screen.findByRole("button", { name: /^error/ });
		await userEvent.click(level);
		await waitFor(() => expect(router.state.location.href).toBe("/logs?q=service:payment+level:error"));
		await waitFor(() => expect(lists(asked).at(-1)?.searchParams.get("q")).toBe("service:payment level:error"));
		expect(asked.filter((url) => url.pathname.endsWith("volume")).every((url) => url.searchParams.get("q") === "service:payment")).toBe(
			true,
		);
		await userEvent.click(await screen.findByRole("button", { name: /^error/ }));
		await waitFor(() => expect(router.state.location.href).toBe("/logs?q=service:payment"));
	});

	test("a record opens in its place and in the address; its values can be asked for and excluded", async () => {
		fakeApi(PAGES);
		const { router } = renderPage("/logs?q=service:payment");
		await opened();
		await userEvent.click(toggles()[1] ?? document.body);
		await waitFor(() => expect(router.state.location.href).toBe("/logs?q=service:payment&sel=7-1"));
		expect(toggles()[1]?.getAttribute("aria-expanded")).toBe("true");
		expect(rows()[1]?.querySelector("pre")?.textContent).toBe("request 1 done");
		await userEvent.click(screen.getByRole("button", { name: "Filter out resource.service.version:v42" }));
		await waitFor(() => expect(router.state.location.href).toBe("/logs?q=service:payment+-resource.service.version:v42"));
	});

	test("an address that names a record opens it; Back closes what was opened after it", async () => {
		fakeApi(PAGES);
		const { router } = renderPage("/logs?sel=7-2");
		await opened();
		await waitFor(() => expect(rows()[2]?.querySelector("pre")?.textContent).toBe("request 2 done"));
		await userEvent.click(toggles()[0] ?? document.body);
		await waitFor(() => expect(router.state.location.href).toBe("/logs?sel=7-2&sel=7-0"));
		router.history.back();
		await waitFor(() => expect(toggles()[0]?.getAttribute("aria-expanded")).toBe("false"));
		expect(toggles()[2]?.getAttribute("aria-expanded")).toBe("true");
	});

	test("a record further down is looked for on the next pages", async () => {
		const asked = fakeApi(PAGES);
		renderPage("/logs?sel=7-450");
		await waitFor(() => expect(lists(asked).map((url) => url.searchParams.get("cursor"))).toContain("400"));
	});

	test("j and k move, Enter opens, w wraps", async () => {
		fakeApi(PAGES);
		const { router } = renderPage("/logs");
		await opened();
		const focused = (): string | undefined => document.activeElement?.closest<HTMLElement>("li")?.dataset.index;
		await userEvent.keyboard("j");
		await waitFor(() => expect(focused()).toBe("0"));
		await userEvent.keyboard("jjk");
		await waitFor(() => expect(focused()).toBe("1"));
		await userEvent.keyboard("{Enter}");
		await waitFor(() => expect(router.state.location.href).toBe("/logs?sel=7-1"));
		await userEvent.keyboard("w");
		await waitFor(() => expect(router.state.location.href).toBe("/logs?wrap=1&sel=7-1"));
		expect(screen.getByRole("button", { name: "Wrap" }).getAttribute("aria-pressed")).toBe("true");
	});

	test("markup in a body is text, colours of terminals are styles", async () => {
		const body = { stringValue: "<img src=x onerror=alert(1)> \u001b[31mred\u001b[0m \u0007" };
		fakeApi({ ...PAGES, "/logs": () => listOf(Array.from({ length: 12 }, (_, index) => logRecord(index, { body, attributes: [] }))) });
		renderPage("/logs");
		await opened();
		expect(rows()[0]?.textContent).toContain("<img src=x onerror=alert(1)> red \\x07");
		expect(rows()[0]?.querySelector("img")).toBeNull();
		expect([...(rows()[0]?.querySelectorAll("span") ?? [])].find((span) => span.textContent === "red")?.className).toContain("red");
	});

	test("a fault is said under the field and leaves the last result on screen", async () => {
		const fault = {
			kind: "invalid_input",
			field: "q",
			message: "character 7 of the query: expected a level",
			fault: { position: 6, length: 3, expected: "a level", repaired: "level:error" },
		};
		fakeApi({
			...PAGES,
			"/logs": (query) => {
				if (query.get("q") !== "level:eror") return PAGES["/logs"]?.(query);
				throw new FakeError(400, { ...fault, requestId: "req-1" });
			},
		});
		renderPage("/logs");
		await opened();
		await userEvent.type(screen.getByLabelText("Query"), "level:eror{Enter}");
		expect((await screen.findByRole("alert")).textContent).toContain("character 7 of the query");
		expect(rows().length).toBeGreaterThan(10);
	});
});

describe("the tail", () => {
	const live = async (path = "/logs?live=1") => {
		fakeApi(PAGES);
		const page = renderPage(path);
		await opened();
		await waitFor(() => expect(page.stream.urls.at(-1)).toContain("topics=ingest%2Clogs"));
		return page;
	};
	const fresh = (index: number) => logRecord(-index, { body: { stringValue: `fresh ${index}` } });
	const list = (): HTMLElement => screen.getByRole("region", { name: /as they arrive/ });

	test("asks the stream for this query and environment; the newest record is the last", async () => {
		const { stream } = await live("/logs?q=level:error&live=1&env=prod");
		expect(stream.urls.at(-1)).toContain("&q=level%3Aerror&env=prod");
		expect(rows()[0]?.textContent).toContain("request 199 done");
		expect(document.body.textContent).not.toContain("held");
	});

	test("is held while a row has the focus, counts what it misses, and Space goes on", async () => {
		const { stream } = await live();
		await userEvent.keyboard("k");
		await waitFor(() => expect(list().contains(document.activeElement)).toBe(true));
		stream.send("logs", { records: [fresh(1), fresh(2)], skipped: 0 });
		const held = await screen.findByRole("button", { name: /held · 2 new/ });
		expect(document.body.textContent).toContain("1,206 records");
		await userEvent.click(held);
		await waitFor(() => expect(screen.queryByRole("button", { name: /held/ })).toBeNull());
		expect(list().contains(document.activeElement)).toBe(false);
		fireEvent.pointerMove(list(), { clientX: 10, clientY: 10 });
		stream.send("logs", { records: [fresh(3)], skipped: 0 });
		await screen.findByRole("button", { name: /held · 1 new/ });
		await userEvent.keyboard(" ");
		await waitFor(() => expect(screen.queryByRole("button", { name: /held/ })).toBeNull());
	});

	test("Space holds it without looking, and goes on", async () => {
		const { stream } = await live();
		await userEvent.keyboard(" ");
		await screen.findByRole("button", { name: /held · 0 new/ });
		stream.send("logs", { records: [fresh(1)], skipped: 0 });
		await screen.findByRole("button", { name: /held · 1 new/ });
		await userEvent.keyboard("{End}");
		await waitFor(() => expect(screen.queryByRole("button", { name: /held/ })).toBeNull());
	});

	test("says what of a flood it shows", async () => {
		const { stream } = await live();
		stream.send("logs", { records: Array.from({ length: 500 }, (_, index) => fresh(index + 1)), skipped: 1_513 });
		await screen.findByText("showing 500 of 2,013 in the last second; all are stored");
		expect(document.body.textContent).toContain("3,217 records");
	});

	test("ends with the list, newest first", async () => {
		const { router } = await live();
		await router.navigate({ to: "/logs", search: {} as never });
		await waitFor(() => expect(rows()[0]?.textContent).toContain("request 0 done"));
	});
});

describe("nothing to list", () => {
	const empty = (logs: number): FakeRoutes => ({
		"/status": () => statusOf(0, { stored: { traces: 0, metrics: 0, logs } }),
		"/logs/volume": () => logVolume({ counts: {}, total: 0 }),
		"/logs": () => listOf([]),
	});

	test("nothing ever arrived: how to connect", async () => {
		fakeApi(empty(0));
		renderPage("/logs");
		expect((await screen.findByRole("link", { name: "Connect a service" })).getAttribute("href")).toBe("/connect");
	});

	test("none in this range: go to the last one", async () => {
		fakeApi({ ...empty(7), "/logs": (query) => listOf(query.get("from") === "0" ? [logRecord(0)] : []) });
		const { router } = renderPage("/logs");
		await userEvent.click(await screen.findByRole("button", { name: /Go to 20 Nov 03:14/ }));
		await waitFor(() => expect(router.state.location.href).toMatch(/^\/logs\?from=\d{13}&to=\d{13}$/));
	});

	test("filtered out: each condition with what it hides", async () => {
		fakeApi({ ...empty(7), "/logs": (query) => listOf([], { total: query.get("q") === "level:error" ? 283 : 0 }) });
		const { router } = renderPage("/logs?q=service:nosuch level:error");
		const remove = await screen.findByRole("button", { name: "Remove the condition service:nosuch" });
		await waitFor(() => expect(remove.textContent).toContain("hides 283"));
		await userEvent.click(remove);
		await waitFor(() => expect(router.state.location.href).toBe("/logs?q=level:error"));
	});

	test("live, before anything comes: it waits", async () => {
		fakeApi(empty(7));
		renderPage("/logs?live=1");
		await screen.findByText("Waiting for log records");
	});
});
