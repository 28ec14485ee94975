/**
 * The page's one Trusted Types policy, created before any other module runs (reliability §4.3).
 *
 * `createHTML` lets only the empty string through (libraries clear nodes with it); `createScriptURL` only our own hashed assets, for
 * workers and lazy chunks; there is no `createScript`, so text never becomes code.
 */
interface PolicyFactory {
	createPolicy(name: string, rules: { createHTML(text: string): string; createScriptURL(url: string): string }): unknown;
}

/** The same URL, absolute. Throws unless it is of this origin and below /assets/ (or, in development, below /src/). */
export function scriptUrl(url: string): string {
	const absolute = new URL(url, location.origin);
	const ours = absolute.pathname.startsWith("/assets/") || (import.meta.env.DEV && absolute.pathname.startsWith("/src/"));
	if (absolute.origin !== location.origin || !ours) throw new TypeError(`refused as a script address: ${url}`);
	return absolute.href;
}

/** The empty string, or nothing at all. */
export function emptyHtml(text: string): string {
	if (text !== "") throw new TypeError("refused as HTML: the page renders text only");
	return text;
}

const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
factory?.createPolicy("default", { createHTML: emptyHtml, createScriptURL: scriptUrl });
