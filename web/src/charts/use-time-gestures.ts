/** Pointer and wheel on a drawing with a time axis: drag pans, Shift+drag measures, Ctrl+wheel and pinch zoom at the pointer, Shift+wheel goes sideways. */
import { type RefObject, useEffect, useRef } from "react";
import { nanosAt, type TimeScale, zoomWindow } from "../geometry/time-scale.ts";
import type { ViewStore } from "./view-store.ts";

export interface Gestures {
	readonly view: ViewStore;
	readonly scale: () => TimeScale;
	/** Position inside of the element, CSS pixels; undefined when the pointer left. */
	readonly onPoint: (at: { readonly x: number; readonly y: number } | undefined) => void;
	readonly onPress: (at: { readonly x: number; readonly y: number }, double: boolean) => void;
	/** The right button, or the menu key: place inside of the element and of the window. */
	readonly onMenu?: (at: { readonly x: number; readonly y: number }, page: { readonly x: number; readonly y: number }) => void;
	/** False where a press does not start a pan (the names of a waterfall). */
	readonly pans?: (x: number) => boolean;
}

interface Pointer {
	readonly x: number;
	readonly y: number;
}

const CLICK_PX = 4;
const WHEEL_FACTOR = 0.0025;

/** Attach to an element that scrolls vertically by itself. */
export function useTimeGestures(element: RefObject<HTMLElement | null>, gestures: Gestures): void {
	const latest = useRef(gestures);
	latest.current = gestures;
	useEffect(() => {
		const target = element.current;
		return target === null ? undefined : listen(target, () => latest.current);
	}, [element]);
}

interface WheelDeeds {
	readonly pan: (deltaPx: number) => void;
	readonly zoom: (factor: number, event: WheelEvent) => void;
}

function wheelOf({ pan, zoom }: WheelDeeds): (event: WheelEvent) => void {
	return (event) => {
		if (event.ctrlKey || event.metaKey) {
			event.preventDefault();
			zoom(Math.exp(Math.max(Math.min(event.deltaY, 120), -120) * WHEEL_FACTOR * 1.6), event);
			return;
		}
		const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
		if (sideways === 0) return;
		event.preventDefault();
		pan(sideways);
	};
}

function listen(target: HTMLElement, gestures: () => Gestures): () => void {
	const pointers = new Map<number, Pointer>();
	let travelled = 0;
	let began: Pointer | undefined;
	let measuresFrom: number | undefined;
	const place = (event: MouseEvent): Pointer => {
		const box = target.getBoundingClientRect();
		return { x: event.clientX - box.left, y: event.clientY - box.top };
	};
	const pan = (deltaPx: number): void => {
		const { view, scale } = gestures();
		const now = scale();
		const nanos = (deltaPx / now.width) * (now.to - now.from);
		view.show({ from: view.goal().from + nanos, to: view.goal().to + nanos });
	};
	const zoom = (factor: number, x: number): void => {
		const { view, scale } = gestures();
		view.show(zoomWindow(view.goal(), factor, nanosAt(scale(), x)));
	};
	const onWheel = wheelOf({ pan, zoom: (factor, event) => zoom(factor, place(event).x) });
	const onDown = (event: PointerEvent): void => {
		if (event.button !== 0) return;
		const at = place(event);
		pointers.set(event.pointerId, at);
		if (pointers.size > 1) return;
		travelled = 0;
		began = at;
		const { view, scale } = gestures();
		measuresFrom = event.shiftKey || view.get().measures ? nanosAt(scale(), at.x) : undefined;
	};
	const onMove = (event: PointerEvent): void => {
		const at = place(event);
		const before = pointers.get(event.pointerId);
		if (before === undefined) {
			gestures().onPoint(at);
			return;
		}
		pointers.set(event.pointerId, at);
		if (pointers.size === 2) {
			pinch(event.pointerId, before, at);
			return;
		}
		travelled = Math.max(travelled, Math.hypot(at.x - (began?.x ?? at.x), at.y - (began?.y ?? at.y)));
		if (travelled < CLICK_PX || gestures().pans?.(began?.x ?? 0) === false) return;
		if (!target.hasPointerCapture(event.pointerId)) target.setPointerCapture(event.pointerId);
		gestures().onPoint(undefined);
		if (measuresFrom !== undefined) {
			const { view, scale } = gestures();
			view.point({ range: { from: measuresFrom, to: nanosAt(scale(), at.x) } });
			return;
		}
		pan(before.x - at.x);
		if (event.pointerType === "mouse") target.scrollTop += before.y - at.y;
	};
	const pinch = (id: number, before: Pointer, at: Pointer): void => {
		travelled = CLICK_PX;
		const other = [...pointers].find(([key]) => key !== id)?.[1];
		if (other === undefined) return;
		const was = Math.max(Math.abs(before.x - other.x), 8);
		const is = Math.max(Math.abs(at.x - other.x), 8);
		zoom(was / is, (at.x + other.x) / 2);
	};
	const onUp = (event: PointerEvent): void => {
		const known = pointers.delete(event.pointerId);
		if (known && event.type === "pointerup" && travelled < CLICK_PX && pointers.size === 0) gestures().onPress(place(event), false);
	};
	const onDouble = (event: MouseEvent): void => gestures().onPress(place(event), true);
	const onLeave = (): void => gestures().onPoint(undefined);
	const onContext = (event: MouseEvent): void => {
		const { onMenu } = gestures();
		if (onMenu === undefined) return;
		event.preventDefault();
		onMenu(place(event), { x: event.clientX, y: event.clientY });
	};
	const stop = new AbortController();
	const on = <E extends keyof HTMLElementEventMap>(name: E, listener: (event: HTMLElementEventMap[E]) => void): void =>
		target.addEventListener(name, listener, { signal: stop.signal, passive: false });
	on("contextmenu", onContext);
	on("wheel", onWheel);
	on("pointerdown", onDown);
	on("pointermove", onMove);
	on("pointerup", onUp);
	on("pointercancel", onUp);
	on("dblclick", onDouble);
	on("pointerleave", onLeave);
	return () => stop.abort();
}
