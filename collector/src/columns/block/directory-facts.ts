import { LIMITS } from "@spanglass/shared/model/limits";
import type { Signal } from "@spanglass/shared/model/signal";
import { serviceName } from "@spanglass/shared/semconv/identity";
import { EntityKind, KEY_MASK, SEGMENT_ROWS } from "../layout.ts";
import { decodeMetric, decodeOperation, decodeResource, decodeScope, type RecordSource, shapeHeads } from "../record-decoder.ts";
import type { BlockDirectory } from "./contract.ts";
import { eachSeriesAttribute, kindOfRecord } from "./map-record.ts";
import type { RowTimes } from "./order-rows.ts";

/** Names of the directory. */
export type NamesOfBlock = Pick<BlockDirectory, "services" | "names" | "keys">;

/** Entities of a block and the texts they refer to. */
export interface BlockEntities extends RecordSource {
	readonly starts: Uint32Array;
}

/** What the entities say for the directory. `itemShapes`: shapes of items' own attributes. Cost O(entities). */
export function namesOfEntities(signal: Signal, source: BlockEntities, itemShapes: ReadonlySet<number>): NamesOfBlock {
	const services = new Set<string>();
	const names = new Set<string>();
	const keys = new Set<string>();
	/** Of series, items and operations: a text is made once for each. */
	const keyIds = new Set<number>();
	const nameIds = new Set<number>();
	const meet = (attributes: readonly { readonly key: string }[]) => {
		for (const { key } of attributes) keys.add(key);
	};
	source.starts.forEach((start, entity) => {
		switch (kindOfRecord(source.records, start)) {
			case EntityKind.resource: {
				const { attributes } = decodeResource(source, start);
				services.add(serviceName(attributes));
				meet(attributes);
				break;
			}
			case EntityKind.scope:
				meet(decodeScope(source, start).attributes);
				break;
			case EntityKind.series:
				eachSeriesAttribute(source.records, start, (head) => keyIds.add(head & KEY_MASK));
				break;
			case EntityKind.metric:
				names.add(decodeMetric(source, start).name);
				break;
			case EntityKind.operation:
				nameIds.add(decodeOperation(source.records, start).name);
				break;
			case EntityKind.shape:
				if (itemShapes.has(entity)) for (const head of shapeHeads(source.records, start)) keyIds.add(head & KEY_MASK);
				break;
		}
	});
	for (const id of keyIds) keys.add(source.text(id));
	for (const id of nameIds) names.add(source.text(id));
	return {
		services: [...services].sort(),
		names: signal === "logs" ? [] : capped(names, LIMITS.blockNames),
		keys: capped(keys, LIMITS.blockKeys),
	};
}

function capped(texts: ReadonlySet<string>, most: number): readonly string[] | undefined {
	return texts.size > most ? undefined : [...texts].sort();
}

/** The least and greatest time, both inclusive. Cost O(rows). */
export function rangeOfTimes({ high, low }: RowTimes): { readonly minTime: bigint; readonly maxTime: bigint } {
	let range: Range = { least: 0, most: 0 };
	for (let from = 0; from < high.length; from += SEGMENT_ROWS) {
		range = widened(high, low, range, from);
	}
	const { least, most } = range;
	return { minTime: join(high[least], low[least]), maxTime: join(high[most], low[most]) };
}

/** Rows. */
interface Range {
	readonly least: number;
	readonly most: number;
}

/** With the rows of a segment too. */
function widened(high: Uint32Array, low: Uint32Array, { least, most }: Range, from: number): Range {
	const to = Math.min(from + SEGMENT_ROWS, high.length);
	let [first, last] = [least, most];
	for (let at = from; at < to; at++) {
		if (isBefore(high, low, at, first)) first = at;
		if (isBefore(high, low, last, at)) last = at;
	}
	return { least: first, most: last };
}

function isBefore(high: Uint32Array, low: Uint32Array, left: number, right: number): boolean {
	return high[left] === high[right] ? (low[left] as number) < (low[right] as number) : (high[left] as number) < (high[right] as number);
}

function join(high = 0, low = 0): bigint {
	return (BigInt(high) << 32n) | BigInt(low);
}
