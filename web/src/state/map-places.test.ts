import { expect, test } from "vitest";
import { jsonFromPlaces, type MapPlaces, NO_PLACES, placesFromJson, placesIdOf } from "./map-places.ts";

const PLACES: MapPlaces = {
	places: new Map([
		["b", { x: 10, y: -4 }],
		["a", { x: 0, y: 0 }],
	]),
	routes: new Map([["a\u0000b", [1, 2, 3, 4]]]),
	pinned: new Set(["b"]),
};

test("places become JSON and back; whole pixels, in the order of ids", () => {
	const json = jsonFromPlaces(PLACES);
	expect(json).toEqual({
		nodes: [
			["a", 0, 0],
			["b", 10, -4, 1],
		],
		routes: [[0, 1, 1, 2, 3, 4]],
	});
	expect(placesFromJson(JSON.parse(JSON.stringify(json)))).toEqual(PLACES);
});

test("nonsense counts as nothing, a part that makes sense is taken", () => {
	for (const json of [undefined, null, 7, "x", [], { nodes: 3, routes: "y" }]) expect(placesFromJson(json)).toEqual(NO_PLACES);
	const odd = { nodes: [["a", 1, "x"], ["b", 2, 3], null, ["c", Number.NaN, 0]], routes: [[0, 1, 5, 5], [1, 9, 1, 1], [1, 1, null], 4] };
	expect(placesFromJson(odd)).toEqual({ places: new Map([["b", { x: 2, y: 3 }]]), routes: new Map(), pinned: new Set() });
});

test("routes of nodes that have no place are not kept", () => {
	expect(jsonFromPlaces({ ...PLACES, routes: new Map([["a\u0000gone", [1, 2]]]) }).routes).toEqual([]);
});

test("every environment has an id of its own that the API takes", () => {
	const names = ["prod", "all", "PROD", "a b", "a_b", "a_20_b", "生产", "x".repeat(200), `${"x".repeat(199)}y`, ""];
	const ids = [undefined, ...names].flatMap((name) => [placesIdOf(name), placesIdOf(name, true)]);
	expect(new Set(ids).size).toBe(ids.length);
	for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9._-]{1,128}$/);
	expect(placesIdOf("prod")).toBe("env-prod");
});
