/** Which groups of errors a tab shows. Pure. */
import type { ErrorGroupJson } from "@spanglass/shared/api/error-schemas";
import type { ErrorTab } from "../../state/url/errors.ts";

const CLOSED: ReadonlySet<string> = new Set(["resolved", "muted"]);

function isInTab({ state }: Pick<ErrorGroupJson, "state">, tab: ErrorTab): boolean {
	return tab === "open" ? !CLOSED.has(state) : state === tab;
}

/** Those of a tab whose type, message, place or service contains the text, in any case. */
export function pickErrors(groups: readonly ErrorGroupJson[], tab: ErrorTab, text: string): readonly ErrorGroupJson[] {
	const wanted = text.trim().toLowerCase();
	return groups.filter((group) => {
		if (!isInTab(group, tab)) return false;
		return [group.type, group.template, group.frame, group.service].some((part) => part.toLowerCase().includes(wanted));
	});
}
