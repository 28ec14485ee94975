/** By what the series of a metric can be told apart. */
import { getAttribute } from "../model/attributes.ts";
import type { Series } from "../model/metric.ts";
import { serviceInstance, serviceName, serviceVersion } from "../semconv/identity.ts";
import { keyNames } from "../semconv/renames.ts";
import { valueText } from "../semconv/value-text.ts";

/** Keys of the resource that tell series apart in practice; further ones can still be asked for. */
const RESOURCE_KEYS = ["service.name", "service.instance.id", "service.version"] as const;
/** As many values make a readable chart. */
const READABLE = 8;
const MANY = 50;

/** The value of a key: of the series' own attributes, then of its resource, under any of its names; "" without one. */
export function seriesLabel({ attributes, resource }: Series, key: string): string {
	for (const name of keyNames(key)) {
		const value = getAttribute(attributes, name);
		if (value !== undefined) return valueText(value);
	}
	if (key === "service.name") return serviceName(resource.attributes);
	if (key === "service.instance.id") return serviceInstance(resource.attributes) ?? "";
	if (key === "service.version") return serviceVersion(resource.attributes) ?? "";
	for (const name of keyNames(key)) {
		const value = getAttribute(resource.attributes, name);
		if (value !== undefined) return valueText(value);
	}
	return "";
}

export interface KeyCount {
	readonly key: string;
	readonly valueCount: number;
}

/** Collects the keys of series as they are seen. */
export class KeyCounter {
	readonly #values = new Map<string, Set<string>>();

	see(series: Series): void {
		for (const { key } of series.attributes) this.#note(key, seriesLabel(series, key));
		for (const key of RESOURCE_KEYS) this.#note(key, seriesLabel(series, key));
	}

	/** Most useful first: keys with 2 to 8 values, then with up to 50, then more, then one; the series' own before the resource's; by name. */
	sorted(): readonly KeyCount[] {
		return [...this.#values]
			.map(([key, values]) => ({ key, valueCount: values.size }))
			.sort((a, b) => rank(a) - rank(b) || isOfResource(a) - isOfResource(b) || (a.key < b.key ? -1 : 1));
	}

	#note(key: string, value: string): void {
		if (value === "") return;
		const values = this.#values.get(key) ?? new Set();
		this.#values.set(key, values);
		values.add(value);
	}
}

function rank({ valueCount }: KeyCount): number {
	if (valueCount < 2) return 3;
	return valueCount <= READABLE ? 0 : valueCount <= MANY ? 1 : 2;
}

function isOfResource({ key }: KeyCount): number {
	return RESOURCE_KEYS.some((known) => known === key) ? 1 : 0;
}
