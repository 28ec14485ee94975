import { alertRuleSchema } from "@spanglass/shared/api/alert-schemas";
import { expect, it } from "vitest";
import { createDesk } from "../../../alerting/desk.testdata.ts";
import { createMemoryAlertStore } from "../../../store/memory/alert-store.ts";
import { answerAlertmanager } from "./handlers.ts";
import { ALERTMANAGER_ROUTES, type AlertmanagerRouteId, isAlertmanagerRoute } from "./routes.ts";

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 20);

async function setUp() {
	const clock = { at: START, now: () => clock.at };
	const store = createMemoryAlertStore(clock.now);
	const desk = await createDesk(clock, store);
	const { id } = await desk.notify.receivers.add(
		{ name: "hook", channel: "webhook", enabled: true, sendResolved: true, language: "en", options: { url: "https://example.com" } },
		{},
	);
	const ask = async (route: AlertmanagerRouteId, { query = "", body = undefined as unknown, silenceId = "" } = {}) => {
		const bytes = body === undefined ? undefined : new TextEncoder().encode(JSON.stringify(body));
		const answer = await answerAlertmanager(route, { path: { silenceId }, query, body: bytes }, desk);
		const text = answer.body instanceof Uint8Array ? new TextDecoder().decode(answer.body) : "";
		return { status: answer.status, json: text === "" ? undefined : (JSON.parse(text) as unknown) };
	};
	const told = () =>
		store.reader
			.listOutbox({ from: 0, to: Number.MAX_SAFE_INTEGER, limit: 100 })
			.map(({ receiver, notification: { event, sequence, ruleName } }) => [receiver === id, event, sequence, ruleName].join(" "))
			.reverse();
	return { clock, desk, ask, told };
}

const PUSHED = {
	labels: { alertname: "InstanceDown", severity: "critical", instance: "a:9100" },
	annotations: { summary: "a is down" },
	startsAt: "2026-11-20T00:00:00Z",
	generatorURL: "http://prometheus:9090/graph?g0.expr=up",
};
const SILENCE = {
	matchers: [{ name: "alertname", value: "Instance.*", isRegex: true, isEqual: true }],
	startsAt: "2026-11-20T00:00:00Z",
	endsAt: "2026-11-20T01:00:00Z",
	createdBy: "lin",
	comment: "maintenance",
};

it("takes alerts of others, lists them, and tells receivers once", async () => {
	const { ask, told, clock } = await setUp();
	expect(await ask("alertmanager.push", { body: [PUSHED] })).toEqual({ status: 200, json: undefined });
	clock.at += MINUTE;
	await ask("alertmanager.push", { body: [PUSHED] });
	expect(told()).toEqual(["true firing 1 InstanceDown"]);
	expect((await ask("alertmanager.alerts")).json).toEqual([
		{
			labels: PUSHED.labels,
			annotations: PUSHED.annotations,
			receivers: [{ name: "hook" }],
			fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
			startsAt: "2026-11-20T00:00:00.000Z",
			updatedAt: "2026-11-20T00:01:00.000Z",
			endsAt: "2026-11-20T00:06:00.000Z",
			generatorURL: PUSHED.generatorURL,
			status: { state: "active", silencedBy: [], inhibitedBy: [], mutedBy: [] },
		},
	]);
});

it("resolves them when they say so, and when they are not repeated for 5 minutes", async () => {
	const { ask, told, clock, desk } = await setUp();
	const other = { ...PUSHED, labels: { ...PUSHED.labels, alertname: "Other" } };
	await ask("alertmanager.push", { body: [PUSHED, other] });
	clock.at += MINUTE;
	await ask("alertmanager.push", { body: [{ ...PUSHED, endsAt: "2026-11-20T00:00:30Z" }] });
	expect(told().slice(2)).toEqual(["true resolved 2 InstanceDown"]);
	clock.at += 5 * MINUTE;
	await desk.notify.external.tick();
	expect(told().slice(3)).toEqual(["true resolved 2 Other"]);
	expect((await ask("alertmanager.alerts")).json).toEqual([]);
});

it("makes, lists, shows, changes and ends silences; what is silenced is told when the silence ends", async () => {
	const { ask, told, clock, desk } = await setUp();
	const made = await ask("alertmanager.postSilence", { body: SILENCE });
	const { silenceID: silenceId } = made.json as { readonly silenceID: string };
	await ask("alertmanager.push", { body: [PUSHED] });
	expect(told()).toEqual([]);
	expect((await ask("alertmanager.alerts")).json).toMatchObject([{ status: { state: "suppressed", silencedBy: [silenceId] } }]);
	expect((await ask("alertmanager.alerts", { query: "silenced=false" })).json).toEqual([]);
	const shown = { ...SILENCE, id: silenceId, startsAt: "2026-11-20T00:00:00.000Z", endsAt: "2026-11-20T01:00:00.000Z" };
	expect((await ask("alertmanager.silence", { silenceId })).json).toMatchObject({ ...shown, status: { state: "active" } });
	expect((await ask("alertmanager.silences", { query: `filter=${encodeURIComponent('alertname="Instance.*"')}` })).json).toHaveLength(1);
	expect((await ask("alertmanager.silences", { query: "filter=alertname%3Dx" })).json).toEqual([]);
	expect((await ask("alertmanager.postSilence", { body: { ...SILENCE, id: silenceId, comment: "longer" } })).json).toEqual({
		silenceID: silenceId,
	});
	clock.at += MINUTE;
	expect(await ask("alertmanager.deleteSilence", { silenceId })).toEqual({ status: 200, json: undefined });
	expect((await ask("alertmanager.silence", { silenceId })).json).toMatchObject({ comment: "longer", status: { state: "expired" } });
	await desk.notify.external.tick();
	expect(told()).toEqual(["true firing 1 InstanceDown"]);
});

it("lists rules of its own that fire, in groups by receiver and incident", async () => {
	const { ask, desk, clock } = await setUp();
	const rule = alertRuleSchema.parse({
		...{ name: "quiet", condition: { kind: "throughput" }, comparison: "below", threshold: 1, windowSeconds: 60, intervalSeconds: 10 },
		scope: { service: "checkout" },
	});
	const id = await desk.clock.addRule(rule);
	clock.at += MINUTE;
	await desk.clock.tick();
	await desk.clock.settled();
	const [alert] = (await ask("alertmanager.alerts", { query: "filter=service%3D%22checkout%22" })).json as readonly object[];
	expect(alert).toMatchObject({
		labels: { alertname: "quiet", severity: "warning", service: "checkout", kind: "throughput" },
		generatorURL: `http://127.0.0.1:4319/alerts/rules/${id}`,
		receivers: [{ name: "hook" }],
		status: { state: "active" },
	});
	expect((await ask("alertmanager.groups")).json).toMatchObject([
		{ receiver: { name: "hook" }, labels: { alertname: "quiet" }, alerts: [alert] },
	]);
	expect((await ask("alertmanager.alerts", { query: "receiver=other.*" })).json).toEqual([]);
	expect((await ask("alertmanager.alerts", { query: "receiver=ho.*&active=true" })).json).toHaveLength(1);
});

it("names its receivers and its version", async () => {
	const { ask } = await setUp();
	expect((await ask("alertmanager.receivers")).json).toEqual([{ name: "hook" }]);
	expect((await ask("alertmanager.status")).json).toMatchObject({
		cluster: { status: "disabled" },
		versionInfo: { version: expect.any(String) },
	});
});

it.each([
	["alertmanager.push", { body: {} }, 400, "the body must be a list of alerts"],
	["alertmanager.push", { body: [{ labels: {} }] }, 400, "an alert must have labels"],
	["alertmanager.push", { body: [{ ...PUSHED, startsAt: "yesterday" }] }, 400, "startsAt must be a time such as 2026-11-20T03:05:40Z"],
	["alertmanager.postSilence", { body: { ...SILENCE, endsAt: undefined } }, 400, "a silence must end"],
	["alertmanager.postSilence", { body: { ...SILENCE, endsAt: "2026-11-19T00:00:00Z" } }, 400, "a silence must end after it begins"],
	["alertmanager.postSilence", { body: { ...SILENCE, matchers: [] } }, 400, "a silence must have matchers"],
	[
		"alertmanager.postSilence",
		{ body: { ...SILENCE, matchers: [{ name: "a", value: ".*", isRegex: true }] } },
		400,
		"at least one matcher must not match the empty text",
	],
	["alertmanager.postSilence", { body: { ...SILENCE, id: "nobody" } }, 404, "silence nobody not found"],
	["alertmanager.silence", { silenceId: "nobody" }, 404, "silence nobody not found"],
	["alertmanager.alerts", { query: "filter=x" }, 400, '"x" is no matcher'],
] as const)("%s with %j is refused with %i and a bare text", async (route, asked, status, message) => {
	const { ask } = await setUp();
	expect(await ask(route, asked)).toEqual({ status, json: message });
});

it("has a handler for each of its routes", async () => {
	const { ask } = await setUp();
	for (const { id } of ALERTMANAGER_ROUTES) if (isAlertmanagerRoute(id)) expect((await ask(id)).status).toBeLessThan(500);
});
