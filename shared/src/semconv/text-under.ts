import type { CanonicalInput, TextPart } from "./canonical-span.ts";
import { canonicalValue, keyNames } from "./renames.ts";

/** An attribute of a span under any name of a canonical key, the newest first, its value in the newest spelling; "" when there is none. */
export function textUnder(input: CanonicalInput, key: string, part?: TextPart): string {
	return firstText(input, keyNames(key), { key, part });
}

/** The same under these names, for a key whose older names mean something else on spans of other kinds. */
export function firstText(
	{ get }: CanonicalInput,
	names: readonly string[],
	{ key, part }: { readonly key: string; readonly part?: TextPart | undefined },
): string {
	for (const name of names) {
		const text = get(name, part);
		if (text !== undefined && text !== "") return canonicalValue(key, text);
	}
	return "";
}

/** A value stands under one of the names of a canonical key; it is not read. */
export function hasKey({ has }: CanonicalInput, key: string): boolean {
	return keyNames(key).some(has);
}
