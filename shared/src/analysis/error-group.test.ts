import { describe, expect, it } from "vitest";
import type { Attributes } from "../model/attributes.ts";
import { EMPTY_SPAN, type Span } from "../model/span.ts";
import { unixNanos } from "../units/time.ts";
import { ErrorGroups, errorOfSpan, messageTemplate, ownFrame } from "./error-group.ts";

const attributes = (of: Readonly<Record<string, string>>): Attributes =>
	Object.entries(of).map(([key, value]) => ({ key, value: { type: "string", value } }));

function failed(number: number, exception: Readonly<Record<string, string>> = {}, more: Partial<Span> = {}): Span {
	const event = { time: unixNanos(1n), name: "exception", attributes: attributes(exception), droppedAttributesCount: 0 };
	const resource = attributes({ "service.name": "pay", "service.version": number > 3 ? "v42" : "v41" });
	return {
		...EMPTY_SPAN,
		...{ traceId: String(number).padStart(32, "0") as Span["traceId"], spanId: String(number).padStart(16, "0") as Span["spanId"] },
		...{ name: "Charge", startTime: unixNanos(BigInt(number)), endTime: unixNanos(BigInt(number + 1)) },
		...{ status: { code: 2, message: "" }, resource: { ...EMPTY_SPAN.resource, attributes: resource } },
		...{ events: Object.keys(exception).length === 0 ? [] : [event], ...more },
	};
}

describe("messageTemplate", () => {
	it.each([
		["deadline exceeded after 300ms", "deadline exceeded after <*>ms"],
		['user "ann" has no account 4711', "user <*> has no account <*>"],
		["trace 4bf92f3577b34da6a3ce929d0e0e4736 to 10.0.0.7:443", "trace <*> to <*>"],
		["order 0af76519-16cd-43dd-8448-eb211c80319c is gone\nat x", "order <*> is gone"],
		["decade added face", "decade added face"],
		["", ""],
	])("%s", (message, template) => {
		expect(messageTemplate(message)).toBe(template);
	});
});

describe("ownFrame", () => {
	it.each([
		[
			"Error: x\n    at next (/app/node_modules/express/lib/router.js:1:2)\n    at charge (/app/src/pay.js:41:7)",
			"charge (/app/src/pay.js)",
		],
		[
			'Traceback\n  File "/app/pay.py", line 3, in charge\n  File "/usr/lib/python3/site-packages/x.py", line 9, in send',
			"charge (/app/pay.py)",
		],
		["java.lang.X: y\n\tat java.util.List.of(List.java:1)\n\tat com.shop.Pay.charge(Pay.java:41)", "com.shop.Pay.charge(Pay.java)"],
		[
			"goroutine 1:\nruntime.gopanic(0x1)\n\t/usr/local/go/src/panic.go:88 +0x1\nshop/pay.(*Server).Charge(0x2)\n\t/src/pay/server.go:41 +0x2",
			"shop/pay.(*Server).Charge (/src/pay/server.go)",
		],
		["    at node:internal/process/task_queues:95:5", "node:internal/process/task_queues"],
		["no stack at all", ""],
	])("%s", (stack, frame) => {
		expect(ownFrame(stack)).toBe(frame);
	});
});

describe("ErrorGroups", () => {
	it("groups by type, template and frame, not by what varies", () => {
		const groups = new ErrorGroups(2);
		for (let number = 1; number <= 8; number++) {
			const stack = `E\n    at charge (/app/pay.js:${number}:1)`;
			groups.add(
				failed(number, { "exception.type": "Timeout", "exception.message": `after ${number} ms`, "exception.stacktrace": stack }),
				number > 4 ? 1 : 0,
			);
		}
		groups.add(failed(9, { "exception.type": "Declined", "exception.message": "no money" }), 1);
		groups.add({ ...failed(10), status: { code: 0, message: "fine" } }, 1);
		const [timeout, declined, ...others] = groups.groups();
		expect(others).toEqual([]);
		expect(timeout).toMatchObject({
			...{
				type: "Timeout",
				template: "after <*> ms",
				frame: "charge (/app/pay.js)",
				count: 8,
				traces: 8,
				counts: [4, 4],
				first: 1n,
				last: 8n,
			},
			versions: [
				{ value: "v42", count: 5 },
				{ value: "v41", count: 3 },
			],
		});
		expect(timeout?.samples.map(({ message }) => message)).toEqual(["after 8 ms", "after 7 ms", "after 6 ms", "after 5 ms", "after 4 ms"]);
		expect(timeout?.stack).toContain("pay.js:8:1");
		expect(declined).toMatchObject({ type: "Declined", count: 1 });
		expect(timeout?.fingerprint).toMatch(/^[0-9a-f]{16}$/);
		expect(timeout?.fingerprint).not.toBe(declined?.fingerprint);
	});

	it("without an exception takes the outcome and the operation; samples are of different traces", () => {
		const groups = new ErrorGroups(1);
		const http = {
			kind: 2,
			name: "POST /pay",
			attributes: attributes({ "http.request.method": "POST", "http.route": "/pay", "http.response.status_code": "500" }),
		};
		groups.add(failed(1, {}, http), 0);
		groups.add(failed(2, {}, { ...http, traceId: failed(1).traceId }), 0);
		groups.add(
			failed(
				3,
				{},
				{
					...http,
					name: "POST /refund",
					attributes: attributes({ "http.request.method": "POST", "http.route": "/refund", "http.response.status_code": "500" }),
				},
			),
			0,
		);
		expect(
			groups.groups().map(({ type, operations, count, traces, samples }) => [type, operations[0]?.value, count, traces, samples.length]),
		).toEqual([
			["500", "POST /pay", 2, 1, 1],
			["500", "POST /refund", 1, 1, 1],
		]);
	});

	it("is the same in any order", () => {
		const spans = Array.from({ length: 30 }, (_, at) =>
			failed(at + 1, { "exception.type": "T", "exception.message": `m ${at % 3}` }, { traceId: failed(1 + (at % 7)).traceId }),
		);
		const add = (all: readonly Span[]) => {
			const groups = new ErrorGroups(1);
			for (const span of all) groups.add(span, 0);
			return groups.groups();
		};
		expect(add(spans.toReversed())).toEqual(add(spans));
	});

	it("a message of the status serves when there is no event", () => {
		expect(errorOfSpan(failed(1, {}, { status: { code: 2, message: "row 7 is locked" } }))).toMatchObject({
			template: "row <*> is locked",
			message: "row 7 is locked",
		});
		expect(errorOfSpan({ ...failed(1), status: { code: 1, message: "" } })).toBeUndefined();
	});
});
