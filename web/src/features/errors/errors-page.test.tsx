import type { ErrorGroupJson, ErrorGroupsJson } from "@spanglass/shared/api/error-schemas";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, test, vi } from "vitest";
import { FakeError, fakeApi, statusOf } from "../../testing/fake-api.ts";
import { renderPage } from "../../testing/render.tsx";

afterEach(() => {
	cleanup();
	vi.unstubAllGlobals();
});

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

function groupOf(fingerprint: string, more: Partial<ErrorGroupJson> = {}): ErrorGroupJson {
	return {
		...{
			fingerprint,
			service: "payment",
			namespace: "shop",
			color: 2,
			type: "TimeoutError",
			template: "row <*> is locked",
			frame: "charge (/app/pay.js)",
		},
		...{ state: "new", decisionVersion: 0, count: 3_412, traces: 1_204, before: 0, counts: [0, 1, 2] },
		...{ first: "1763579700000000000", last: "1763579990000000000", stack: "TimeoutError: row 7\n    at charge (/app/pay.js:41:7)" },
		versions: [{ value: "v42", count: 3_400 }],
		instances: [{ value: "pa-1", count: 3_412 }],
		operations: [{ value: "Pay", count: 3_412 }],
		samples: [{ traceId: TRACE, spanId: "00f067aa0ba902b7", start: "1763579990000000000", message: "row 7 is locked" }],
		suspect: { version: "v42", at: "1763579660000000000" },
		...more,
	};
}

function errorsOf(data: readonly ErrorGroupJson[]): ErrorGroupsJson {
	return {
		...{ start: "1763579640000000000", stepNanos: 60e9, data: [...data], total: data.length, complete: true, warnings: [], tookMs: 12 },
		scanned: { from: "0", to: "1", blocks: 1, rows: 9 },
	};
}

const show = (data: readonly ErrorGroupJson[], path = "/errors?from=now-1h&to=now&env=prod"): readonly URL[] => {
	const asked = fakeApi({ "/status": () => statusOf(9_000), "/errors": () => errorsOf(data) });
	renderPage(path);
	return asked;
};
const rows = (): readonly string[] =>
	screen.queryAllByRole("link", { name: /times$/ }).map((link) => link.getAttribute("aria-label") ?? "");

const ALL = [
	groupOf("0a"),
	groupOf("0b", { state: "regressed", type: "DEADLINE_EXCEEDED", template: "", service: "checkout", suspect: null }),
	groupOf("0c", { state: "ongoing", type: "io.EOF", template: "client closed request", service: "gateway", suspect: null }),
	groupOf("0d", { state: "muted", type: "Ignored", decisionVersion: 4 }),
];

describe("groups of errors", () => {
	test("are asked for with range and environment; open ones are shown, with what is suspected", async () => {
		const asked = show(ALL);
		await waitFor(() => expect(rows()).toHaveLength(3));
		expect(rows()[0]).toBe("new: TimeoutError of payment, row <*> is locked, 3,412 times");
		expect(rows()[1]).toBe("regressed: DEADLINE_EXCEEDED of checkout, Pay, 3,412 times");
		expect(asked.find((url) => url.pathname.endsWith("/errors"))?.searchParams.get("env")).toBe("prod");
		expect(screen.getByText("suspect v42").closest("[title]")?.getAttribute("title")).toBe(
			"v42 appeared 40\u00a0s before the first of these: concluded, not measured",
		);
		expect(document.title).toBe("Errors · Spanglass");
	});

	test("tabs and the filter choose among them, and stand in the address", async () => {
		show(ALL);
		await waitFor(() => expect(rows()).toHaveLength(3));
		await userEvent.click(screen.getByRole("radio", { name: /Muted 1/ }));
		expect(rows()).toEqual(["muted: Ignored of payment, row <*> is locked, 3,412 times"]);
		await userEvent.click(screen.getByRole("radio", { name: /Open 3/ }));
		fireEvent.change(screen.getByLabelText("Filter by type, message or service"), { target: { value: "GATEWAY" } });
		await waitFor(() => expect(rows()).toEqual(["ongoing: io.EOF of gateway, client closed request, 3,412 times"]));
		fireEvent.change(screen.getByLabelText("Filter by type, message or service"), { target: { value: "zzz" } });
		await screen.findByText("No group matches the filter");
	});

	test("a group opens beside the list with its numbers, stack and examples; Esc closes it", async () => {
		show(ALL, "/errors?sel=0a");
		const drawer = await screen.findByRole("complementary", { name: "payment TimeoutError" });
		expect(drawer.textContent).toContain("3,412 failed spans in 1,204 traces · 0 in the range before");
		expect(drawer.textContent).toContain("at charge (/app/pay.js)");
		expect(drawer.textContent).toContain("at charge (/app/pay.js:41:7)");
		const example = screen.getByRole("link", { name: /4bf92f35/ });
		expect(example.getAttribute("href")).toBe(`/t/${TRACE}?span=00f067aa0ba902b7`);
		fireEvent.keyDown(document.body, { key: "Escape" });
		await waitFor(() => expect(screen.queryByRole("complementary", { name: "payment TimeoutError" })).toBeNull());
	});

	test("is called resolved, and opened again with the version that was seen", async () => {
		let state: ErrorGroupJson["state"] = "new";
		const asked = fakeApi({
			"/status": () => statusOf(9_000),
			"/errors": () => errorsOf([groupOf("0a", { state, decisionVersion: state === "resolved" ? 7 : 0 })]),
			"PUT /documents/error/0a": () => {
				state = "resolved";
				return { data: { kind: "error", id: "0a", json: {}, version: 7, updatedAt: 1 } };
			},
			"DELETE /documents/error/0a": (query) => {
				if (query.get("version") !== "7") throw new FakeError(409, { kind: "conflict", message: "stale", requestId: "r" });
				state = "new";
				return { data: null };
			},
		});
		renderPage("/errors?sel=0a");
		await userEvent.click(await screen.findByRole("button", { name: "Resolve" }));
		await userEvent.click(await screen.findByRole("button", { name: "Open again" }));
		await screen.findByRole("button", { name: "Resolve" });
		expect(asked.filter(({ pathname }) => pathname.includes("/documents/error/0a"))).toHaveLength(2);
	});

	test("a range without errors says so", async () => {
		show([]);
		await screen.findByText("No span failed in this range");
	});
});
