/** Links to what is on screen. */
import { rangeOf, resolveRange } from "../state/time-range.ts";
import { parseSearch, type SearchValues, stringifySearch, textValue, withValues } from "../state/url.ts";

/**
 * The address with its times made absolute (as of `asOfMs`, the last refresh) and without live mode, so that it shows the same thing
 * tomorrow. Pages without a time range (`hasRange` false) keep theirs as it is.
 */
export function absoluteLink(href: string, asOfMs: number, hasRange: boolean): string {
	const url = new URL(href);
	const values = parseSearch(url.search);
	const { fromMs, toMs } = resolveRange(rangeOf(values), asOfMs);
	const fixed = hasRange ? { from: String(fromMs), to: String(toMs), live: undefined } : { live: undefined };
	url.search = stringifySearch(withValues(withEnvironment(values, hasRange), fixed));
	return url.href;
}

/** The address as it is, moving range included. */
export function relativeLink(href: string, hasRange: boolean): string {
	const url = new URL(href);
	url.search = stringifySearch(withEnvironment(parseSearch(url.search), hasRange));
	return url.href;
}

/** Shared links name their environment, "all" included, so that the one that a reader's browser remembers is left out of it. */
function withEnvironment(values: SearchValues, hasRange: boolean): SearchValues {
	return hasRange ? withValues(values, { env: textValue(values, "env") ?? "" }) : values;
}
