import { StatusCode } from "@spanglass/shared/model/span";
import { formatDuration, formatPercent, textOf } from "@spanglass/shared/units/format";
import { type ReactElement, useLayoutEffect, useRef, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { nodeName, nodeService, type TraceModel } from "../geometry/trace-model.ts";
import styles from "./charts.module.css";
import type { TraceLook } from "./Flame/flame-scene.ts";
import type { ViewStore } from "./view-store.ts";

/** Where the hovered mark is, inside of the chart: the tooltip keeps clear of it. */
export interface TooltipPlace {
	readonly top: number;
	readonly bottom: number;
}

interface Hovered {
	readonly node: number;
	readonly x: number;
	readonly top: number;
	readonly bottom: number;
}

const WIDTH_PX = 224;
const MARGIN_PX = 8;
const FIRST_MS = 80;

/** The explanation of the span under the pointer, 80 ms after the first, at once for the next ones. */
export function ChartTooltip(props: {
	readonly chart: string;
	readonly model: TraceModel;
	readonly view: ViewStore;
	readonly look: TraceLook;
	readonly place: (node: number) => TooltipPlace | undefined;
}): ReactElement | null {
	const { view, place } = props;
	const node = useSyncExternalStore(view.subscribe, () => view.get().hover);
	const anchor = useRef<HTMLDivElement>(null);
	const [shown, setShown] = useState<Hovered | undefined>(undefined);
	const pointer = useRef({ x: 0, inside: false });
	useLayoutEffect(() => {
		const figure = anchor.current?.parentElement;
		if (figure === null || figure === undefined) return;
		const move = (event: PointerEvent): void => {
			pointer.current = { x: event.clientX - figure.getBoundingClientRect().left, inside: true };
		};
		const leave = (): void => {
			pointer.current = { ...pointer.current, inside: false };
		};
		figure.addEventListener("pointermove", move, true);
		figure.addEventListener("pointerleave", leave);
		return () => {
			figure.removeEventListener("pointermove", move, true);
			figure.removeEventListener("pointerleave", leave);
		};
	}, []);
	const isShown = useRef(false);
	useLayoutEffect(() => {
		const put = (next: Hovered | undefined): void => {
			isShown.current = next !== undefined;
			setShown(next);
		};
		if (node === undefined || !pointer.current.inside) {
			put(undefined);
			return;
		}
		const show = (): void => {
			const at = place(node);
			put(at === undefined ? undefined : { node, x: pointer.current.x, ...at });
		};
		if (isShown.current) {
			show();
			return;
		}
		const timer = setTimeout(show, FIRST_MS);
		return () => clearTimeout(timer);
	}, [node, place]);
	return <div ref={anchor}>{shown === undefined || shown.node !== node ? null : <SpanTooltip {...props} at={shown} />}</div>;
}

function SpanTooltip({ model, look, at }: { readonly model: TraceModel; readonly look: TraceLook; readonly at: Hovered }): ReactElement {
	const { t } = useTranslation();
	const box = useRef<HTMLDivElement>(null);
	const [placed, setPlaced] = useState<{ left: number; top: number } | undefined>(undefined);
	useLayoutEffect(() => {
		const frame = box.current?.offsetParent;
		if (box.current === null || !(frame instanceof HTMLElement)) return;
		const left = Math.max(MARGIN_PX, Math.min(at.x + 12, frame.clientWidth - WIDTH_PX - MARGIN_PX));
		const height = box.current.offsetHeight;
		const below = at.bottom + 6;
		setPlaced({ left, top: below + height > frame.clientHeight ? Math.max(0, at.top - height - 6) : below });
	}, [at]);
	const { node } = at;
	const { tree, skeleton } = model;
	const missing = node >= tree.spanCount;
	const nanos = (tree.end[node] ?? 0) - (tree.start[node] ?? 0);
	const attempt = look.attempts.get(node);
	const logs = skeleton.spanLogCount[node] ?? 0;
	const waited = model.queues.waited[model.queues.consumer.indexOf(node)] ?? 0;
	const failed = skeleton.status[node] === StatusCode.error;
	const row = (name: string, value: string, style?: string | undefined): ReactElement => (
		<>
			<dt>{name}</dt>
			<dd className={style}>{value}</dd>
		</>
	);
	return (
		<div ref={box} className={styles.tooltip} role="tooltip" style={placed ?? { visibility: "hidden" }}>
			<div className={styles.tooltipTitle}>
				<span>{nodeName(model, node)}</span>
				<span>{textOf(formatDuration(nanos))}</span>
			</div>
			{missing ? <div>{t("trace.missingParent")}</div> : null}
			<dl>
				{missing ? null : row(t("trace.service"), nodeService(model, node))}
				{row(t("trace.starts"), `+${textOf(formatDuration(tree.start[node] ?? 0))}`)}
				{missing ? null : row(t("trace.self"), textOf(formatDuration(model.self[node] ?? 0)))}
				{row(t("trace.ofTrace"), textOf(formatPercent(nanos / Math.max(model.durationNanos, 1))))}
				{failed ? row(t("trace.status"), `✕ ${t("common.error")}`, styles.failed) : null}
				{attempt === undefined ? null : row(t("trace.attempt"), `${attempt} · ${t("trace.inferredShort")}`)}
				{waited > 0 ? row(t("trace.queueTime"), textOf(formatDuration(waited))) : null}
				{model.skewed?.[node] === 1 ? row(t("trace.clock"), t(model.isAligned === true ? "trace.clockMoved" : "trace.clockOff")) : null}
				{logs === 0 ? null : row(t("trace.logsOfSpan"), String(logs))}
			</dl>
		</div>
	);
}
