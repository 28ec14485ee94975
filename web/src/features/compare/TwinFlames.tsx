import { formatExact, shortId } from "@spanglass/shared/units/format";
import { type ReactElement, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Flame } from "../../charts/Flame/Flame.tsx";
import { useFlameWords } from "../../charts/use-chart-words.ts";
import { createViewStore, type ViewStore } from "../../charts/view-store.ts";
import { attemptLabels, bracketsOf } from "../../geometry/retry-strips.ts";
import { fitWindow, wholeWindow, zoomWindow } from "../../geometry/time-scale.ts";
import { useKeys } from "../../ui/keys.ts";
import styles from "./ComparePage.module.css";
import { type Operand, placeOfSpan, spanIdOf, type TraceOperand } from "./compare-sides.ts";
import type { Comparison } from "./comparison.ts";

export interface TwinFlamesProps {
	readonly comparison: Comparison;
	readonly span: string | undefined;
	readonly onChoose: (span: string) => void;
}

const ZOOM_STEP = 0.7;
const PAN_STEP = 0.1;
const NOTHING: ReadonlySet<number> = new Set();

/** Both traces as flames on one scale, each from its own start: a bar twice as wide took twice as long. They zoom and pan together. */
export function TwinFlames({ comparison, span, onChoose }: TwinFlamesProps): ReactElement {
	const { a, b } = comparison;
	const longest = Math.max(...[a, b].map((side) => (side.kind === "trace" ? side.model.durationNanos : 0)), 1);
	const views = useMemo(() => {
		const one = createViewStore(longest, wholeWindow(longest));
		return [one, withOwnHover(one)] as const;
	}, [longest]);
	const [view] = views;
	const move = (change: (from: number, to: number) => readonly [number, number]) => (): void => {
		const { from, to } = view.goal();
		const [next, until] = change(from, to);
		view.glide({ from: next, to: until });
	};
	const zoom = (factor: number) => (): void => view.glide(zoomWindow(view.goal(), factor, (view.goal().from + view.goal().to) / 2));
	const pan = (share: number) => move((from, to) => [from + (to - from) * share, to + (to - from) * share]);
	useKeys({ w: zoom(ZOOM_STEP), s: zoom(1 / ZOOM_STEP), a: pan(-PAN_STEP), d: pan(PAN_STEP), "0": () => view.glide(wholeWindow(longest)) });
	return (
		<div className={styles.flames}>
			{[a, b].map((operand, index) => (
				<Half
					key={index === 0 ? "A" : "B"}
					letter={index === 0 ? "A" : "B"}
					operand={operand}
					view={views[index] ?? view}
					span={span}
					onChoose={onChoose}
				/>
			))}
		</div>
	);
}

/** The same window, but what the pointer is at belongs to one flame alone: rows mean other spans in the other. */
function withOwnHover(view: ViewStore): ViewStore {
	let own = { hover: undefined as number | undefined, instant: undefined as number | undefined, service: undefined as number | undefined };
	const listeners = new Set<() => void>();
	let before = view.get();
	let joined = { ...before, ...own };
	return {
		...view,
		get: () => {
			if (view.get() !== before) {
				before = view.get();
				joined = { ...before, ...own };
			}
			return joined;
		},
		subscribe: (listener) => {
			const stop = view.subscribe(listener);
			listeners.add(listener);
			return () => {
				stop();
				listeners.delete(listener);
			};
		},
		point: (at) => {
			own = { ...own, ...at };
			joined = { ...view.get(), ...own };
			before = view.get();
			for (const listener of listeners) listener();
		},
	};
}

interface HalfProps {
	readonly letter: "A" | "B";
	readonly operand: Operand;
	readonly view: ViewStore;
	readonly span: string | undefined;
	readonly onChoose: (span: string) => void;
}

function Half({ operand, ...props }: HalfProps): ReactElement {
	const { t } = useTranslation();
	if (operand.kind === "trace") return <TraceFlame operand={operand} {...props} />;
	return (
		<div className={styles.half} data-side={props.letter}>
			<p className={styles.noFlame}>
				<b>{props.letter}</b> {t("compare.noFlame", { count: operand.answer.traces, value: formatExact(operand.answer.traces) })}
			</p>
		</div>
	);
}

function TraceFlame({ letter, operand, view, span, onChoose }: HalfProps & { readonly operand: TraceOperand }): ReactElement {
	const { t } = useTranslation();
	const { model } = operand;
	const words = useFlameWords();
	const selected = useMemo(() => (span === undefined ? undefined : placeOfSpan(operand, span)?.row), [operand, span]);
	const strips = useMemo(() => bracketsOf(model.tree, model.layout, model), [model]);
	const attempts = useMemo(() => attemptLabels(model.tree, model.retries), [model]);
	const look = useMemo(
		() => ({ pathOn: false, matches: undefined, folded: NOTHING, logs: undefined, attempts, selected, words }),
		[attempts, selected, words],
	);
	const select = (node: number): void => {
		if (node < model.tree.spanCount) onChoose(spanIdOf(operand, node));
	};
	return (
		<div className={styles.half} data-side={letter}>
			<b className={styles.letter}>{letter}</b>
			<Flame
				label={t("compare.flameOf", { side: letter, id: shortId(model.skeleton.traceId) })}
				{...{ model, strips, view, look }}
				layout={model.layout}
				onSelect={select}
				onFit={(node) => view.glide(fitWindow(model.tree.start[node] ?? 0, model.tree.end[node] ?? 0))}
			/>
		</div>
	);
}
