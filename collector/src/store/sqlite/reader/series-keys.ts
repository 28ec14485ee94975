import { createHash } from "node:crypto";
import type { RowView } from "../../../columns/row-view.ts";

/**
 * One text per series, equal for equal series of different views. Within a view the entity ordinal is as good, so this is
 * asked once per series.
 */
export class SeriesKeys {
	readonly #keys = new WeakMap<RowView, (string | undefined)[]>();

	keyOf(view: RowView, series: number): string {
		const known = this.#keys.get(view) ?? [];
		this.#keys.set(view, known);
		let key = known[series];
		if (key === undefined) {
			const { metric, resource, scope, attributes } = view.series(series);
			key = createHash("sha1")
				.update(JSON.stringify([metric, resource, scope, attributes], plain))
				.digest("base64");
			known[series] = key;
		}
		return key;
	}
}

function plain(_key: string, value: unknown): unknown {
	if (typeof value === "bigint") return `${value}n`;
	if (typeof value === "number" && !Number.isFinite(value)) return String(value);
	return value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value;
}
