import { type Span, StatusCode } from "@spanglass/shared/model/span";
import { ERRORS_LOOKED_AT } from "@spanglass/shared/model/trace-summary";
import { MATCH_ALL } from "@spanglass/shared/query/filter";
import { traceFromText } from "@spanglass/shared/testing/trace-from-text";
import { describe, expect, it } from "vitest";
import { FREE_CONTROL, sendSpans } from "../ingest-helpers.ts";
import type { OpenStore } from "../suite.ts";

const EVER = { start: 0n as Span["startTime"], end: (2n ** 63n) as Span["startTime"] };

/** A call whose spans all failed, in order of start, each with its message. */
function failedWith(messages: readonly string[]): readonly Span[] {
	const lines = messages.map((_message, at) => `service-${at}: call ${at} ${" ".repeat(at)}[!!]`);
	return traceFromText(lines.join("\n")).map((span, at) => ({ ...span, status: { code: StatusCode.error, message: messages[at] ?? "" } }));
}

/** What a summary says went wrong. */
export function firstErrorCases(open: OpenStore): void {
	it("names root and first error as the page calls them, and keeps the name that was sent", async () => {
		const { writer, reader, close } = await open();
		const sent = failedWith([""]).map((span) => ({
			...span,
			name: "grpc.shop.Checkout/Pay",
			attributes: [
				{ key: "rpc.service", value: { type: "string", value: "shop.Checkout" } },
				{ key: "rpc.method", value: { type: "string", value: "Pay" } },
			] as const,
		}));
		await sendSpans(writer, sent);
		const query = { range: EVER, filter: MATCH_ALL, sort: "newest", limit: 10, cursor: undefined } as const;
		expect((await reader.findTraces(query, FREE_CONTROL)).traces).toMatchObject([
			{ name: "grpc.shop.Checkout/Pay", operation: "shop.Checkout/Pay", firstError: { message: "shop.Checkout/Pay" } },
		]);
		await close();
	});

	describe("the first error", () => {
		it.each([
			["the earliest that says why", ["", "deadline exceeded", "cancelled"], { service: "service-1", message: "deadline exceeded" }],
			["the earliest span's name when none says why", ["", ""], { service: "service-0", message: "call 0" }],
			["not searched for without end", [...Array<string>(ERRORS_LOOKED_AT).fill(""), "late"], { service: "service-0", message: "call 0" }],
		])("%s", async (_name, messages, expected) => {
			const { writer, reader, close } = await open();
			await sendSpans(writer, failedWith(messages));
			const query = { range: EVER, filter: MATCH_ALL, sort: "newest", limit: 10, cursor: undefined } as const;
			expect((await reader.findTraces(query, FREE_CONTROL)).traces.map(({ firstError }) => firstError)).toEqual([expected]);
			await close();
		});
	});
}
