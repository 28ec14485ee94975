import { createHash } from "node:crypto";
import type { Series } from "@spanglass/shared/model/metric";
import type { RowView } from "../../../columns/row-view.ts";

/** One text per series, equal for equal series of different views. It is made once for as long as a view keeps the series. */
export class SeriesKeys {
	readonly #keys = new WeakMap<Series, string>();

	keyOf(view: RowView, entity: number): string {
		const series = view.series(entity);
		const known = this.#keys.get(series);
		if (known !== undefined) return known;
		const { metric, resource, scope, attributes } = series;
		const key = createHash("sha1")
			.update(JSON.stringify([metric, resource, scope, attributes], plain))
			.digest("base64");
		this.#keys.set(series, key);
		return key;
	}
}

function plain(_key: string, value: unknown): unknown {
	if (typeof value === "bigint") return `${value}n`;
	if (typeof value === "number" && !Number.isFinite(value)) return String(value);
	return value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value;
}
