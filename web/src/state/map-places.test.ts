import { expect, test } from "vitest";
import { keepPlaces, recallPlaces } from "./map-places.ts";

const layout = (...ids: string[]) => ({
	places: new Map(ids.map((id, at) => [id, { x: at * 10, y: at }])),
	routes: new Map([["a b", [1, 2, 3, 4]]]),
});

test("places are kept by environment, and forgotten", () => {
	keepPlaces("prod", layout("a", "b"));
	keepPlaces("", layout("c"));
	expect([...(recallPlaces("prod")?.places.keys() ?? [])]).toEqual(["a", "b"]);
	keepPlaces("prod", undefined);
	expect(recallPlaces("prod")).toBeUndefined();
	expect(recallPlaces("")?.places.get("c")).toEqual({ x: 0, y: 0 });
});

test("a new session finds what this browser kept; nonsense counts as nothing", async () => {
	keepPlaces("prod", layout("a", "b"));
	const { vi } = await import("vitest");
	vi.resetModules();
	const fresh = await import("./map-places.ts");
	expect(fresh.recallPlaces("prod")).toEqual(layout("a", "b"));
	localStorage.setItem("spanglass.map", '{"prod":{"p":{"a":[1,"x"],"b":[2,3]},"r":{"k":[1,null]}},"odd":7}');
	expect(fresh.recallPlaces("prod")).toEqual({ places: new Map([["b", { x: 2, y: 3 }]]), routes: new Map() });
	expect(fresh.recallPlaces("odd")).toBeUndefined();
	localStorage.setItem("spanglass.map", "{");
	expect(fresh.recallPlaces("prod")).toBeUndefined();
});
