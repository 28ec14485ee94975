import type { Attributes } from "@spanglass/shared/model/attributes";
import { KEY_SCOPES, type KeyScope } from "@spanglass/shared/query/listed-values";
import { ColumnCursor } from "../../../columns/column-cursor.ts";
import { partShapes } from "../../../columns/item-decoder.ts";
import { KEY_MASK, LogColumn, RARE_BIT, SpanColumn } from "../../../columns/layout.ts";
import type { RowView } from "../../../columns/row-view.ts";
import { compareCounts, compareTexts, type KeyCount, type KeyPage, type KeyQuery } from "../../api/suggestion-queries.ts";
import { type RowCounter, scanNewestRows } from "./newest-rows.ts";
import type { Snapshot } from "./snapshot.ts";

/** See `TelemetryReader.listKeys`. */
export async function listKeys(query: KeyQuery, snapshot: Snapshot): Promise<KeyPage> {
	const counter = new KeyCounter(query);
	const coverage = await scanNewestRows(query, snapshot, counter);
	const keys = counter.sorted();
	return { ...coverage, keys: keys.slice(0, query.limit), total: keys.length };
}

class KeyCounter implements RowCounter {
	readonly extraRows = 0;
	readonly isCut = false;
	readonly #query: KeyQuery;
	readonly #text: string;
	readonly #counts: Readonly<Record<KeyScope, Map<string, number>>>;
	#finish: () => void = () => undefined;

	constructor(query: KeyQuery) {
		this.#query = query;
		this.#text = query.text.toLowerCase();
		this.#counts = { span: new Map(), resource: new Map(), scope: new Map(), event: new Map(), link: new Map() };
	}

	begin(view: RowView): (row: number) => void {
		const { signal } = this.#query;
		const shapes = this.#asks("span") ? new Uint32Array(view.counts.entities) : undefined;
		const heads = this.#asks("resource") || this.#asks("scope") ? new Uint32Array(view.counts.entities) : undefined;
		const headColumn = new ColumnCursor(view, signal === "traces" ? SpanColumn.operation : LogColumn.source);
		const bits = signal === "traces" && (this.#asks("event") || this.#asks("link")) ? new ColumnCursor(view, SpanColumn.bits) : undefined;
		const parts = { events: new PartKeys(view), links: new PartKeys(view) };
		this.#finish = () => {
			for (const [key, count] of parts.events.counts) this.#add("event", key, count);
			for (const [key, count] of parts.links.counts) this.#add("link", key, count);
			if (shapes !== undefined) this.#addShapes(view, shapes);
			if (heads !== undefined) this.#addHeads(view, heads);
		};
		return (row) => {
			if (shapes !== undefined) increment(shapes, view.shapeOf(row));
			if (heads !== undefined) increment(heads, headColumn.at(row));
			if (bits === undefined || (bits.at(row) & RARE_BIT) === 0) return;
			const { events, links } = partShapes(view, row);
			if (events.length > 0 && this.#asks("event")) parts.events.add(events);
			if (links.length > 0 && this.#asks("link")) parts.links.add(links);
		};
	}

	finish(): boolean {
		this.#finish();
		return false;
	}

	sorted(): readonly KeyCount[] {
		const keys = KEY_SCOPES.flatMap((scope) => [...this.#counts[scope]].map(([key, count]) => ({ scope, key, count })));
		return keys.sort((a, b) => compareCounts(a, b) || compareTexts(a.key, b.key));
	}

	#asks(scope: KeyScope): boolean {
		return scope === (this.#query.scope ?? scope);
	}

	#addShapes(view: RowView, shapes: Uint32Array): void {
		shapes.forEach((count, shape) => {
			if (count === 0) return;
			for (const head of view.shape(shape)) this.#add("span", view.text(head & KEY_MASK), count);
		});
	}

	#addHeads(view: RowView, heads: Uint32Array): void {
		const record = (head: number) => (this.#query.signal === "traces" ? view.operation(head) : view.logSource(head));
		const resources = new Map<number, number>();
		const scopes = new Map<number, number>();
		heads.forEach((count, head) => {
			if (count === 0) return;
			const { resource, scope } = record(head);
			resources.set(resource, (resources.get(resource) ?? 0) + count);
			scopes.set(scope, (scopes.get(scope) ?? 0) + count);
		});
		if (this.#asks("resource")) for (const [entity, count] of resources) this.#addList("resource", view.resource(entity).attributes, count);
		if (this.#asks("scope")) for (const [entity, count] of scopes) this.#addList("scope", view.scope(entity).attributes, count);
	}

	#addList(scope: KeyScope, attributes: Attributes, count: number): void {
		for (const { key } of attributes) this.#add(scope, key, count);
	}

	#add(scope: KeyScope, key: string, count: number): void {
		const counts = this.#counts[scope];
		const known = counts.get(key);
		if (known !== undefined) counts.set(key, known + count);
		else if (key.toLowerCase().includes(this.#text)) counts.set(key, count);
	}
}

/** Keys of a view's events or links: an item with several that have a key counts once. */
class PartKeys {
	readonly counts = new Map<string, number>();
	readonly #view: RowView;
	readonly #byShape = new Map<number, readonly string[]>();

	constructor(view: RowView) {
		this.#view = view;
	}

	add(shapes: readonly number[]): void {
		const [only = 0] = shapes;
		const keys = shapes.length === 1 ? this.#keysOf(only) : new Set(shapes.flatMap((shape) => this.#keysOf(shape)));
		for (const key of keys) this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
	}

	#keysOf(shape: number): readonly string[] {
		const known = this.#byShape.get(shape);
		if (known !== undefined) return known;
		const keys = [...new Set(Array.from(this.#view.shape(shape), (head) => this.#view.text(head & KEY_MASK)))];
		this.#byShape.set(shape, keys);
		return keys;
	}
}

export function increment(counts: Uint32Array, at: number): void {
	counts[at] = (counts[at] as number) + 1;
}
