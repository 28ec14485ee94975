import { cleanup, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, test, vi } from "vitest";
import { FakeError, fakeApi, statusOf } from "../../testing/fake-api.ts";
import { insightOf, numbersOf, overviewOf } from "../../testing/fake-overview.ts";
import { renderPage } from "../../testing/render.tsx";

afterEach(() => {
	cleanup();
	vi.unstubAllGlobals();
});

const show = (more: Parameters<typeof overviewOf>[0], path = "/?from=now-1h&to=now&env=prod"): readonly URL[] => {
	const asked = fakeApi({ "/status": () => statusOf(9_000), "/overview": () => overviewOf(more) });
	renderPage(path);
	return asked;
};
const hrefOf = (name: string | RegExp): string => decodeURIComponent(screen.getByRole("link", { name }).getAttribute("href") ?? "");
const NODE = { type: "service", namespace: "shop", name: "payment", system: "" } as const;

describe("the overview", () => {
	test("asks for range and environment; a calm system is told to be calm", async () => {
		const asked = show({});
		await screen.findByText("Nothing unusual.");
		const query = asked.find((url) => url.pathname.endsWith("/overview"))?.searchParams;
		expect([query?.get("env"), Number(query?.get("to")) - Number(query?.get("from"))]).toEqual(["prod", 3_600_000]);
		expect(screen.getByText("No operation became slower or fails more beyond noise.")).toBeTruthy();
		expect(document.title).toBe("Overview · Spanglass");
	});

	test("cells say how each service does and lead to it", async () => {
		const silent = { count: 0, durations: { ...numbersOf(0).durations, p99: null }, errorRatio: null };
		const of = (name: string, state: "critical" | "ok" | "silent", more = {}) => ({
			...{ name, namespace: "", color: 2, state, before: null },
			numbers: numbersOf(900, more),
		});
		show({
			services: [of("payment", "critical", { errorRatio: 0.31 }), of("cart", "ok"), of("legacy", "silent", silent)],
			instances: { live: 6, late: 1, lost: 1 },
			lostOf: [{ name: "cart", namespace: "", count: 1 }],
		});
		await screen.findByText("1 critical");
		expect(screen.getByText("1 silent")).toBeTruthy();
		expect(screen.getByText("8 instances")).toBeTruthy();
		expect(hrefOf("1 lost")).toMatch(/^\/services\/cart\/instances\?state=lost/);
		expect(hrefOf(/^payment: critical, 1\/s, errors 31%/)).toMatch(/^\/services\/payment\?/);
		expect(hrefOf("legacy: silent")).toContain("env=prod");
	});

	test("an insight says what, since when, what it was and why, and leads to its traces or log records", async () => {
		show({
			insights: [
				insightOf({
					kind: "retries",
					callee: NODE,
					now: 3.4,
					before: 1,
					isShare: false,
					values: [],
					cause: { kind: "deploy", service: "payment", version: "v42" },
				}),
				insightOf({ kind: "latency", now: 1.31e9, before: 8e8, isShare: false, severity: "warning" }),
				insightOf({ kind: "lostInstance", instance: "co 7f", now: null, before: null, version: "v7", severity: "warning" }),
			],
		});
		const retries = (await screen.findByText("checkout → payment retries ×3.4")).closest("li");
		expect(retries?.textContent).toMatch(/since \d\d:\d\d:\d\d · was 1 · 4\/s attempts · likely because of payment v42/);
		expect(hrefOf("Traces: checkout → payment retries ×3.4")).toContain("q=service:checkout+>>+(service:payment+status:error)");
		expect(hrefOf(/Traces: checkout: p99 1\.31/)).toContain("duration:>=1310ms&sort=longest");
		expect(hrefOf("Last words: checkout: instance co 7f lost")).toMatch(/^\/services\/checkout\/instances\?ns=shop&state=lost&inst=co\+7f/);
	});

	test("lost instances of several services: each service is a way to its own", async () => {
		const lostOf = ["cart", "payment", "orders", "mail"].map((name, at) => ({ name, namespace: "shop", count: at === 0 ? 2 : 1 }));
		show({ instances: { live: 6, late: 0, lost: 5 }, lostOf });
		await screen.findByText("5 lost");
		expect(hrefOf("cart 2")).toMatch(/^\/services\/cart\/instances\?ns=shop&state=lost/);
		expect(hrefOf("+1")).toMatch(/^\/services\?/);
	});

	test("more than five insights are folded", async () => {
		show({ insights: Array.from({ length: 8 }, (_, at) => insightOf({ service: `s${at}` })) });
		const more = await screen.findByRole("button", { name: "3 more" });
		expect(screen.queryByText(/^s7:/)).toBeNull();
		await userEvent.click(more);
		expect(screen.getByText(/^s7:/)).toBeTruthy();
	});

	test("changes and regressions say what was and is", async () => {
		const change = { service: "payment", namespace: "shop", color: 2, callee: null, statusClass: null, p99: null, previousP99: null };
		show({
			changes: [
				{ ...change, kind: "deploy", at: "1763579700000000000", version: "v42", previousVersion: "v41", p99: 890e6, previousP99: 287e6 },
				{ ...change, kind: "newError", at: null, version: null, previousVersion: null, statusClass: "DEADLINE_EXCEEDED" },
			],
			regressions: [
				{
					...{ service: "payment", namespace: "shop", color: 2, operation: "Pay", kind: 2, metric: "p99", was: 287e6, now: 890e6 },
					...{
						count: 218_000,
						since: "1763579700000000000",
						values: [1, 2],
						cause: { kind: "deploy", service: "payment", version: "v42" },
					},
				},
			],
		});
		const deploy = (await screen.findByText("payment v41 → v42")).closest("a");
		expect(deploy?.textContent).toContain("p99 ▲210%");
		expect(deploy?.getAttribute("href")).toMatch(/^\/services\/payment\/versions\?ns=shop&a=v41&b=v42/);
		expect(screen.getByText("new error DEADLINE_EXCEEDED")).toBeTruthy();
		const row = screen.getByRole("link", { name: "Pay" }).closest("tr");
		expect(row?.textContent).toContain("▲210%");
		expect(row?.textContent).toContain("deploy v42");
		expect(row?.textContent).toContain("218k");
	});

	test("an answer that fails is said, with a way to ask again", async () => {
		let times = 0;
		fakeApi({
			"/status": () => statusOf(9_000),
			"/overview": () => {
				if (times++ === 0) throw new FakeError(400, { kind: "invalid_input", message: "nothing lies before the range", requestId: "r1" });
				return overviewOf();
			},
		});
		renderPage("/");
		expect((await screen.findByRole("alert")).textContent).toContain("nothing lies before the range");
		await userEvent.click(screen.getByRole("button", { name: /Retry/ }));
		await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
	});

	test("nothing in the environment, and a way out", async () => {
		show({ services: [] });
		await screen.findByText("No service in the environment prod");
	});
});
