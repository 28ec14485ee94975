import { formatClock } from "@spanglass/shared/units/clock-text";
import { formatExact } from "@spanglass/shared/units/format";
import { Pause, Play } from "lucide-react";
import { type KeyboardEvent, type PointerEvent, type ReactElement, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MapWindow } from "../../state/url/map.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import styles from "./Scrubber.module.css";
import { draggedWindow, firstWindow, type Grip, playedWindow, type ScrubberScale, snapWindow, windowOfKey } from "./scrubber.ts";

export interface ScrubberProps {
	readonly scale: ScrubberScale;
	readonly window: MapWindow | undefined;
	/** `isStep`: one of many in a row, not worth an entry of the history. */
	readonly onWindow: (window: MapWindow | undefined, isStep: boolean) => void;
	/** Compare with the window. */
	readonly onBase: (window: MapWindow) => void;
}

const SPEEDS = [1, 2, 5, 10] as const;
const HANDLE_PX = 10;

/** The whole range as bars, and a window on it that can be dragged, resized, moved by keys and played: the map then tells of the window alone. */
export function Scrubber({ scale, window: chosen, onWindow, onBase }: ScrubberProps): ReactElement {
	const { t } = useTranslation();
	const [speed, setSpeed] = useState<(typeof SPEEDS)[number]>(1);
	const { isPlaying, toggle, stop } = usePlay(scale, { window: chosen, speed, onWindow });
	const shown = chosen === undefined ? undefined : snapWindow(scale, chosen);
	const drag = useWindowDrag(scale, { window: shown, onWindow, onStart: stop });
	const words = shown === undefined ? t("map.wholeRange") : `${clock(shown.fromMs)}–${clock(shown.toMs)}`;
	const onKeyDown = (event: KeyboardEvent): void => {
		if (event.ctrlKey || event.metaKey || event.altKey) return;
		const next = windowOfKey(scale, shown, { key: event.key, isShift: event.shiftKey });
		if (next === undefined) return;
		event.preventDefault();
		event.stopPropagation();
		onWindow(next === "none" ? undefined : next, next !== "none" && shown !== undefined);
	};
	return (
		<section className={styles.scrubber} aria-label={t("map.scrubber")}>
			<header className={styles.head}>
				<IconButton
					label={t(isPlaying ? "map.pause" : "map.play")}
					icon={isPlaying ? <Pause size={14} strokeWidth={1.75} aria-hidden /> : <Play size={14} strokeWidth={1.75} aria-hidden />}
					onClick={toggle}
				/>
				<Button
					small
					onClick={() => setSpeed(SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length] ?? 1)}
					aria-label={t("map.speed", { speed })}
				>
					{speed}×
				</Button>
				<span className={styles.what}>{t("map.scrubberHint")}</span>
				<span className={styles.end}>
					<b>{words}</b>
					{shown === undefined ? null : (
						<>
							<Button small look="bordered" onClick={() => onBase(shown)} title={t("map.asBaseHint")}>
								{t("map.asBase")}
							</Button>
							<Button small look="bordered" onClick={() => onWindow(undefined, false)}>
								{t("map.wholeRange")}
							</Button>
						</>
					)}
				</span>
			</header>
			<div
				ref={drag.track}
				className={styles.track}
				role="slider"
				tabIndex={0}
				aria-label={t("map.scrubberKeys")}
				aria-valuemin={0}
				aria-valuemax={scale.bars.length}
				aria-valuenow={shown === undefined ? scale.bars.length : Math.round((shown.toMs - scale.fromMs) / scale.stepMs)}
				aria-valuetext={words}
				onKeyDown={onKeyDown}
				onPointerDown={drag.onDown}
				onPointerMove={drag.onMove}
				onPointerUp={drag.onUp}
				onPointerCancel={drag.onUp}
			>
				<Bars scale={scale} window={shown} />
				{shown === undefined ? null : <span className={styles.window} style={placeOf(scale, shown)} />}
			</div>
			<Axis scale={scale} />
		</section>
	);
}

function clock(ms: number): string {
	return formatClock(ms, "minute");
}

function placeOf({ fromMs, toMs }: MapWindow, window: MapWindow): { readonly left: string; readonly width: string } {
	const share = (ms: number): number => (ms / (toMs - fromMs)) * 100;
	return { left: `${share(window.fromMs - fromMs)}%`, width: `${share(window.toMs - window.fromMs)}%` };
}

const LOWEST = 0.06;

function Bars({ scale, window }: { readonly scale: ScrubberScale; readonly window: MapWindow | undefined }): ReactElement {
	const { t } = useTranslation();
	const most = Math.max(1, ...scale.bars.map((bar) => bar?.errors ?? 0));
	return (
		<span className={styles.bars} aria-hidden>
			{scale.bars.map((bar, step) => {
				const atMs = scale.fromMs + step * scale.stepMs;
				const isIn = window === undefined || (atMs >= window.fromMs && atMs < window.toMs);
				const share = bar === undefined ? 0 : bar.errors > 0 ? Math.max(0.15, bar.errors / most) : bar.requests > 0 ? LOWEST : 0;
				const title =
					bar === undefined
						? clock(atMs)
						: t("map.scrubberBar", { when: clock(atMs), errors: formatExact(bar.errors), requests: formatExact(bar.requests) });
				return (
					<i key={atMs} title={title} data-failed={(bar?.errors ?? 0) > 0} data-in={isIn}>
						<i style={{ height: `${share * 100}%` }} />
					</i>
				);
			})}
		</span>
	);
}

const MOST_LABELS = 6;

function Axis({ scale: { fromMs, toMs, bars } }: { readonly scale: ScrubberScale }): ReactElement {
	const count = Math.min(MOST_LABELS, bars.length + 1);
	const marks = Array.from({ length: count }, (_, at) => fromMs + ((toMs - fromMs) * at) / (count - 1));
	return (
		<p className={styles.axis} aria-hidden>
			{marks.map((ms) => (
				<span key={ms}>{clock(ms)}</span>
			))}
		</p>
	);
}

interface PlayOptions {
	readonly window: MapWindow | undefined;
	readonly speed: number;
	readonly onWindow: ScrubberProps["onWindow"];
}

/** One step a second, or as many as the speed says. */
function usePlay(scale: ScrubberScale, { window, speed, onWindow }: PlayOptions) {
	const [isPlaying, setPlaying] = useState(false);
	const latest = useRef({ scale, window, onWindow });
	useEffect(() => {
		latest.current = { scale, window, onWindow };
	});
	useEffect(() => {
		if (!isPlaying) return;
		const timer = setInterval(() => {
			const now = latest.current;
			now.onWindow(playedWindow(now.scale, snapWindow(now.scale, now.window ?? firstWindow(now.scale))), true);
		}, 1_000 / speed);
		return () => clearInterval(timer);
	}, [isPlaying, speed]);
	return {
		isPlaying,
		stop: () => setPlaying(false),
		toggle: () => {
			if (!isPlaying && window === undefined)
				onWindow(snapWindow(scale, { fromMs: scale.fromMs, toMs: scale.fromMs + (scale.toMs - scale.fromMs) / 5 }), false);
			setPlaying(!isPlaying);
		},
	};
}

interface DragOptions {
	readonly window: MapWindow | undefined;
	readonly onWindow: ScrubberProps["onWindow"];
	readonly onStart: () => void;
}

/** A press inside of the window moves it, at its ends resizes it, elsewhere draws another one. */
function useWindowDrag(scale: ScrubberScale, { window, onWindow, onStart }: DragOptions) {
	const track = useRef<HTMLDivElement>(null);
	const held = useRef<{ readonly grip: Grip; readonly window: MapWindow; readonly atMs: number }>(undefined);
	const timeAt = (event: PointerEvent): number => {
		const box = track.current?.getBoundingClientRect();
		return box === undefined ? scale.fromMs : scale.fromMs + ((event.clientX - box.left) / box.width) * (scale.toMs - scale.fromMs);
	};
	const onDown = (event: PointerEvent<HTMLElement>): void => {
		if (event.button !== 0) return;
		onStart();
		const atMs = timeAt(event);
		const reachMs = (HANDLE_PX / (track.current?.clientWidth ?? 1)) * (scale.toMs - scale.fromMs);
		event.currentTarget.setPointerCapture(event.pointerId);
		const grip = window === undefined ? undefined : gripAt(window, atMs, reachMs);
		const startMs = scale.fromMs + Math.floor((atMs - scale.fromMs) / scale.stepMs) * scale.stepMs;
		const from = grip === undefined || window === undefined ? snapWindow(scale, { fromMs: startMs, toMs: startMs + scale.stepMs }) : window;
		held.current = { grip: grip ?? "end", window: from, atMs };
		if (grip === undefined) onWindow(from, false);
	};
	const onMove = (event: PointerEvent): void => {
		const hold = held.current;
		if (hold === undefined) return;
		const next = draggedWindow(scale, hold.window, { grip: hold.grip, byMs: timeAt(event) - hold.atMs });
		if (next.fromMs !== window?.fromMs || next.toMs !== window.toMs) onWindow(next, true);
	};
	const onUp = (): void => {
		held.current = undefined;
	};
	return { track, onDown, onMove, onUp };
}

function gripAt({ fromMs, toMs }: MapWindow, atMs: number, reachMs: number): Grip | undefined {
	if (Math.abs(atMs - toMs) <= reachMs) return "end";
	if (Math.abs(atMs - fromMs) <= reachMs) return "start";
	return atMs > fromMs && atMs < toMs ? "whole" : undefined;
}
