import { cleanup, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { alertOf, alertsOf, DEMO_TRACE, evidenceOf, incidentOf, ruleDetailOf } from "../../../testing/fake-alerts.ts";
import { FakeError, fakeApi, statusOf } from "../../../testing/fake-api.ts";
import { renderPage } from "../../../testing/render.tsx";

afterEach(() => {
	cleanup();
	vi.unstubAllGlobals();
});

const show = (more: Parameters<typeof incidentOf>[0] = {}) => {
	let acknowledged = false;
	const asked = fakeApi({
		"/status": () => statusOf(9_000),
		"/alerts": () => alertsOf([alertOf()]),
		"/alerts/incidents/31": () => ({
			data: incidentOf({ ...more, acknowledged: acknowledged ? { by: "lin", at: "1763579500000000000" } : null }),
		}),
		"/alerts/incidents/31/evidence": () => ({ data: evidenceOf() }),
		"/alerts/rules/r1": () => ({ data: ruleDetailOf() }),
		"PUT /alerts/incidents/31/ack": () => {
			acknowledged = true;
			return { data: incidentOf() };
		},
	});
	renderPage("/alerts/i/31");
	return asked;
};

test("says what, since when, how bad now and what is suspected; evidence leads to the suspected span and its logs", async () => {
	show();
	await screen.findByRole("heading", { name: "checkout p99 latency" });
	expect(screen.getByText("rule: p99 latency > 800 ms for 5 min")).toBeTruthy();
	const first = screen.getByRole("link", { name: /^Trace 4bf92f35/ });
	expect(first.getAttribute("href")).toBe(`/t/${DEMO_TRACE}?span=00f067aa0ba902b7&tab=logs`);
	expect(screen.getByRole("link", { name: "Open suspected span" }).getAttribute("href")).toBe(first.getAttribute("href"));
	expect(screen.getByRole("link", { name: "payment v42" }).getAttribute("href")).toBe("/services/payment/versions?b=v42");
	const timeline = screen.getByRole("list", { name: "Timeline" });
	expect(timeline.textContent).toMatch(
		/deploy payment v42.*pending 812.ms > 800.ms.*firing.*#oncall delivered · 210.ms.*still firing 1\.31.s/,
	);
});

test("an acknowledgement is shown when it was taken", async () => {
	const asked = show();
	await userEvent.click(await screen.findByRole("button", { name: "Acknowledge" }));
	await screen.findByRole("button", { name: /^ack by lin/ });
	expect(asked.some(({ pathname }) => pathname.endsWith("/ack"))).toBe(true);
});

test("evidence that could not be had says why, and the incident is there all the same", async () => {
	show({ evidence: "failed", evidenceMessage: "the store is full" });
	await screen.findByText("Evidence could not be had: the store is full");
	expect(screen.getByRole("button", { name: "Acknowledge" })).toBeTruthy();
});

test("an incident that is not there says so", async () => {
	fakeApi({
		"/status": () => statusOf(9_000),
		"/alerts/incidents/99": () => {
			throw new FakeError(404, { kind: "not_found", message: "no incident", requestId: "r" });
		},
	});
	renderPage("/alerts/i/99");
	await screen.findByText("There is no incident #99");
	await waitFor(() => expect(document.title).toBe("Incident #99 · Spanglass"));
});
