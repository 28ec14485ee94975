/** Links to what is on screen. */
import { rangeOf, resolveRange } from "../state/time-range.ts";
import { parseSearch, stringifySearch, withValues } from "../state/url.ts";

/**
 * The address with its times made absolute (as of `asOfMs`, the last refresh) and without live mode, so that it shows the same thing
 * tomorrow. Pages without a time range (`hasRange` false) keep theirs as it is.
 */
export function absoluteLink(href: string, asOfMs: number, hasRange: boolean): string {
	const url = new URL(href);
	const values = parseSearch(url.search);
	const { fromMs, toMs } = resolveRange(rangeOf(values), asOfMs);
	const fixed = hasRange ? { from: String(fromMs), to: String(toMs), live: undefined } : { live: undefined };
	url.search = stringifySearch(withValues(values, fixed));
	return url.href;
}
