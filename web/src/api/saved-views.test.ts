import { expect, test } from "vitest";
import { viewFromDocument } from "./saved-views.ts";

test("a kept view leads into this page only", () => {
	const view = (json: unknown) => viewFromDocument({ id: "v", json });
	expect(view({ name: "Slow", path: "/traces?q=a" })).toEqual({ id: "v", name: "Slow", path: "/traces?q=a" });
	for (const path of ["//elsewhere.example", "/\\\\elsewhere.example", "https://elsewhere.example", "javascript:alert(1)", "traces"]) {
		expect([path, view({ name: "x", path })]).toEqual([path, undefined]);
	}
	expect([view(null), view("text"), view({ name: 1, path: "/traces" })]).toEqual([undefined, undefined, undefined]);
});
