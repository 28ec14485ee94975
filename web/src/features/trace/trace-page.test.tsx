import { cleanup, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { FakeError, fakeApi, statusOf } from "../../testing/fake-api.ts";
import { renderPage } from "../../testing/render.tsx";

const ID = "4bf92f3577b34da6a3ce929d0e0e4736";

afterEach(() => {
	cleanup();
	vi.unstubAllGlobals();
});

test("a trace that is not there is looked for again without the page going away", async () => {
	const asked = fakeApi({
		"/status": () => statusOf(3),
		[`/traces/${ID}`]: () => {
			throw new FakeError(404, { kind: "not_found", message: "no such trace" });
		},
	});
	const answer = globalThis.fetch;
	renderPage(`/t/${ID}`);
	const again = await screen.findByRole("button", { name: "Look again" });
	const held = Promise.withResolvers<void>();
	vi.stubGlobal("fetch", async (...call: Parameters<typeof fetch>) => {
		await held.promise;
		return answer(...call);
	});
	const looks = (): number => asked.filter((url) => url.pathname.endsWith(ID)).length;
	const before = looks();
	await userEvent.click(again);
	await waitFor(() => expect(document.querySelector("[class*=hairline]")).not.toBeNull());
	expect([again.isConnected, document.activeElement === again]).toEqual([true, true]);
	held.resolve();
	await waitFor(() => expect(looks()).toBeGreaterThan(before));
	expect([again.isConnected, document.activeElement === again]).toEqual([true, true]);
});
