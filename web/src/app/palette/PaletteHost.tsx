import { type ComponentType, type ReactElement, useEffect, useState } from "react";
import { withTexts } from "../../i18n/i18n.ts";
import { useKeys } from "../../ui/keys.ts";
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
	if (!open || Palette === undefined) return null;
	return <Palette onClose={() => onOpenChange(false)} onShortcuts={onShortcuts} />;
}

/** `/` belongs to the search of the page; false where there is none. */
function focusPageSearch(): boolean {
	const field = document.querySelector<HTMLInputElement>("[data-page-search]");
	field?.focus();
	field?.select();
	return field !== null;
}
