import { act, cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { refreshNow } from "../state/clock.ts";
import { setPrefs } from "../state/prefs.ts";
import { timesUsed } from "../state/recents.ts";
import { fakeApi, listOf, statusOf, traceSummary } from "../testing/fake-api.ts";
import { renderPage } from "../testing/render.tsx";
import { frameApi as api } from "./frame.testdata.ts";

const ID = "4bf92f3577b34da6a3ce929d0e0e4736";

vi.mock("../features/trace/TracePage.tsx", () => ({ TracePage: () => <p>the trace</p> }));

const press = (...keys: readonly string[]): void => {
	for (const key of keys) fireEvent.keyDown(document.body, { key });
};

beforeEach(() => setPrefs({ environment: "", refresh: "off", singleKeys: true, language: "en" }));
afterEach(() => {
	cleanup();
	localStorage.clear();
	vi.useRealTimers();
});

describe("the environment", () => {
	test("is chosen from what services name, stands in the address and is asked for", async () => {
		const asked = api();
		const { router } = renderPage("/traces?sort=longest");
		fireEvent.click(await screen.findByRole("button", { name: /^env\s*All/ }));
		fireEvent.click(await screen.findByRole("menuitemradio", { name: "staging" }));
		await waitFor(() => expect(router.state.location.href).toBe("/traces?sort=longest&env=staging"));
		await waitFor(() => expect(asked.at(-1)?.searchParams.get("env")).toBe("staging"));
	});

	test("the remembered one goes into an address that names none; one that says all stays", async () => {
		api();
		setPrefs({ environment: "prod" });
		const { router } = renderPage("/traces?q=a");
		await waitFor(() => expect(router.state.location.href).toBe("/traces?q=a&env=prod"));
		await act(() => router.navigate({ to: "/traces", search: { env: "" } as never }));
		expect(router.state.location.href).toBe("/traces?env=");
		await act(() => router.navigate({ to: "/traces", search: { env: "staging" } as never }));
		expect(router.state.location.href).toBe("/traces?env=staging");
	});

	test("goes along with the range to the next page", async () => {
		api();
		const { router } = renderPage("/traces?q=a&from=now-1h&env=prod");
		await screen.findByLabelText("Query");
		press("g", "l");
		await waitFor(() => expect(router.state.location.href).toBe("/logs?from=now-1h&env=prod"));
		press("g", "i");
		await waitFor(() => expect(router.state.location.href).toBe("/status"));
		press("g", "s");
		await waitFor(() => expect(router.state.location.href).toBe("/services?from=now-1h&env=prod"));
	});
});

describe("connecting a service", () => {
	test("is one click, one key or one word away", async () => {
		api();
		const { router } = renderPage("/traces?from=now-1h");
		const link = within(await screen.findByRole("navigation")).getByRole("link", { name: "Connect" });
		expect(link.getAttribute("href")).toBe("/connect");
		press("g", "c");
		await waitFor(() => expect(router.state.location.href).toBe("/connect"));
		press("?");
		expect((await screen.findByRole("dialog")).textContent).toContain("Go to connecting a service");
	});
});

describe("the demo", () => {
	test("is named on lists, not beside one trace, which may be anybody's", async () => {
		const demo = { state: "stopped", command: "", incident: null, message: "", hasData: true } as const;
		fakeApi({ "/status": () => statusOf(3, { demo }), "/traces": () => listOf([traceSummary(0)]) });
		const { router } = renderPage("/traces");
		await screen.findByRole("link", { name: "demo" });
		await act(() => router.navigate({ to: `/t/${ID}` }));
		await screen.findByText("the trace");
		expect(screen.queryByRole("link", { name: "demo" })).toBeNull();
	});
});

describe("refreshing by itself", () => {
	const count = (asked: readonly URL[]): number => asked.filter((url) => url.pathname.endsWith("/traces")).length;
	const setHidden = (hidden: boolean): void => {
		Object.defineProperty(document, "hidden", { configurable: true, value: hidden });
		fireEvent(document, new Event("visibilitychange"));
	};

	test("asks every few seconds, waits in a hidden tab, and asks once on return", async () => {
		vi.useFakeTimers({ shouldAdvanceTime: true });
		const asked = api();
		setPrefs({ refresh: "5s" });
		renderPage("/traces");
		await screen.findByText("/pay/0");
		const first = count(asked);
		await act(() => vi.advanceTimersByTimeAsync(5_100));
		expect(count(asked)).toBe(first + 1);
		setHidden(true);
		await act(() => vi.advanceTimersByTimeAsync(21_000));
		expect(count(asked)).toBe(first + 1);
		setHidden(false);
		await act(() => vi.advanceTimersByTimeAsync(100));
		expect(count(asked)).toBe(first + 2);
	});

	test("r asks again, for a range of the past as well", async () => {
		const asked = api();
		renderPage("/traces?from=1763578747218&to=1763579647218");
		await screen.findByText("/pay/0");
		const first = count(asked);
		press("r");
		await waitFor(() => expect(count(asked)).toBe(first + 1));
	});
});

function fakeClipboard() {
	const clipboard = {
		text: "",
		writeText: async (text: string) => {
			clipboard.text = text;
		},
		readText: async () => clipboard.text,
	};
	Object.defineProperty(navigator, "clipboard", { configurable: true, value: clipboard });
	return clipboard;
}

describe("keys", () => {
	test("of one character can be turned off; chords and the others stay", async () => {
		api();
		setPrefs({ singleKeys: false });
		const { router } = renderPage("/traces");
		await screen.findByLabelText("Query");
		press("g", "l", "?");
		expect(router.state.location.pathname).toBe("/traces");
		expect(screen.queryByRole("dialog")).toBeNull();
		fireEvent.keyDown(document.body, { key: "k", ctrlKey: true });
		await screen.findByRole("combobox", { name: "Search or jump" });
		act(() => setPrefs({ singleKeys: true }));
	});

	test("t c copies the range as text that t v takes over again", async () => {
		const clipboard = fakeClipboard();
		api();
		refreshNow(Date.now());
		const { router } = renderPage("/traces?from=1763578747218&to=1763579647218");
		await screen.findByLabelText("Query");
		press("t", "c");
		await screen.findByText("Time range copied");
		expect(clipboard.text).toBe("2025-11-20T02:59:07.218+08:00 → 2025-11-20T03:14:07.218+08:00");
		await act(() => router.navigate({ to: "/logs" }));
		press("t", "v");
		await waitFor(() => expect(router.state.location.href).toBe("/logs?from=1763578747218&to=1763579647218"));
		clipboard.text = "no range at all";
		press("t", "v");
		await screen.findByText("The clipboard holds no time range");
	});

	test("are told to whoever uses the mouse, three times and then never again", async () => {
		api();
		renderPage("/traces");
		const button = await screen.findByRole("button", { name: "Zoom out ×2" });
		const click = (pointerType: string): void => {
			act(() => void button.dispatchEvent(new PointerEvent("click", { bubbles: true, pointerType })));
		};
		click("touch");
		expect(screen.queryByText("Shortcut: t z")).toBeNull();
		let hints = 0;
		for (let time = 0; time < 5; time++) {
			click("mouse");
			hints = Math.max(hints, timesUsed("hints", "t z"));
		}
		expect(screen.getAllByText("Shortcut: t z").length).toBeGreaterThan(0);
		expect(hints).toBe(3);
	});

	test("y i copies the id of a trace", async () => {
		const clipboard = fakeClipboard();
		api();
		renderPage(`/t/${ID}`);
		await screen.findByTitle(ID);
		press("y", "i");
		await screen.findByText("Trace ID copied");
		expect(clipboard.text).toBe(ID);
	});
});

describe("the focus after a layer", () => {
	async function closedHelpAfter(reach: (link: HTMLElement) => void): Promise<readonly [link: HTMLElement, focused: Element | null]> {
		api();
		renderPage("/traces");
		const link = await screen.findByRole("link", { name: "Status" });
		reach(link);
		press("?");
		const dialog = await screen.findByRole("dialog");
		await waitFor(() => expect(dialog.contains(document.activeElement)).toBe(true));
		fireEvent.keyDown(document.activeElement ?? dialog, { key: "Escape" });
		await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
		await waitFor(() => expect(document.activeElement).not.toBe(document.body));
		return [link, document.activeElement];
	}

	test("is on the page, not on what was clicked before", async () => {
		const [, focused] = await closedHelpAfter((link) => {
			fireEvent.pointerDown(link);
			link.focus();
		});
		expect(focused?.id).toBe("content");
	});

	test("is on the control that the keyboard had reached", async () => {
		const [link, focused] = await closedHelpAfter((reached) => {
			fireEvent.keyDown(document.body, { key: "Tab" });
			reached.focus();
		});
		expect(focused).toBe(link);
	});

	test("of the sort menu, opened by its key, is on the page", async () => {
		api();
		renderPage("/traces");
		await screen.findByRole("button", { name: /sort/ });
		press("s");
		const menu = await screen.findByRole("menu");
		await waitFor(() => expect(menu.contains(document.activeElement)).toBe(true));
		fireEvent.keyDown(document.activeElement ?? menu, { key: "Escape" });
		await waitFor(() => expect(document.activeElement?.id).toBe("content"));
	});
});

describe("the time panel", () => {
	async function open() {
		api();
		const page = renderPage("/traces");
		await screen.findByLabelText("Query");
		press("t", "t");
		return { ...page, field: await screen.findByLabelText("Range") };
	}

	test("says what it understood before it is applied, and remembers it", async () => {
		const { router, field } = await open();
		fireEvent.change(field, { target: { value: "banana" } });
		expect(document.getElementById("time-preview")?.textContent).toContain("Not understood");
		fireEvent.change(field, { target: { value: "01:40-01:20" } });
		expect(document.getElementById("time-preview")?.textContent).toBe("The end is before the start.");
		fireEvent.change(field, { target: { value: "2025-11-20 03:00 → 03:30" } });
		expect(document.getElementById("time-preview")?.textContent).toBe("2025-11-20 03:00–03:30 UTC+8");
		fireEvent.submit(field);
		await waitFor(() => expect(router.state.location.href).toBe("/traces?from=1763578800000&to=1763580600000"));
		press("t", "t");
		const recent = await screen.findByRole("region", { name: "Recent" });
		expect(within(recent).getByRole("button").textContent).toContain("2025-11-20 03:00 → 03:30");
	});

	test("in Chinese the lengths have Chinese units", async () => {
		setPrefs({ language: "zh" });
		api();
		renderPage("/traces");
		fireEvent.click(await screen.findByRole("button", { name: /最近 15\s分钟/ }));
		for (const name of [/^5\s分钟$/, /^24\s小时$/, /^7\s天$/]) expect(await screen.findByRole("button", { name })).toBeTruthy();
	});

	test("two days of the calendar become a range, with the keyboard as well", async () => {
		const { router, field } = await open();
		const grid = screen.getByRole("grid");
		const [day] = grid.querySelectorAll<HTMLElement>("[tabindex='0']");
		fireEvent.click(day as HTMLElement);
		fireEvent.keyDown(grid, { key: "ArrowUp" });
		await waitFor(() => expect(document.activeElement?.getAttribute("data-day")).not.toBe(day?.dataset.day));
		fireEvent.click(document.activeElement as HTMLElement);
		expect((field as HTMLInputElement).value).toMatch(/^\d{4}-\d\d-\d\d → \d{4}-\d\d-\d\d$/);
		fireEvent.submit(field);
		await waitFor(() => expect(router.state.location.href).toMatch(/from=\d+/));
		const { from } = router.state.location.search as { readonly from: string };
		expect(new Date(Number(from)).getHours()).toBe(0);
	});
});
