import { afterEach, expect, test, vi } from "vitest";
import { FakeError, fakeApi, statusOf } from "../testing/fake-api.ts";
import { ApiError, apiUrl, getJson } from "./client.ts";

afterEach(() => vi.unstubAllGlobals());

test("addresses are filled, encoded, and leave undefined values out", () => {
	expect(apiUrl("traceSpan", { path: { traceId: "a/b", spanId: "c" } })).toBe("/api/spanglass/v1/traces/a%2Fb/spans/c");
	expect(apiUrl("traces", { query: { q: "a b", limit: 100, cursor: undefined } })).toBe("/api/spanglass/v1/traces?q=a+b&limit=100");
	expect(() => apiUrl("trace")).toThrow("needs traceId");
});

test("answers are JSON, failures are errors with kind, advice and request id", async () => {
	fakeApi({
		"/status": () => statusOf(3),
		"/traces": () => {
			throw new FakeError(400, { kind: "invalid_input", message: "bad", field: "q", advice: "try: x", requestId: "req-7" });
		},
	});
	expect((await getJson("status")).stored.traces).toBe(3);
	const error = await getJson("traces").catch((reason: unknown) => reason);
	expect(error).toMatchObject({ kind: "invalid_input", status: 400, field: "q", advice: "try: x", requestId: "req-7" });
});

test("nobody answering and an answer that is no JSON have kinds of their own", async () => {
	vi.stubGlobal("fetch", () => Promise.reject(new TypeError("failed")));
	await expect(getJson("status")).rejects.toMatchObject({ kind: "offline" });
	vi.stubGlobal("fetch", async () => new Response("<html>", { status: 502, headers: { "x-request-id": "req-9" } }));
	await expect(getJson("status")).rejects.toMatchObject({ kind: "unavailable", requestId: "req-9" });
	expect(new ApiError("internal", 500, { message: "x" }).advice).toBeUndefined();
});

test("an aborted call throws the reason of its signal", async () => {
	const abort = new AbortController();
	vi.stubGlobal("fetch", () => Promise.reject(new DOMException("aborted", "AbortError")));
	abort.abort();
	await expect(getJson("status", { signal: abort.signal })).rejects.toMatchObject({ name: "AbortError" });
});
