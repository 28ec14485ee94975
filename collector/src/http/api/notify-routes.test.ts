import type { RouteId } from "@spanglass/shared/api/routes";
import { validateRequest } from "@spanglass/shared/api/validate";
import { expect, it } from "vitest";
import { createDesk } from "../../alerting/desk.testdata.ts";
import { startReceiver } from "../../alerting/notify/servers.testdata.ts";
import { createMemoryAlertStore } from "../../store/memory/alert-store.ts";
import { deleteReceiver, postReceiver, putReceiver, testReceiver } from "./receivers.ts";
import { expireSilence, listSilences, postSilence, previewSilence, putSilence } from "./silences.ts";

const START = Date.UTC(2026, 10, 20);
const at = (minutes: number) => String(BigInt(START + minutes * 60_000) * 1_000_000n);

async function setUp() {
	const clock = { at: START, now: () => clock.at };
	const store = createMemoryAlertStore(clock.now);
	return { clock, store, desk: await createDesk(clock, store) };
}

/** A request as a client sends it. */
function request<R extends RouteId>(
	id: R,
	{ path = {}, query = "", body }: { path?: Readonly<Record<string, string>>; query?: string; body?: object },
) {
	const bytes = body === undefined ? undefined : new TextEncoder().encode(JSON.stringify(body));
	return { ...validateRequest(id, { path, query, body: bytes }), accept: "", startedMs: 0 };
}

async function json(answer: Promise<{ readonly body: unknown }>): Promise<Record<string, unknown>> {
	const { body } = await answer;
	return body instanceof Uint8Array ? (JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>) : {};
}

const HOOK = { name: "hook", channel: "webhook", options: { url: "https://example.com/a" }, secrets: { signingKey: "very secret" } };

it("keeps secrets, and never answers them", async () => {
	const { desk, store } = await setUp();
	const { data } = (await json(postReceiver(request("postReceiver", { body: HOOK }), desk))) as { data: { id: string; version: number } };
	expect(data).toMatchObject({ secretsSet: ["signingKey"], options: HOOK.options, version: 1 });
	expect(JSON.stringify(data)).not.toContain("very secret");
	const path = { receiverId: data.id };
	const renamed = { ...HOOK, name: "renamed", secrets: {}, version: 1 };
	expect(await json(putReceiver(request("putReceiver", { path, body: renamed }), desk))).toMatchObject({
		data: { name: "renamed", secretsSet: ["signingKey"], version: 2 },
	});
	await expect(putReceiver(request("putReceiver", { path, body: renamed }), desk)).rejects.toMatchObject({ kind: "conflict" });
	const without = { ...renamed, secrets: { signingKey: null }, version: 2 };
	expect(await json(putReceiver(request("putReceiver", { path, body: without }), desk))).toMatchObject({ data: { secretsSet: [] } });
	await deleteReceiver(request("deleteReceiver", { path, query: "version=3" }), desk);
	expect(store.listDocuments("receiver")).toEqual([]);
	expect(store.listDocuments("receiver-secret")).toEqual([]);
});

it("does not send kept secrets to another address, neither kept nor in a test", async () => {
	const { desk } = await setUp();
	const { data } = (await json(postReceiver(request("postReceiver", { body: HOOK }), desk))) as { data: { id: string } };
	const elsewhere = { ...HOOK, options: { url: "https://evil.example.com/a" }, secrets: {} };
	const refused = { kind: "invalid_input", field: "signingKey" };
	const put = request("putReceiver", { path: { receiverId: data.id }, body: { ...elsewhere, version: 1 } });
	await expect(putReceiver(put, desk)).rejects.toMatchObject(refused);
	await expect(testReceiver(request("testReceiver", { body: { ...elsewhere, id: data.id } }), desk)).rejects.toMatchObject(refused);
});

it.each([
	[{ ...HOOK, options: {} }, "url"],
	[{ ...HOOK, options: { ...HOOK.options, port: 1 } }, "port"],
	[{ ...HOOK, options: { ...HOOK.options, match: ["severity"] } }, "filter"],
	[{ ...HOOK, options: { ...HOOK.options, match: ["severity=~("] } }, "matchers"],
	[{ ...HOOK, secrets: { authorization: "a\r\nHost: b" } }, "authorization"],
])("refuses a receiver that could not work: %j", async (body, field) => {
	const { desk } = await setUp();
	await expect(postReceiver(request("postReceiver", { body }), desk)).rejects.toMatchObject({ kind: "invalid_input", field });
});

it("a test shows what the receiver answers, without what is secret", async () => {
	const { desk } = await setUp();
	const hook = await startReceiver((response, { headers }) => response.writeHead(418).end(`who is ${headers.authorization}`));
	const options = { url: hook.url, allowPrivate: ["127.0.0.1"] };
	const body = { ...HOOK, options, secrets: { authorization: "Bearer 12345" } };
	const answer = await json(testReceiver(request("testReceiver", { body }), desk));
	expect(answer).toMatchObject({ ok: false, status: 418, body: "who is •••", error: "it answered 418" });
	expect(JSON.parse(hook.heard[0]?.body ?? "")).toMatchObject({ test: true, title: "Test: Spanglass · checkout · test" });
	hook.close();
	expect(await json(testReceiver(request("testReceiver", { body }), desk))).toMatchObject({ ok: false, status: null });
});

const SILENCE = { matchers: [{ name: "service", value: "checkout" }], endsAt: at(60), createdBy: "lin", comment: "deploy" };

it("silences begin, are changed, end, and are history for 5 days", async () => {
	const { desk, clock } = await setUp();
	const { data } = (await json(postSilence(request("postSilence", { body: SILENCE }), desk))) as { data: { id: string } };
	expect(data).toMatchObject({ state: "active", startsAt: at(0), endsAt: at(60), matches: 0, version: 1 });
	const path = { silenceId: data.id };
	const longer = { ...SILENCE, startsAt: at(0), endsAt: at(120), version: 1 };
	expect(await json(putSilence(request("putSilence", { path, body: longer }), desk))).toMatchObject({ data: { endsAt: at(120) } });
	await expect(putSilence(request("putSilence", { path, body: longer }), desk)).rejects.toMatchObject({ kind: "conflict" });
	clock.at += 60_000;
	expect(await json(expireSilence(request("deleteSilence", { path }), desk))).toMatchObject({ data: { state: "expired", endsAt: at(1) } });
	const body = { ...longer, version: 3 };
	await expect(putSilence(request("putSilence", { path, body }), desk)).rejects.toMatchObject({ kind: "conflict" });
	expect((await json(listSilences(request("silences", {}), desk))).data).toHaveLength(1);
	clock.at += 5 * 86_400_000;
	expect((await json(listSilences(request("silences", {}), desk))).data).toEqual([]);
	await desk.notify.silences.prune();
	expect(desk.notify.silences.get(data.id)).toBeUndefined();
});

it("shows what matchers match before they silence it", async () => {
	const { desk } = await setUp();
	const rule = (name: string, more: object) => ({
		...{
			name,
			enabled: true,
			condition: { kind: "throughput" as const },
			scope: {},
			groupBy: [],
			comparison: "below" as const,
			threshold: 1,
		},
		...{
			windowSeconds: 60,
			forSeconds: 0,
			keepFiringSeconds: 0,
			intervalSeconds: 10,
			delaySeconds: 0,
			minSample: 0,
			noData: "keep" as const,
		},
		...{ severity: "warning" as const, labels: {}, runbook: "", receivers: [], repeatSeconds: 0 },
		...more,
	});
	await desk.clock.addRule(rule("fixed", { scope: { service: "checkout" } }));
	await desk.clock.addRule(rule("other", { scope: { service: "cart" } }));
	await desk.clock.addRule(rule("grouped", { groupBy: ["service"] }));
	const preview = async (matchers: readonly object[]) => json(previewSilence(request("previewSilence", { body: { matchers } }), desk));
	const names = async (matchers: readonly object[]) =>
		((await preview(matchers)).rules as readonly { name: string }[]).map(({ name }) => name).sort();
	expect(await names([{ name: "service", value: "checkout" }])).toEqual(["fixed", "grouped"]);
	expect(await names([{ name: "service", value: "c.*", isRegex: true }])).toEqual(["fixed", "grouped", "other"]);
	expect(await names([{ name: "alertname", value: "other" }])).toEqual(["other"]);
	expect(await names([{ name: "severity", value: "warning", isEqual: false }])).toEqual([]);
	expect((await preview([{ name: "a", value: "(", isRegex: true }])).fault).toMatchObject({ matcher: 0 });
});
