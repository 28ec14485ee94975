import { describe, expect, it } from "vitest";
import { SpanKind } from "../model/span.ts";
import { answers, inEdge, isNestedCopy, linkEdge, nanosBetween, outEdge, pairEdge, serviceNode, topicEdge } from "./call-edges.ts";
import { at, callSpan, DATABASE, EXTERNAL, ms, TOPIC } from "./call-span.testdata.ts";

const client = callSpan();
const server = callSpan({ service: "cart", parentSpanId: "a", start: at(3), durationNanos: ms(6), canonical: { kind: SpanKind.server } });
const producer = callSpan({ canonical: { kind: SpanKind.producer, protocol: "messaging", peer: TOPIC } });
const consumer = callSpan({
	service: "mailer",
	parentSpanId: "a",
	start: at(61_000),
	canonical: { kind: SpanKind.consumer, protocol: "messaging", peer: TOPIC },
});

describe("nanosBetween", () => {
	it("goes over minutes, and below 0", () => {
		expect(nanosBetween(at(59_999), at(60_001))).toBe(ms(2));
		expect(nanosBetween(at(60_001), at(59_999))).toBe(ms(-2));
	});
});

describe("answers", () => {
	it("is true of any child of another service", () => {
		expect(answers(client, callSpan({ service: "cart", canonical: { kind: SpanKind.internal } }))).toBe(true);
		expect(answers(client, callSpan({ namespace: "other", canonical: { kind: SpanKind.client } }))).toBe(true);
	});

	it("within a service only of the other end of the same kind of call", () => {
		const own = (kind: number) => callSpan({ canonical: { kind } });
		expect(answers(client, own(SpanKind.server))).toBe(true);
		expect(answers(client, own(SpanKind.consumer))).toBe(false);
		expect(answers(client, own(SpanKind.client))).toBe(false);
		expect(answers(producer, own(SpanKind.consumer))).toBe(true);
		expect(answers(producer, own(SpanKind.server))).toBe(false);
	});

	it("is false where nobody calls", () => {
		for (const kind of [SpanKind.server, SpanKind.consumer, SpanKind.internal, SpanKind.unspecified]) {
			expect(answers(callSpan({ canonical: { kind } }), server)).toBe(false);
		}
	});
});

describe("isNestedCopy", () => {
	const inner = (from: number, length: number) => callSpan({ parentSpanId: "a", start: at(from), durationNanos: ms(length) });

	it("needs 95 % of the parent's time", () => {
		expect(isNestedCopy(client, inner(1, 9.5))).toBe(true);
		expect(isNestedCopy(client, inner(1.5, 9.5))).toBe(true);
		expect(isNestedCopy(client, inner(1, 9.499_999))).toBe(false);
	});

	it("counts only what lies within the parent", () => {
		expect(isNestedCopy(client, inner(0, 10.4))).toBe(false);
		expect(isNestedCopy(client, inner(0, 10.5))).toBe(true);
		expect(isNestedCopy(client, inner(2, 90))).toBe(false);
		expect(isNestedCopy(client, inner(1.4, 90))).toBe(true);
	});

	it("of a parent without length is one that has its moment in it", () => {
		const instant = callSpan({ durationNanos: 0 });
		expect(isNestedCopy(instant, inner(1, 0))).toBe(true);
		expect(isNestedCopy(instant, inner(0, 5))).toBe(true);
		expect(isNestedCopy(instant, inner(1.1, 5))).toBe(false);
		expect(isNestedCopy(instant, inner(0, 0.5))).toBe(false);
	});

	it("is of one service, one operation, two CLIENT spans", () => {
		const copy = { parentSpanId: "a" };
		expect(isNestedCopy(client, callSpan({ ...copy, service: "cart" }))).toBe(false);
		expect(isNestedCopy(client, callSpan({ ...copy, namespace: "other" }))).toBe(false);
		expect(isNestedCopy(client, callSpan({ ...copy, canonical: { operation: "GET /" } }))).toBe(false);
		expect(isNestedCopy(client, callSpan({ ...copy, canonical: { kind: SpanKind.internal } }))).toBe(false);
		expect(isNestedCopy(producer, callSpan({ ...copy, canonical: { kind: SpanKind.producer } }))).toBe(false);
	});
});

describe("pairEdge", () => {
	it("takes what was asked for from the child, its minute and environment from the parent", () => {
		const parent = callSpan({ environment: "eu", start: at(59_999) });
		expect(pairEdge(parent, callSpan({ ...server, start: at(60_001), canonical: { ...server.canonical, operation: "GET /c" } }))).toEqual({
			environment: "eu",
			caller: serviceNode("", "shop"),
			callee: serviceNode("", "cart"),
			type: "http",
			evidence: "paired",
			operation: "GET /c",
			statusClass: "",
			isError: false,
			isResend: false,
			minute: 100,
			clientNanos: ms(10),
			serverNanos: ms(6),
			queueNanos: undefined,
		});
	});

	it("is none within a service, but for a call that the service answers itself", () => {
		expect(pairEdge(client, callSpan({ parentSpanId: "a", canonical: { kind: SpanKind.internal } }))).toBeUndefined();
		const own = pairEdge(client, callSpan({ parentSpanId: "a", canonical: { kind: SpanKind.server } }));
		expect(own).toMatchObject({ caller: serviceNode("", "shop"), callee: serviceNode("", "shop"), type: "http" });
	});

	it("knows its type by the kinds and by what was spoken", () => {
		const typeOf = (parent: object, child: object) =>
			pairEdge(callSpan({ canonical: parent }), callSpan({ service: "cart", canonical: child }))?.type;
		const { client: asks, server: serves, producer: sends, consumer: takes, internal } = SpanKind;
		expect(typeOf({ kind: asks }, { kind: serves, protocol: "grpc" })).toBe("rpc");
		expect(typeOf({ kind: asks }, { kind: serves, protocol: "rpc" })).toBe("rpc");
		expect(typeOf({ kind: asks, protocol: "grpc" }, { kind: serves, protocol: "internal" })).toBe("rpc");
		expect(typeOf({ kind: asks, protocol: "internal" }, { kind: serves, protocol: "internal" })).toBe("call");
		expect(typeOf({ kind: internal }, { kind: serves, protocol: "http" })).toBe("call");
		expect(typeOf({ kind: asks }, { kind: asks })).toBe("call");
		expect(typeOf({ kind: sends }, { kind: serves })).toBe("messaging");
		expect(typeOf({ kind: asks }, { kind: takes })).toBe("messaging");
	});

	it("failed or repeated when one of them is; the child's outcome comes first", () => {
		const of = (parent: object, child: object) =>
			pairEdge(callSpan({ canonical: parent }), callSpan({ service: "cart", canonical: { kind: SpanKind.server, ...child } }));
		expect(of({ isError: true, statusClass: "5xx", isResend: true }, {})).toMatchObject({
			...{ isError: true, statusClass: "5xx", isResend: true },
		});
		expect(of({ statusClass: "499" }, { isError: true, statusClass: "503" })).toMatchObject({ isError: true, statusClass: "503" });
	});

	it("knows how long a message waited, from the end of what sent it", () => {
		expect(pairEdge(producer, consumer)?.queueNanos).toBe(ms(61_000 - 11));
		expect(pairEdge(producer, callSpan({ ...consumer, start: at(5) }))?.queueNanos).toBe(0);
	});

	it("knows no waiting where what sent the message was not measured", () => {
		const handler = callSpan({ canonical: { kind: SpanKind.server } });
		expect(pairEdge(handler, consumer)).toMatchObject({ type: "messaging", clientNanos: undefined, queueNanos: undefined });
	});
});

describe("outEdge", () => {
	it("goes to whom a CLIENT or PRODUCER names", () => {
		const edge = outEdge(callSpan({ canonical: { peer: DATABASE, isResend: true, statusClass: "X", isError: true } }));
		expect(edge).toMatchObject({ caller: serviceNode("", "shop"), callee: DATABASE.node, type: "database", evidence: "peer", minute: 100 });
		expect(edge).toMatchObject({ clientNanos: ms(10), serverNanos: undefined, isResend: true, statusClass: "X", isError: true });
		expect(outEdge(callSpan({ canonical: { kind: SpanKind.producer, peer: EXTERNAL } }))?.callee).toEqual(EXTERNAL.node);
	});

	it("is none without a peer, to a topic, and of other kinds", () => {
		expect(outEdge(client)).toBeUndefined();
		expect(outEdge(producer)).toBeUndefined();
		expect(outEdge(callSpan({ canonical: { kind: SpanKind.server, peer: EXTERNAL } }))).toBeUndefined();
	});
});

describe("topicEdge", () => {
	it("leads from the PRODUCER to the topic and from the topic to the CONSUMER", () => {
		const sent = { caller: serviceNode("", "shop"), callee: TOPIC.node, clientNanos: ms(10), serverNanos: undefined };
		const taken = { caller: TOPIC.node, callee: serviceNode("", "mailer"), clientNanos: undefined, serverNanos: ms(10) };
		expect(topicEdge(producer)).toMatchObject(sent);
		expect(topicEdge(consumer)).toMatchObject(taken);
	});

	it("is none of a CLIENT that asks for messages or settles them, and without a topic", () => {
		expect(topicEdge(callSpan({ canonical: { peer: TOPIC } }))).toBeUndefined();
		expect(topicEdge(callSpan({ canonical: { kind: SpanKind.producer, peer: EXTERNAL } }))).toBeUndefined();
	});
});

describe("inEdge", () => {
	it("comes from a user when a SERVER has no parent", () => {
		const root = callSpan({ canonical: { kind: SpanKind.server } });
		const user = { type: "user", namespace: "", name: "user", system: "" };
		expect(inEdge(root)).toMatchObject({ caller: user, type: "user", evidence: "inferred", serverNanos: ms(10), clientNanos: undefined });
	});

	it("comes from the caller that it names, with a parent or without", () => {
		const named = { kind: SpanKind.server, callerService: "web" };
		for (const parentSpanId of ["", "x"]) {
			expect(inEdge(callSpan({ parentSpanId, canonical: named }))).toMatchObject({
				...{ caller: serviceNode("", "web"), type: "call", evidence: "peer" },
			});
		}
	});

	it("is none of an orphan that names nobody, and of other kinds", () => {
		expect(inEdge(server)).toBeUndefined();
		expect(inEdge(callSpan({ canonical: { kind: SpanKind.consumer } }))).toBeUndefined();
	});
});

describe("linkEdge", () => {
	it("leads from the linked span to the holder, in the linked one's minute and environment", () => {
		const linked = callSpan({ environment: "eu", canonical: { kind: SpanKind.producer, statusClass: "no" } });
		expect(linkEdge(linked, callSpan({ ...consumer, canonical: { ...consumer.canonical, statusClass: "yes" } }))).toMatchObject({
			...{ environment: "eu", minute: 100, type: "messaging", evidence: "link", statusClass: "yes" },
			...{ clientNanos: undefined, serverNanos: ms(10), queueNanos: ms(61_000 - 11) },
		});
	});

	it("without a message is a call without a time of waiting; within a service it is none", () => {
		expect(linkEdge(client, server)).toMatchObject({ type: "call", queueNanos: undefined });
		const handler = callSpan({ canonical: { kind: SpanKind.server } });
		expect(linkEdge(handler, consumer)).toMatchObject({ type: "messaging", queueNanos: undefined });
		expect(linkEdge(producer, callSpan({ canonical: { kind: SpanKind.consumer } }))).toBeUndefined();
	});
});
