import { lazy, type ReactElement, Suspense, useEffect } from "react";
import { useKeys } from "../../ui/keys.ts";

const loadPalette = async () => ({ default: (await import("./Palette.tsx")).Palette });
const Palette = lazy(loadPalette);

export interface PaletteHostProps {
	readonly open: boolean;
	readonly onOpenChange: (open: boolean) => void;
	readonly onShortcuts: () => void;
}

/**
 * Opens the palette with its keys. Its code is fetched with the first sign of a reader, a key or the pointer: before Ctrl K is fully
 * pressed, and without weighing on the first load.
 */
export function PaletteHost({ open, onOpenChange, onShortcuts }: PaletteHostProps): ReactElement | null {
	useKeys({ "Ctrl+k": () => onOpenChange(true), "/": () => focusPageSearch() || onOpenChange(true) });
	useEffect(() => {
		const load = (): void => void loadPalette();
		const once = { once: true } as const;
		document.addEventListener("keydown", load, once);
		document.addEventListener("pointermove", load, once);
		return () => {
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
