import { type ComponentType, type ReactElement, useCallback, useEffect, useRef, useState } from "react";
import { withTexts } from "../../i18n/i18n.ts";
import { useKeys } from "../../ui/keys.ts";
import { NO_EARLY_KEYS, withKey } from "./early-keys.ts";
import type { PaletteProps } from "./Palette.tsx";

const loadPalette = withTexts(async () => (await import("./Palette.tsx")).Palette, "palette");

const IDLE_MS = 5_000;

export interface PaletteHostProps {
	readonly open: boolean;
	readonly onOpenChange: (open: boolean) => void;
	readonly onShortcuts: () => void;
}

/**
 * Opens the palette with its keys. Its code is fetched with the first sign of a reader (a key, the pointer) or after five seconds: before
 * Ctrl K is fully pressed, and without weighing on the first load. It is no `lazy` component: a fallback would hold it back for 300 ms.
 */
export function PaletteHost({ open, onOpenChange, onShortcuts }: PaletteHostProps): ReactElement | null {
	useKeys({ "Ctrl+k": () => onOpenChange(true), "/": () => focusPageSearch() || onOpenChange(true) });
	const [Palette, setPalette] = useState<ComponentType<PaletteProps> | undefined>(undefined);
	useEffect(() => {
		const load = (): void => void loadPalette().then((loaded) => setPalette(() => loaded));
		if (open) load();
		const once = { once: true } as const;
		document.addEventListener("keydown", load, once);
		document.addEventListener("pointermove", load, once);
		const timer = setTimeout(load, IDLE_MS);
		return () => {
			clearTimeout(timer);
			document.removeEventListener("keydown", load);
			document.removeEventListener("pointermove", load);
		};
	}, [open]);
	const takeEarlyKeys = useEarlyKeys(open, () => onOpenChange(false));
	if (!open || Palette === undefined) return null;
	return <Palette onClose={() => onOpenChange(false)} onShortcuts={onShortcuts} takeEarlyKeys={takeEarlyKeys} />;
}

/** Collects what is typed from the opening on until it is taken, which is when the palette's field has the focus. */
function useEarlyKeys(open: boolean, onEscape: () => void): PaletteProps["takeEarlyKeys"] {
	const keys = useRef(NO_EARLY_KEYS);
	const collects = useRef(false);
	const close = useRef(onEscape);
	useEffect(() => {
		close.current = onEscape;
	});
	useEffect(() => {
		if (!open) return;
		keys.current = NO_EARLY_KEYS;
		collects.current = true;
		const onKeyDown = (event: globalThis.KeyboardEvent): void => {
			if (!collects.current || event.isComposing || isInDialog(event.target)) return;
			const next = event.key === "Escape" ? NO_EARLY_KEYS : withKey(keys.current, event);
			if (next === undefined) return;
			keys.current = next;
			event.preventDefault();
			event.stopPropagation();
			if (event.key === "Escape") close.current();
		};
		document.addEventListener("keydown", onKeyDown, true);
		return () => document.removeEventListener("keydown", onKeyDown, true);
	}, [open]);
	return useCallback(() => {
		collects.current = false;
		return keys.current;
	}, []);
}

function isInDialog(target: EventTarget | null): boolean {
	return target instanceof Element && target.closest("[role=dialog]") !== null;
}

/** `/` belongs to the search of the page; false where there is none. */
function focusPageSearch(): boolean {
	const field = document.querySelector<HTMLInputElement>("[data-page-search]");
	field?.focus();
	field?.select();
	return field !== null;
}
