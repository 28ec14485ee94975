/** What the frame can do, whoever asks: a button, a key, the palette. */
import { useRouterState } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { refreshNow, useAsOf } from "../state/clock.ts";
import { useSetSearch } from "../state/use-search.ts";
import { useTimeRange } from "../state/use-time-range.ts";
import { copyText } from "../ui/CopyButton.tsx";
import { showToast } from "../ui/Toast.tsx";
import { pageAt } from "./pages.ts";
import { absoluteLink, relativeLink } from "./share.ts";

/** Copy a link to what is on screen, with absolute times or as it is, and say which. */
export function useShare(): (kind: "absolute" | "relative") => void {
	const { t } = useTranslation();
	const asOf = useAsOf();
	const hasRange = useRouterState({ select: ({ location }) => pageAt(location.pathname)?.hasRange ?? false });
	return (kind) => {
		const { href } = window.location;
		const link = kind === "relative" ? relativeLink(href, hasRange) : absoluteLink(href, asOf, hasRange);
		const said = !hasRange ? t("shell.shared") : kind === "relative" ? t("shell.sharedRelative") : t("shell.sharedAbsolute");
		void copyText(link).then((done) => showToast(done ? said : t("shell.shareFailed"), link));
	};
}

/** Switch live mode; it needs a range that ends now. */
export function useToggleLive(): () => void {
	const { live, text } = useTimeRange();
	const setSearch = useSetSearch();
	return () => {
		refreshNow();
		const range = text.to === "now" ? {} : { from: undefined, to: undefined };
		setSearch(live ? { live: undefined } : { ...range, live: "1" }, "push");
	};
}
