/** What the address says about the list of logs. */
import { type SearchValues, textValue } from "../url.ts";

export interface LogsUrl {
	readonly q: string;
	/** Bodies are shown whole, over several lines. */
	readonly wrap: boolean;
	/** Ids of the records that are open, in the order in which they were opened. */
	readonly open: readonly string[];
}

/** Read the page's own values; what is not understood counts as absent. */
export function logsUrlFromSearch(values: SearchValues): LogsUrl {
	const sel = values.sel ?? [];
	const ids = (typeof sel === "string" ? [sel] : sel).filter((id) => id !== "");
	return { q: (textValue(values, "q") ?? "").trim(), wrap: textValue(values, "wrap") === "1", open: [...new Set(ids)] };
}

/** The changes that write the page's values: defaults are left out. */
export function searchFromLogsUrl(url: LogsUrl): Readonly<Record<"q" | "wrap" | "sel", string | readonly string[] | undefined>> {
	const [first, ...others] = url.open;
	return {
		q: url.q === "" ? undefined : url.q,
		wrap: url.wrap ? "1" : undefined,
		sel: others.length === 0 ? first : url.open,
	};
}
