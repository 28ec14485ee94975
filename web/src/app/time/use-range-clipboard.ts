import { useTranslation } from "react-i18next";
import { useTimeRange } from "../../state/use-time-range.ts";
import { copyText } from "../../ui/CopyButton.tsx";
import { showToast } from "../../ui/Toast.tsx";
import { useSetRange } from "./use-set-range.ts";

/** Fetched when it is used: it is not part of the first load. */
const timeText = () => import("../../state/time-text.ts");

/** Put the range on the clipboard as text that every time field here reads back. */
export function useCopyRange(): () => void {
	const { t } = useTranslation();
	const { text } = useTimeRange();
	const copy = async (): Promise<void> => {
		const printed = (await timeText()).printTimeText(text, Date.now());
		showToast(t((await copyText(printed)) ? "time.copied" : "shell.shareFailed"), printed);
	};
	return () => void copy();
}

/** Take the range over from the clipboard; a text that is none is said, and changes nothing. */
export function usePasteRange(): () => void {
	const { t } = useTranslation();
	const setRange = useSetRange();
	const paste = async (): Promise<void> => {
		let text: string;
		try {
			text = await navigator.clipboard.readText();
		} catch {
			showToast(t("time.clipboardRefused"));
			return;
		}
		const { isBackwards, parseTimeText, printTimeText } = await timeText();
		const range = parseTimeText(text.slice(0, 200), Date.now());
		if (range === undefined) {
			showToast(t(isBackwards(text.slice(0, 200), Date.now()) ? "time.backwards" : "time.notPasted"), text.slice(0, 80));
			return;
		}
		setRange(range);
		showToast(t("time.pasted"), printTimeText(range, Date.now()));
	};
	return () => void paste();
}
