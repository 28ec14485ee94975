/**
 * Single keys and two-key sequences (`g t`). One listener for the whole page: the layer mounted last is asked first, and a key that
 * follows a prefix (`g` `t` `y` `;`) belongs to the sequence alone, so a page's own `d` does not fire within `; d`.
 */
import { useEffect, useRef } from "react";

/** Key -> what it does. Names: `j`, `ArrowDown`, `Space`, `Shift+ArrowDown`, `Ctrl+k` (also ⌘), `g t`. False: not mine, ask the next layer. */
export type KeyBindings = Readonly<Record<string, (event: KeyboardEvent) => unknown>>;

const PREFIXES = new Set(["g", "t", "y", ";"]);
const SEQUENCE_MS = 1_200;
const TYPING = "input, textarea, select, [contenteditable=true]";
const CONTROLS = "button, a, summary, [role=radio], [role=menuitem], [role=tab]";
const LAYERS_ABOVE = "[role=dialog], [role=menu], [role=listbox]";

const layers: { readonly current: KeyBindings }[] = [];
let characterKeys = true;
let prefix = "";
let prefixAt = 0;

/** Name of the pressed key as bindings spell it. */
function keyName(event: KeyboardEvent): string {
	const base = event.key === " " ? "Space" : event.key;
	if (event.ctrlKey || event.metaKey) return `Ctrl+${base.toLowerCase()}`;
	if (event.altKey) return `Alt+${base}`;
	return event.shiftKey && base.length > 1 ? `Shift+${base}` : base;
}

/** True when the key goes to where it was typed: a field, an open menu or dialog, or Enter and Space on a control. */
function belongsToTarget(event: KeyboardEvent, name: string): boolean {
	const target = event.target instanceof Element ? event.target : undefined;
	if (target === undefined) return false;
	if (target.closest(LAYERS_ABOVE) !== null) return true;
	if (name.startsWith("Ctrl+")) return false;
	if (target.closest(TYPING) !== null) return true;
	return (name === "Enter" || name === "Space") && target.closest(CONTROLS) !== null;
}

function onKeyDown(event: KeyboardEvent): void {
	if (event.defaultPrevented || event.isComposing || event.key === "Shift" || event.key === "Control") return;
	const name = keyName(event);
	if (belongsToTarget(event, name)) return;
	if (!characterKeys && name.length === 1) return;
	const pending = performance.now() - prefixAt < SEQUENCE_MS ? prefix : "";
	prefix = "";
	const wanted = pending === "" ? name : `${pending} ${name}`;
	for (const layer of layers.toReversed()) {
		const handler = Object.hasOwn(layer.current, wanted) ? layer.current[wanted] : undefined;
		if (handler === undefined || handler(event) === false) continue;
		event.preventDefault();
		return;
	}
	if (pending === "" && PREFIXES.has(name)) {
		prefix = name;
		prefixAt = performance.now();
	}
}

/** Whether keys of one character work, alone and in sequences. Arrows, Enter, Esc, Space and chords always do. */
export function setCharacterKeys(on: boolean): void {
	characterKeys = on;
}

/** Bind keys while mounted; the bindings may change with every render. */
export function useKeys(bindings: KeyBindings): void {
	const layer = useRef(bindings);
	useEffect(() => {
		layer.current = bindings;
	});
	useEffect(() => {
		if (layers.length === 0) document.addEventListener("keydown", onKeyDown);
		layers.push(layer);
		return () => {
			layers.splice(layers.indexOf(layer), 1);
			if (layers.length === 0) document.removeEventListener("keydown", onKeyDown);
		};
	}, []);
}
