import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { currentPrefs } from "../state/prefs.ts";
import { noteRecent, timesUsed } from "../state/recents.ts";
import { showToast } from "../ui/Toast.tsx";

const TIMES = 3;

/** Whoever uses a command with the mouse is told its keys (`data-keys` of the control), three times and then never again. */
export function useKeyHints(): void {
	const { t } = useTranslation();
	useEffect(() => {
		const onClick = (event: MouseEvent): void => {
			if (!(event instanceof PointerEvent) || event.pointerType !== "mouse" || !(event.target instanceof Element)) return;
			const keys = event.target.closest<HTMLElement>("[data-keys]")?.dataset.keys;
			if (keys === undefined || (!currentPrefs().singleKeys && !keys.startsWith("Ctrl"))) return;
			if (timesUsed("hints", keys) >= TIMES) return;
			noteRecent("hints", keys);
			showToast(t("shell.keyHint", { keys }));
		};
		document.addEventListener("click", onClick);
		return () => document.removeEventListener("click", onClick);
	}, [t]);
}
