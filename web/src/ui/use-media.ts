import { useSyncExternalStore } from "react";

/** Whether a media query holds now. */
export function useMedia(query: string): boolean {
	return useSyncExternalStore(
		(listener) => {
			const list = matchMedia(query);
			list.addEventListener("change", listener);
			return () => list.removeEventListener("change", listener);
		},
		() => typeof matchMedia === "function" && matchMedia(query).matches,
	);
}

/** No room for a rail at the side (ux §2.1). */
export const SMALL_SCREEN = "(max-width: 1024px)";
/** Phones: one hand, no hover, lists of two lines. */
export const PHONE = "(max-width: 640px)";
