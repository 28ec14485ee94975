import { lazy, type ReactElement, Suspense, useEffect } from "react";
import { withTexts } from "../../i18n/i18n.ts";
import { useKeys } from "../../ui/keys.ts";

const loadPalette = withTexts(async () => ({ default: (await import("./Palette.tsx")).Palette }), "palette");
const Palette = lazy(loadPalette);

const IDLE_MS = 5_000;

export interface PaletteHostProps {
	readonly open: boolean;
	readonly onOpenChange: (open: boolean) => void;
	readonly onShortcuts: () => void;
}

/**
 * Opens the palette with its keys. Its code is fetched with the first sign of a reader, a key or the pointer, or after five seconds: before Ctrl K is fully
 * pressed, and without weighing on the first load.
 */
export function PaletteHost({ open, onOpenChange, onShortcuts }: PaletteHostProps): ReactElement | null {
	useKeys({ "Ctrl+k": () => onOpenChange(true), "/": () => focusPageSearch() || onOpenChange(true) });
	useEffect(() => {
		const load = (): void => void loadPalette();
		const once = { once: true } as const;
		document.addEventListener("keydown", load, once);
		document.addEventListener("pointermove", load, once);
		const timer = setTimeout(load, IDLE_MS);
		return () => {
			clearTimeout(timer);
			document.removeEventListener("keydown", load);
			document.removeEventListener("pointermove", load);
		};
	}, []);
	if (!open) return null;
	return (
		<Suspense>
			<Palette onClose={() => onOpenChange(false)} onShortcuts={onShortcuts} />
		</Suspense>
	);
}

/** `/` belongs to the search of the page; false where there is none. */
function focusPageSearch(): boolean {
	const field = document.querySelector<HTMLInputElement>("[data-page-search]");
	field?.focus();
	field?.select();
	return field !== null;
}
