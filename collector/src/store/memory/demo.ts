/** The demo's items in the reference store. */
import { isDemoResource } from "@spanglass/shared/model/demo";
import type { Resource } from "@spanglass/shared/model/resource";
import type { Signal } from "@spanglass/shared/model/signal";
import { ItemMark } from "@spanglass/shared/model/span";
import { type MemoryItems, type StoredSpan, spanKey } from "./items.ts";

const isDemo = ({ attributes }: Resource) => isDemoResource(attributes);
const isDemoSpan = ({ span }: MemoryItems["spans"][number]) => isDemo(span.resource);
const isDemoLog = ({ record }: MemoryItems["logs"][number]) => isDemo(record.resource);
const isDemoPoint = ({ point }: MemoryItems["points"][number]) => isDemo(point.series.resource);

export function hasDemo({ spans, logs, points }: MemoryItems): boolean {
	return spans.some(isDemoSpan) || logs.some(isDemoLog) || points.some(isDemoPoint);
}

export interface MemoryRemoval {
	readonly counts: Record<Signal, number>;
	/** Sequences of requests of which nothing is left. */
	readonly emptied: ReadonlySet<number>;
}

/** Takes them out of `items`; spans that they had made repeats are repeats no longer. */
export function removeDemoItems(items: MemoryItems): MemoryRemoval {
	const before = sequencesOf(items);
	const counts = {
		traces: keepOnly(items.spans, (stored) => !isDemoSpan(stored)),
		metrics: keepOnly(items.points, (stored) => !isDemoPoint(stored)),
		logs: keepOnly(items.logs, (stored) => !isDemoLog(stored)),
	};
	markAnew(items);
	const after = sequencesOf(items);
	return { counts, emptied: new Set([...before].filter((sequence) => !after.has(sequence))) };
}

function sequencesOf({ spans, logs, points }: MemoryItems): Set<number> {
	return new Set([...spans, ...logs, ...points].map(({ sequence }) => sequence));
}

function keepOnly<T>(list: T[], keeps: (stored: T) => boolean): number {
	const kept = list.filter(keeps);
	const removed = list.length - kept.length;
	list.splice(0, list.length, ...kept);
	return removed;
}

function markAnew({ spans, spanKeys }: MemoryItems): void {
	spanKeys.clear();
	const requests = Map.groupBy(spans, ({ sequence }) => sequence);
	const marked: StoredSpan[] = [];
	for (const request of requests.values()) {
		for (const { span, ...place } of request) {
			const marks = (span.marks & ~ItemMark.duplicate) | (spanKeys.has(spanKey(span)) ? ItemMark.duplicate : 0);
			marked.push({ ...place, span: { ...span, marks } });
		}
		for (const { span } of request) spanKeys.add(spanKey(span));
	}
	spans.splice(0, spans.length, ...marked);
}
