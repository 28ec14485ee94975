/**
 * Where the focus goes when a layer closes: back to the control that had it, if the reader had come there by keyboard. A control that was
 * only clicked once, however long ago, does not get it back: then the page has it, where the page's own keys work. Fields and charts are
 * where keys go however they were reached.
 */
import { useEffect } from "react";

const PORTAL = "[data-base-ui-portal]";
const LAYERS = "[role=dialog], [role=menu]";
const PAGE = "content";
const TAKES_KEYS = "input, textarea, select, [contenteditable=true], [role=application]";
/** A tooltip of the control that got the focus back stays closed for so long. */
const QUIET_MS = 400;

/** The control with the focus beneath all layers. */
let last: { readonly element: Element; readonly byKey: boolean } | undefined;
let usedKey = false;
let returnedAt = Number.NEGATIVE_INFINITY;

function onFocusIn({ target }: FocusEvent): void {
	if (!(target instanceof Element) || target.closest(PORTAL) !== null || target === last?.element) return;
	last = target.id === PAGE ? undefined : { element: target, byKey: usedKey || target.matches(TAKES_KEYS) };
}

/** Nobody has the focus afterwards, unless the window was left, or a layer took the page below it out of reach. */
function onFocusOut({ relatedTarget }: FocusEvent): void {
	if (relatedTarget === null && document.hasFocus() && document.querySelector(LAYERS) === null) last = undefined;
}

function onPointerDown({ target }: Event): void {
	usedKey = false;
	if (last === undefined || !(target instanceof Node) || !last.element.contains(target)) return;
	last = { ...last, byKey: last.element.matches(TAKES_KEYS) };
}

function onKeyDown(): void {
	usedKey = true;
}

/** Once around the page: remembers how the focus came to where it is. */
export function useFocusMemory(): void {
	useEffect(() => {
		const abort = new AbortController();
		const options = { capture: true, signal: abort.signal } as const;
		document.addEventListener("focusin", onFocusIn, options);
		document.addEventListener("focusout", onFocusOut, options);
		document.addEventListener("pointerdown", onPointerDown, options);
		document.addEventListener("keydown", onKeyDown, options);
		return () => {
			abort.abort();
			last = undefined;
		};
	}, []);
}

/** `finalFocus` of a layer that has a trigger; a trigger that was rendered anew meanwhile still gets the focus. */
export function focusAfterMenu(): boolean | HTMLElement {
	returnedAt = performance.now();
	if (last?.byKey !== true) return toPage();
	if (isThere(last.element)) return last.element;
	return last.element.hasAttribute("aria-haspopup") ? true : toPage();
}

/** `finalFocus` of a layer that only the page opens. */
export function focusAfterDialog(): boolean | HTMLElement {
	returnedAt = performance.now();
	return last?.byKey === true && isThere(last.element) ? last.element : toPage();
}

/** True right after a layer gave the focus back. */
export function isFocusReturning(): boolean {
	return performance.now() - returnedAt < QUIET_MS;
}

function isThere(element: Element): element is HTMLElement {
	return element instanceof HTMLElement && element.isConnected;
}

/** After the layer is gone, and only if nothing else took the focus. */
function toPage(): false {
	queueMicrotask(() => {
		const active = document.activeElement;
		if (active === null || active === document.body || active === last?.element || active.closest(PORTAL) !== null)
			document.getElementById(PAGE)?.focus({ preventScroll: true });
	});
	return false;
}
