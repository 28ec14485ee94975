/**
 * What is typed between the keys that open the palette and its field having the focus. Until then the page's own single keys would take
 * it: `Ctrl K` `l` `o` `g` typed quickly must search for "log" and not open the logs of a span.
 */
export interface EarlyKeys {
	readonly text: string;
	/** Enter was pressed: the first row is meant. */
	readonly enter: boolean;
}

export const NO_EARLY_KEYS: EarlyKeys = { text: "", enter: false };

type Key = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">;

/** The keys so far with one more; undefined when that key is none of the palette's (a chord), and goes where it would. */
export function withKey(before: EarlyKeys, { key, ctrlKey, metaKey, altKey }: Key): EarlyKeys | undefined {
	if (ctrlKey || metaKey || altKey) return undefined;
	if (key === "Enter") return { ...before, enter: true };
	if (before.enter) return before;
	if (key === "Backspace") return { ...before, text: [...before.text].slice(0, -1).join("") };
	return [...key].length === 1 ? { ...before, text: before.text + key } : undefined;
}
