import { describe, expect, test } from "vitest";
import { extendLayout } from "../../geometry/graph-keep.ts";
import type { GraphShape } from "../../geometry/graph-layout.ts";
import { jsonFromPlaces, type MapPlaces, NO_PLACES, placesFromJson } from "../../state/map-places.ts";
import { applyChange, type PlaceChange } from "./place-changes.ts";
import { PlaceKeeper, type PlacePort, type StoredPlaces } from "./place-keeper.ts";

/** `a>b b>c`. */
function shapeOf(text: string): GraphShape {
	const links = text.split(" ").map((link) => ({ from: link.split(">")[0] ?? "", to: link.split(">")[1] ?? "" }));
	const ids = [...new Set(links.flatMap(({ from, to }) => [from, to]))];
	return { nodes: ids.map((id) => ({ id, widthPx: 116, heightPx: 36 })), links };
}

function extend(text: string, basis: MapPlaces): PlaceChange {
	const shape = shapeOf(text);
	return { type: "extend", shape, layout: extendLayout(shape, basis), basis };
}

/** A collector's document: what was read must be what is there, else a write is stale. Writes wait until `go`. */
class FakeCollector implements PlacePort {
	stored: StoredPlaces = { places: NO_PLACES, version: 0 };
	writes = 0;
	isDown = false;
	#gate: Promise<void> = Promise.resolve();
	#open: (() => void) | undefined;

	hold(): void {
		this.#gate = new Promise((resolve) => {
			this.#open = resolve;
		});
	}

	go(): void {
		this.#open?.();
		this.#gate = Promise.resolve();
	}

	async read(): Promise<StoredPlaces> {
		if (this.isDown) throw new Error("down");
		return { ...this.stored, places: placesFromJson(JSON.parse(JSON.stringify(jsonFromPlaces(this.stored.places)))) };
	}

	async write({ places, version }: StoredPlaces): Promise<number | "stale"> {
		await this.#gate;
		if (this.isDown) throw new Error("down");
		if (version !== this.stored.version) return "stale";
		this.writes++;
		this.stored = { places, version: version + 1 };
		return version + 1;
	}
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const at = (places: MapPlaces, id: string) => places.places.get(id);

async function openedOn(port: PlacePort): Promise<PlaceKeeper> {
	const keeper = new PlaceKeeper(port);
	await keeper.load();
	return keeper;
}

describe("one browser", () => {
	test("lays out, keeps, and the next one finds the same places without writing", async () => {
		const collector = new FakeCollector();
		const first = await openedOn(collector);
		first.change(extend("a>b b>c", first.state().places));
		await settled();
		expect(collector.stored.version).toBe(1);
		const second = await openedOn(collector);
		expect(second.state().places).toEqual(first.state().places);
		second.change(extend("b>c a>b", second.state().places));
		await settled();
		expect(collector.writes).toBe(1);
	});

	test("changes while one is written become one more write", async () => {
		const collector = new FakeCollector();
		const keeper = await openedOn(collector);
		collector.hold();
		keeper.change(extend("a>b", keeper.state().places));
		keeper.change({ type: "move", id: "a", place: { x: 1, y: 2 } });
		keeper.change({ type: "move", id: "b", place: { x: 3, y: 4 } });
		collector.go();
		await settled();
		expect([collector.writes, at(collector.stored.places, "a"), at(collector.stored.places, "b")]).toEqual([
			2,
			{ x: 1, y: 2 },
			{ x: 3, y: 4 },
		]);
		expect([...collector.stored.places.pinned].sort()).toEqual(["a", "b"]);
	});

	test("a collector that is away: changes show, are said to be unsaved, and go with the next one", async () => {
		const collector = new FakeCollector();
		const keeper = await openedOn(collector);
		keeper.change(extend("a>b", keeper.state().places));
		await settled();
		collector.isDown = true;
		keeper.change({ type: "move", id: "a", place: { x: 50, y: 60 } });
		await settled();
		expect([at(keeper.state().places, "a"), keeper.state().isUnsaved]).toEqual([{ x: 50, y: 60 }, true]);
		await keeper.load();
		expect(at(keeper.state().places, "a")).toEqual({ x: 50, y: 60 });
		collector.isDown = false;
		keeper.change({ type: "move", id: "b", place: { x: 7, y: 8 } });
		await settled();
		expect([at(collector.stored.places, "a"), at(collector.stored.places, "b")]).toEqual([
			{ x: 50, y: 60 },
			{ x: 7, y: 8 },
		]);
		expect(keeper.state().isUnsaved).toBe(false);
	});
});

describe("two browsers", () => {
	async function two() {
		const collector = new FakeCollector();
		const one = await openedOn(collector);
		one.change(extend("a>b b>c", one.state().places));
		await settled();
		return { collector, one, other: await openedOn(collector) };
	}

	test("who moves different nodes both have their way, and the later one is told", async () => {
		const { collector, one, other } = await two();
		one.change({ type: "move", id: "a", place: { x: 500, y: 500 } });
		await settled();
		other.change({ type: "move", id: "b", place: { x: -90, y: 10 } });
		await settled();
		expect([at(collector.stored.places, "a"), at(collector.stored.places, "b")]).toEqual([
			{ x: 500, y: 500 },
			{ x: -90, y: 10 },
		]);
		expect(other.state().places).toEqual(collector.stored.places);
		expect([one.state().merges, other.state().merges]).toEqual([0, 1]);
		await one.load();
		expect(one.state().places).toEqual(other.state().places);
	});

	test("of two who move one node the later has it", async () => {
		const { collector, one, other } = await two();
		one.change({ type: "move", id: "a", place: { x: 1, y: 1 } });
		await settled();
		other.change({ type: "move", id: "a", place: { x: 2, y: 2 } });
		await settled();
		expect(at(collector.stored.places, "a")).toEqual({ x: 2, y: 2 });
	});

	test("both see the same new service: it gets one place, and who comes second writes nothing", async () => {
		const { collector, one, other } = await two();
		one.change(extend("a>b b>c a>n", one.state().places));
		await settled();
		const place = at(collector.stored.places, "n");
		other.change(extend("a>b b>c a>n", other.state().places));
		await settled();
		expect([at(other.state().places, "n"), collector.writes]).toEqual([place, 2]);
	});

	test("different new services do not land on each other", async () => {
		const { collector, one, other } = await two();
		one.change(extend("a>b b>c a>n", one.state().places));
		await settled();
		other.change(extend("a>b b>c a>m", other.state().places));
		await settled();
		const [n, m] = [at(collector.stored.places, "n"), at(collector.stored.places, "m")];
		expect(n?.x).toBe(m?.x);
		expect(Math.abs((n?.y ?? 0) - (m?.y ?? 0))).toBeGreaterThan(36);
	});

	test("a layout anew holds against what was placed before it, a node moved after it is moved", async () => {
		const { collector, one, other } = await two();
		const tidy = { ...extendLayout(shapeOf("a>b b>c"), undefined), pinned: new Set<string>() };
		one.change({ type: "move", id: "c", place: { x: 900, y: 900 } });
		await settled();
		other.change({ type: "replace", places: tidy });
		await settled();
		expect(collector.stored.places).toEqual(tidy);
		one.change({ type: "move", id: "a", place: { x: 5, y: 5 } });
		await settled();
		expect([at(collector.stored.places, "a"), at(collector.stored.places, "c")]).toEqual([{ x: 5, y: 5 }, tidy.places.get("c")]);
	});

	test("a change that meets another's write on its way is written on top of it", async () => {
		const { collector, one, other } = await two();
		collector.hold();
		one.change({ type: "move", id: "a", place: { x: 11, y: 11 } });
		other.change({ type: "move", id: "b", place: { x: 22, y: 22 } });
		collector.go();
		await settled();
		expect([at(collector.stored.places, "a"), at(collector.stored.places, "b")]).toEqual([
			{ x: 11, y: 11 },
			{ x: 22, y: 22 },
		]);
	});
});

test("moving a node takes the lanes of its links, and of no other", () => {
	const layout = extendLayout(shapeOf("a>b b>c a>c b>d c>d"), undefined);
	const keys = [...layout.routes.keys()];
	expect(keys).toEqual(["a\u0000c", "b\u0000d"]);
	const moved = applyChange({ ...layout, pinned: new Set() }, { type: "move", id: "a", place: { x: 0.4, y: 99.6 } });
	expect([[...moved.routes.keys()], at(moved, "a"), at(moved, "c")]).toEqual([["b\u0000d"], { x: 0, y: 100 }, layout.places.get("c")]);
});

test("somebody's places hold however many nodes come; without them a small layout makes room for a large one", () => {
	const small = { ...extendLayout(shapeOf("a>b"), undefined), pinned: new Set<string>() };
	const many = "a>b b>c c>d d>e e>f f>g";
	const pinned = applyChange(small, { type: "move", id: "a", place: { x: -300, y: -300 } });
	expect(at(applyChange(pinned, extend(many, NO_PLACES)), "a")).toEqual({ x: -300, y: -300 });
	expect(applyChange(small, extend(many, NO_PLACES)).places.size).toBe(7);
	const large = { ...extendLayout(shapeOf(many), undefined), pinned: new Set<string>() };
	const other = applyChange(large, extend("x>y y>z", NO_PLACES));
	for (const [id, place] of large.places) expect(at(other, id)).toEqual(place);
	expect(other.places.size).toBe(10);
});
