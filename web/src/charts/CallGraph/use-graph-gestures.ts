/** Pointer and wheel on a call graph: a mouse drags nodes, drag elsewhere and two-finger scrolling pan, Ctrl+wheel, wheel of a mouse and pinch zoom at the pointer, a click chooses. */
import { type RefObject, useEffect, useRef } from "react";
import type { GraphPlace } from "../../geometry/graph-layout.ts";

export interface GraphGestures {
	readonly onPan: (by: GraphPlace) => void;
	readonly onZoom: (factor: number, at: GraphPlace) => void;
	/** Whether there is something at this place that follows the pointer from now on. */
	readonly onGrab: (at: GraphPlace) => boolean;
	readonly onDrag: (by: GraphPlace) => void;
	readonly onDrop: () => void;
	/** In pixels of the element; undefined when the pointer has left. */
	readonly onPoint: (at: GraphPlace | undefined) => void;
	/** `isNewTab`: with Ctrl, ⌘ or the middle button. */
	readonly onPress: (at: GraphPlace, isNewTab: boolean) => void;
}

const CLICK_PX = 4;
const WHEEL_FACTOR = 0.0022;
const MOST_WHEEL = 160;

/** Attach to the element; the handlers may change with every render. */
export function useGraphGestures(element: RefObject<HTMLElement | null>, gestures: GraphGestures): void {
	const latest = useRef(gestures);
	useEffect(() => {
		latest.current = gestures;
	});
	useEffect(() => {
		const target = element.current;
		return target === null ? undefined : listen(target, () => latest.current);
	}, [element]);
}

function listen(target: HTMLElement, gestures: () => GraphGestures): () => void {
	const pointers = new Map<number, GraphPlace>();
	let travelled = 0;
	let isGrabbed = false;
	const place = (event: MouseEvent): GraphPlace => {
		const box = target.getBoundingClientRect();
		return { x: event.clientX - box.left, y: event.clientY - box.top };
	};
	const onWheel = (event: WheelEvent): void => {
		event.preventDefault();
		const deltaY = Math.max(-MOST_WHEEL, Math.min(MOST_WHEEL, event.deltaY));
		if (event.shiftKey) gestures().onPan({ x: -deltaY - event.deltaX, y: 0 });
		else if (event.deltaX !== 0 && !event.ctrlKey) gestures().onPan({ x: -event.deltaX, y: -event.deltaY });
		else gestures().onZoom(Math.exp(-deltaY * WHEEL_FACTOR * (event.ctrlKey ? 3 : 1)), place(event));
	};
	const onDown = (event: PointerEvent): void => {
		if (event.button > 1) return;
		pointers.set(event.pointerId, place(event));
		if (pointers.size > 1) return;
		travelled = 0;
		// a finger that pans the map must not move what everybody else sees
		isGrabbed = event.pointerType !== "touch" && event.button === 0 && gestures().onGrab(place(event));
	};
	const onMove = (event: PointerEvent): void => {
		const at = place(event);
		const before = pointers.get(event.pointerId);
		if (before === undefined) {
			gestures().onPoint(at);
			return;
		}
		const others = [...pointers].filter(([id]) => id !== event.pointerId).map(([, other]) => other);
		pointers.set(event.pointerId, at);
		travelled += Math.hypot(at.x - before.x, at.y - before.y);
		if (travelled < CLICK_PX) return;
		target.setPointerCapture(event.pointerId);
		const [other] = others;
		if (other === undefined) {
			const by = { x: at.x - before.x, y: at.y - before.y };
			if (isGrabbed) gestures().onDrag(by);
			else gestures().onPan(by);
			return;
		}
		const spread = (one: GraphPlace): number => Math.hypot(one.x - other.x, one.y - other.y);
		gestures().onZoom(spread(at) / Math.max(spread(before), 1), { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 });
	};
	const onUp = (event: PointerEvent): void => {
		const isKnown = pointers.delete(event.pointerId);
		if (!isKnown || pointers.size > 0) return;
		if (travelled < CLICK_PX) gestures().onPress(place(event), event.ctrlKey || event.metaKey || event.button === 1);
		else if (isGrabbed) gestures().onDrop();
		isGrabbed = false;
	};
	const onLeave = (event: PointerEvent): void => {
		if (!pointers.has(event.pointerId)) gestures().onPoint(undefined);
	};
	const onCancel = (event: PointerEvent): void => {
		pointers.delete(event.pointerId);
		if (isGrabbed && travelled >= CLICK_PX) gestures().onDrop();
		isGrabbed = false;
	};
	target.addEventListener("wheel", onWheel, { passive: false });
	target.addEventListener("pointerdown", onDown);
	target.addEventListener("pointermove", onMove);
	target.addEventListener("pointerup", onUp);
	target.addEventListener("pointerleave", onLeave);
	target.addEventListener("pointercancel", onCancel);
	return () => {
		target.removeEventListener("wheel", onWheel);
		target.removeEventListener("pointerdown", onDown);
		target.removeEventListener("pointermove", onMove);
		target.removeEventListener("pointerup", onUp);
		target.removeEventListener("pointerleave", onLeave);
		target.removeEventListener("pointercancel", onCancel);
	};
}
