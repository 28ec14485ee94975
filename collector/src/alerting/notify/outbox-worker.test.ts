import type { Incident } from "@spanglass/shared/model/incident";
import type { ReceiverSettings } from "@spanglass/shared/model/receiver";
import { afterEach, expect, it } from "vitest";
import { createMemoryAlertStore } from "../../store/memory/alert-store.ts";
import { Silences } from "../silences.ts";
import { createDeliver } from "./deliver.ts";
import { notification, SUSPICION } from "./notification.testdata.ts";
import { OutboxWorker } from "./outbox-worker.ts";
import { Receivers } from "./receivers.ts";
import { createPolicy } from "./routing.ts";
import { ruleWith } from "./rule.testdata.ts";
import { answers, startReceiver, type TestReceiver, takes } from "./servers.testdata.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const open: TestReceiver[] = [];
afterEach(() => {
	for (const one of open.splice(0)) one.close();
});

interface Sent {
	readonly groupKey: string;
	readonly alerts: readonly {
		readonly dedupKey: string;
		readonly sequence: number;
		readonly event: string;
		readonly annotations: object;
	}[];
}

/** An empty store and a clock that stands still until it is told. */
async function setUp({ timeoutMs = 2000 } = {}) {
	const clock = { at: Date.UTC(2026, 10, 20), now: () => clock.at };
	const store = createMemoryAlertStore(clock.now);
	const { writer } = store;
	const changed = () => undefined;
	const receivers = new Receivers({ receivers: [], receiverSecrets: [] }, { clock, writer, changed });
	const silences = new Silences([], { clock, writer, changed, incidents: () => undefined });
	const policy = createPolicy(receivers, silences);
	const resolve: Parameters<typeof createDeliver>[0]["resolve"] = (host, done) => done(new Error(`getaddrinfo ENOTFOUND ${host}`), []);
	const worker = () =>
		new OutboxWorker({
			...{ clock, writer, receivers, changed, random: () => 1, pageUrl: () => "http://page", warn: expect.unreachable },
			deliver: createDeliver({ ownPorts: () => [], timeoutMs, resolve }),
			incident: (id) => ({ ...INCIDENT, id }),
		});
	let current = worker();
	let seq = 0;
	return {
		clock,
		receivers,
		policy,
		writer,
		reader: store.reader,
		restart: () => {
			current = worker();
		},
		add: (url: string, more: Partial<ReceiverSettings> = {}) =>
			receivers.add(
				{
					...{ name: url, channel: "webhook", enabled: true, sendResolved: true, language: "en", ...more },
					options: { url, allowPrivate: ["127.0.0.1"], groupWaitSeconds: 0, ...more.options },
				},
				{},
			),
		/** A change of an alert; its rule names nobody. */
		tell: async (more: Parameters<typeof notification>[0] = {}, named: readonly string[] = []) => {
			const told = notification({ sequence: ++seq, ...more });
			await writer.commitAlerts({ at: clock.at, outbox: policy.route(told, ruleWith(named), clock.at) });
		},
		pass: async () => {
			const next = await current.pass();
			await current.settled();
			return next;
		},
		begin: () => current.pass(),
		settled: () => current.settled(),
		states: () =>
			store.reader
				.listOutbox({ from: 0, to: Number.MAX_SAFE_INTEGER, limit: 1000 })
				.map(({ state, attempts }) => `${state} ${attempts}`)
				.reverse(),
		results: () => store.reader.listOutbox({ from: 0, to: Number.MAX_SAFE_INTEGER, limit: 1000 }).map(({ result }) => result),
		/** As time goes by, until nothing waits; result: after how long. */
		run: async (most: number) => {
			const began = clock.at;
			for (;;) {
				const next = (await current.pass()) ?? Number.POSITIVE_INFINITY;
				await current.settled();
				const [waiting] = store.reader.listOutbox({ from: 0, to: Number.MAX_SAFE_INTEGER, state: "waiting", limit: 1 });
				if (waiting === undefined) return clock.at - began;
				clock.at = Math.max(clock.at + SECOND, Math.min(next, waiting.dueAt));
				if (clock.at - began > most) return Number.POSITIVE_INFINITY;
			}
		},
	};
}

const INCIDENT: Incident = {
	...{ id: 0, state: "firing", title: "t", severity: "critical", environment: "", service: "", startedAt: 0, openedAt: 0, alerts: [] },
	...{ evidence: "kept", suspicion: SUSPICION },
};

async function receiver(...given: Parameters<typeof startReceiver>): Promise<TestReceiver> {
	const one = await startReceiver(...given);
	open.push(one);
	return one;
}

const sentTo = ({ heard }: TestReceiver): readonly Sent[] => heard.map(({ body }) => JSON.parse(body) as Sent);

it("delivers a change once, with its keys, value, suspected span and three links", async () => {
	const stand = await setUp();
	const hook = await receiver();
	await stand.add(hook.url);
	await stand.tell();
	await stand.pass();
	await stand.pass();
	expect(sentTo(hook)).toMatchObject([
		{
			groupKey: "incident/7",
			alerts: [
				{
					...{ dedupKey: "r1/0011223344556677/k1", sequence: 1, event: "firing", value: 0.1234, threshold: 0.05 },
					suspected: { service: "payment", operation: "Pay" },
					links: {
						incident: "http://page/alerts/i/7",
						trace: "http://page/traces/4bf92f3577b34da6a3ce929d0e0e4736?span=00f067aa0ba902b7",
						rule: "http://page/alerts/rules/r1",
					},
				},
			],
		},
	]);
	expect(stand.states()).toEqual(["delivered 1"]);
});

it.each([
	["refuses the connection", undefined],
	["answers 500", answers(500)],
	["answers 503", answers(503)],
	["leads elsewhere", answers(302, { Location: "http://127.0.0.1:9/" })],
	["has forgotten its token", answers(401)],
])("tries a receiver that %s again, from 1 s to 5 min, and delivers when it recovers after 6 h", async (_what, behaviour) => {
	const stand = await setUp();
	const hook = await receiver(behaviour);
	const good = await receiver();
	if (behaviour === undefined) hook.close();
	await stand.add(hook.url);
	await stand.add(good.url);
	await stand.tell();
	const began = stand.clock.at;
	const waits: number[] = [];
	while (stand.clock.at - began < 6 * HOUR) {
		await stand.pass();
		const [waiting] = stand.reader.listOutbox({ from: 0, to: Number.MAX_SAFE_INTEGER, state: "waiting", limit: 1 });
		if (waiting === undefined) expect.unreachable("it is not given up");
		waits.push(waiting.dueAt - stand.clock.at);
		stand.clock.at = waiting.dueAt;
	}
	expect(waits.slice(0, 10)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300].map((seconds) => seconds * SECOND));
	expect(Math.max(...waits)).toBe(5 * MINUTE);
	expect(good.heard).toHaveLength(1);
	if (behaviour === undefined) return;
	hook.behave(takes);
	await stand.pass();
	expect(stand.states()).toEqual([`delivered ${waits.length + 1}`, "delivered 1"]);
});

it("waits as long as a receiver asks for with 429, and no hour longer than one", async () => {
	const stand = await setUp();
	const hook = await receiver(answers(429, { "Retry-After": "120" }));
	await stand.add(hook.url);
	await stand.tell();
	const first = stand.clock.at;
	expect(await stand.pass()).toBeGreaterThan(first);
	stand.clock.at = first + 119 * SECOND;
	await stand.pass();
	expect(hook.heard).toHaveLength(1);
	hook.behave(answers(429, { "Retry-After": "999999" }));
	stand.clock.at = first + 120 * SECOND;
	await stand.pass();
	hook.behave(takes);
	stand.clock.at += HOUR;
	await stand.pass();
	expect(stand.states()).toEqual(["delivered 3"]);
});

it("does not let one receiver wait for another that hangs", async () => {
	const stand = await setUp({ timeoutMs: 300 });
	const hanging = await receiver(() => undefined);
	const good = await receiver();
	await stand.add(hanging.url);
	await stand.add(good.url);
	await stand.tell();
	await stand.begin();
	await expect.poll(() => good.heard.length).toBe(1);
	expect(stand.states()[0]).toBe("waiting 0");
	await stand.settled();
	expect(stand.states()).toEqual(["waiting 1", "delivered 1"]);
	expect(stand.results().at(-1)?.error).toBe("there was no answer within 0.3 s");
});

it("says that a name is not known or that TLS fails, and goes on trying", async () => {
	const stand = await setUp();
	const plain = await receiver();
	await stand.add("https://nobody.example.com/");
	await stand.add(plain.url.replace("http:", "https:"));
	await stand.tell();
	await stand.pass();
	expect(stand.states()).toEqual(["waiting 1", "waiting 1"]);
	expect(stand.results().map((result) => result?.error)).toEqual([
		expect.stringMatching(/ssl|tls|packet|wrong version/i),
		"getaddrinfo ENOTFOUND nobody.example.com",
	]);
});

it("gives up a message that is refused for what it is, and goes on with the next", async () => {
	const stand = await setUp();
	const hook = await receiver(answers(400));
	await stand.add(hook.url);
	await stand.tell({ incident: 1 });
	await stand.pass();
	hook.behave(takes);
	await stand.tell({ incident: 2 });
	await stand.pass();
	expect(stand.states()).toEqual(["failed 1", "delivered 1"]);
});

it("gives up after 24 hours", async () => {
	const stand = await setUp();
	const hook = await receiver(answers(500));
	await stand.add(hook.url);
	await stand.tell();
	const took = await stand.run(30 * HOUR);
	expect(took).toBeGreaterThanOrEqual(24 * HOUR);
	expect(took).toBeLessThan(24 * HOUR + 5 * MINUTE);
	expect(stand.states()[0]).toMatch(/^failed /);
});

it("keeps the order of an alert's changes over rests and restarts", async () => {
	const stand = await setUp();
	const hook = await receiver(answers(500));
	await stand.add(hook.url, { options: { groupIntervalSeconds: 0 } });
	for (const event of ["firing", "resolved", "firing", "resolved"] as const) {
		await stand.tell({ event });
		await stand.pass();
		stand.clock.at += 3 * SECOND;
		stand.restart();
	}
	hook.behave(takes);
	await stand.run(HOUR);
	const sent = sentTo(hook).flatMap(({ alerts }) => alerts.map(({ sequence }) => sequence));
	const taken = sent.slice(-4);
	expect(taken).toEqual([1, 2, 3, 4]);
});

it("sends what was taken but not written down once more, with the same keys", async () => {
	const stand = await setUp();
	const hook = await receiver();
	await stand.add(hook.url);
	await stand.tell();
	const { settleOutbox } = stand.writer;
	const listDue = stand.writer.listDue;
	const [entry] = (await listDue(stand.clock.at, 1)).due;
	await stand.pass();
	if (entry === undefined) return expect.unreachable();
	await settleOutbox([{ id: entry.id, state: "waiting", attempts: 0, dueAt: entry.dueAt, updatedAt: entry.createdAt, result: undefined }]);
	stand.restart();
	await stand.pass();
	const keys = sentTo(hook).map(({ alerts }) => alerts.map(({ dedupKey, sequence }) => `${dedupKey} ${sequence}`));
	expect(keys).toEqual([["r1/0011223344556677/k1 1"], ["r1/0011223344556677/k1 1"]]);
});

it("tells of an alert that flaps every 30 s for an hour at most once in 5 minutes, and of every change", async () => {
	const stand = await setUp();
	const hook = await receiver();
	await stand.add(hook.url);
	const times: number[] = [];
	for (let change = 0; change < 120; change++) {
		await stand.tell({ event: change % 2 === 0 ? "firing" : "resolved", dedupKey: `r1/00/${change >> 1}`, sequence: change });
		for (let step = 0; step < 30; step++) {
			const before = hook.heard.length;
			await stand.pass();
			if (hook.heard.length > before) times.push(stand.clock.at);
			stand.clock.at += SECOND;
		}
	}
	stand.clock.at += 5 * MINUTE;
	await stand.pass();
	const gaps = times.slice(1).map((time, at) => time - (times[at] ?? 0));
	expect(times.length).toBeLessThanOrEqual(13);
	expect(Math.min(...gaps)).toBeGreaterThanOrEqual(5 * MINUTE);
	expect(sentTo(hook).flatMap(({ alerts }) => alerts.map(({ sequence }) => sequence))).toEqual(Array.from({ length: 120 }, (_, at) => at));
});

it("skips receivers that are disabled or gone, and says so; those that want no ends get none", async () => {
	const stand = await setUp();
	const hook = await receiver();
	const off = await stand.add(hook.url, { enabled: false });
	const noEnds = await stand.add(hook.url, { sendResolved: false });
	await stand.tell({ event: "resolved" }, [off.id, noEnds.id, "nobody"]);
	await stand.pass();
	expect(stand.states()).toEqual(["skipped 0", "skipped 0"]);
	expect(stand.results().map((result) => result?.error)).toEqual(["there is no such receiver", "the receiver is disabled"]);
});

it("tells receivers that take them of rules that name nobody", async () => {
	const stand = await setUp();
	const [all, critical, named] = [await receiver(), await receiver(), await receiver()];
	await stand.add(all.url);
	await stand.add(critical.url, { options: { match: ['severity="critical"', "service=~check.*"] } });
	const only = await stand.add(named.url, { options: { onlyNamed: true } });
	await stand.tell({ incident: 1, severity: "critical" });
	await stand.tell({ incident: 2, severity: "warning" });
	await stand.tell({ incident: 3, severity: "critical" }, [only.id]);
	await stand.pass();
	expect([all, critical, named].map(({ heard }) => heard.length)).toEqual([2, 1, 1]);
});

it("works by itself once it is started, and ends", async () => {
	const stand = await setUp();
	const hook = await receiver();
	await stand.add(hook.url);
	const clock = { now: () => Date.now() };
	const deliver = createDeliver({ ownPorts: () => [] });
	const worker = new OutboxWorker({
		...{ clock, writer: stand.writer, receivers: stand.receivers, deliver, incident: () => undefined, pageUrl: () => "http://page" },
		...{ random: () => 0, warn: expect.unreachable, changed: () => undefined },
	});
	worker.start();
	await stand.tell();
	worker.wake();
	await expect.poll(() => stand.states()).toEqual(["delivered 1"]);
	await worker.stop();
	await stand.tell();
	worker.wake();
	await worker.settled();
	expect(hook.heard).toHaveLength(1);
});
