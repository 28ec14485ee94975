import { isDemoResource } from "@spanglass/shared/model/demo";
import { LogColumn, PointColumn, SpanColumn } from "../../columns/layout.ts";
import type { RowView } from "../../columns/row-view.ts";

export type IsDemo = (row: number) => boolean;

const ENTITY_COLUMN = { traces: SpanColumn.operation, logs: LogColumn.source, metrics: PointColumn.series } as const;

/** Which rows are the demo's; undefined when none is.   Cost  one look at each resource, and a byte per entity. */
export function findDemo(view: RowView): IsDemo | undefined {
	const demo = new Set(view.resourceEntities().filter((entity) => isDemoResource(view.resource(entity).attributes)));
	if (demo.size === 0) return undefined;
	const known = new Int8Array(view.counts.entities);
	const column = ENTITY_COLUMN[view.signal];
	return (row) => {
		const entity = view.value(column, row);
		if (known[entity] === 0) known[entity] = demo.has(resourceOf(view, entity)) ? 1 : -1;
		return known[entity] === 1;
	};
}

function resourceOf(view: RowView, entity: number): number {
	if (view.signal === "traces") return view.operation(entity).resource;
	return view.signal === "logs" ? view.logSource(entity).resource : view.seriesRecord(entity).resource;
}
