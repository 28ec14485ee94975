/** What the address says about the groups of errors. */
import { ERROR_GROUP_STATES } from "@spanglass/shared/model/error-group-state";
import { choiceValue, type SearchValues, textValue } from "../url.ts";

export const ERROR_TABS = ["open", ...ERROR_GROUP_STATES] as const;
/** open: new, regressed, ongoing. */
export type ErrorTab = (typeof ERROR_TABS)[number];

export interface ErrorsUrl {
	readonly tab: ErrorTab;
	/** Part of a type, message or service, as typed. */
	readonly q: string;
	/** Fingerprint of the group that is open. */
	readonly open: string | undefined;
}

/** Read the page's own values; what is not understood becomes the default. */
export function errorsUrlFromSearch(values: SearchValues): ErrorsUrl {
	const open = textValue(values, "sel");
	return { tab: choiceValue(values, "status", ERROR_TABS), q: textValue(values, "q") ?? "", open: open === "" ? undefined : open };
}

/** The changes that write the page's values: defaults are left out. */
export function searchFromErrorsUrl({ tab, q, open }: ErrorsUrl): Readonly<Record<"status" | "q" | "sel", string | undefined>> {
	return { status: tab === ERROR_TABS[0] ? undefined : tab, q: q === "" ? undefined : q, sel: open };
}
