import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { setPrefs } from "../../state/prefs.ts";
import { renderPage } from "../../testing/render.tsx";
import { frameApi as api } from "../frame.testdata.ts";

const ID = "4bf92f3577b34da6a3ce929d0e0e4736";

vi.mock("../../features/trace/TracePage.tsx", () => ({ TracePage: () => <p>the trace</p> }));

beforeEach(() => setPrefs({ environment: "", refresh: "off", singleKeys: true, language: "en" }));
afterEach(() => {
	cleanup();
	localStorage.clear();
	vi.useRealTimers();
});

describe("the palette", () => {
	async function open(path = "/status") {
		api();
		const page = renderPage(path);
		await screen.findByRole("navigation");
		fireEvent.keyDown(document.body, { key: "k", ctrlKey: true });
		const field = await screen.findByRole("combobox", { name: "Search or jump" });
		const type = (value: string): void => void fireEvent.change(field, { target: { value } });
		const enter = (more = {}): void => void fireEvent.keyDown(field, { key: "Enter", ...more });
		const options = () => within(screen.getByRole("listbox")).getAllByRole("option");
		return { ...page, field, type, enter, options };
	}

	test("finds a service by a few letters and opens it with the keyboard alone", async () => {
		const { router, type, enter, options } = await open();
		await screen.findByRole("option", { name: /checkout/ });
		type("chk");
		expect(options()[0]?.textContent).toContain("checkout");
		enter();
		await waitFor(() => expect(router.state.location.href).toBe("/services/checkout"));
		expect(screen.queryByRole("combobox", { name: "Search or jump" })).toBeNull();
	});

	test("arrows choose, and what was used comes first the next time", async () => {
		const { router, field, options } = await open();
		const chosen = () => options().find((option) => option.getAttribute("aria-selected") === "true");
		for (let step = 0; step < 20 && chosen()?.textContent?.startsWith("Logs") !== true; step++) {
			fireEvent.keyDown(field, { key: "ArrowDown" });
			expect(field.getAttribute("aria-activedescendant")).toBe(chosen()?.id);
		}
		fireEvent.keyDown(field, { key: "Enter" });
		await waitFor(() => expect(router.state.location.pathname).toBe("/logs"));
		fireEvent.keyDown(document.body, { key: "k", ctrlKey: true });
		await screen.findByRole("combobox", { name: "Search or jump" });
		expect(screen.getByText("Recent")).toBeTruthy();
		expect(options()[0]?.textContent).toContain("Logs");
	});

	test("a whole log line opens its trace, in a new tab with Ctrl", async () => {
		const { router, type, enter } = await open();
		const opened = vi.spyOn(window, "open").mockReturnValue(null);
		type(`level=info trace_id=${ID} msg=x`);
		enter({ ctrlKey: true });
		expect(opened).toHaveBeenCalledWith(`/t/${ID}`, "_blank", "noopener");
		expect(router.state.location.pathname).toBe("/status");
		opened.mockRestore();
	});

	test("anything else is searched for in traces or logs", async () => {
		const { router, type, enter, options } = await open();
		type(":duration:>500ms");
		expect(options().map((option) => option.textContent)).toEqual([
			expect.stringContaining("Search traces for duration:>500ms"),
			expect.stringContaining("Search logs for duration:>500ms"),
		]);
		enter();
		await waitFor(() => expect(router.state.location.href).toBe("/traces?q=duration:%3E500ms"));
	});

	test("> runs commands, @ sets the time, ? tells the prefixes", async () => {
		const { router, field, type, enter, options } = await open("/metrics");
		type("?");
		expect(options().map((option) => option.querySelector("kbd")?.textContent)).toEqual([">", ":", "#", "@", "?", "?"]);
		enter();
		expect((field as HTMLInputElement).value).toBe(">");
		type(">theme light");
		enter();
		expect(document.documentElement.dataset.theme).toBe("light");
		fireEvent.keyDown(document.body, { key: "k", ctrlKey: true });
		fireEvent.change(await screen.findByRole("combobox", { name: "Search or jump" }), { target: { value: "@last 2 hours" } });
		fireEvent.keyDown(screen.getByRole("combobox", { name: "Search or jump" }), { key: "Enter" });
		await waitFor(() => expect(router.state.location.href).toBe("/metrics?from=now-2h&to=now"));
	});
});
