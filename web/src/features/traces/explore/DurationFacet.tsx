import { type DurationRange, durationLiteral, durationRangeOf, withDurationRange } from "@spanglass/shared/query/filter-edit";
import { formatDuration, textOf } from "@spanglass/shared/units/format";
import { type FormEvent, type PointerEvent, type ReactElement, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { sparkBars } from "../../../geometry/sparkline.ts";
import type { TracesUrl } from "../../../state/url/traces.ts";
import { Button } from "../../../ui/Button.tsx";
import { DURATION_KEY, isBarInside, nanosFromText, rangeOfBars } from "./duration-query.ts";
import { FacetGroup } from "./FacetGroup.tsx";
import styles from "./Facets.module.css";
import { useChart } from "./use-chart.ts";

export interface DurationFacetProps {
	readonly url: TracesUrl;
	readonly onQuery: (q: string) => void;
}

const BOX = { width: 176, height: 36 } as const;

/** The durations of traces as bars on a logarithmic scale. A drag over them, or the two fields below, ask for a range. */
export function DurationFacet({ url, onQuery }: DurationFacetProps): ReactElement {
	const { t } = useTranslation();
	const { chart } = useChart(url);
	const bars = chart?.durations ?? [];
	const asked = durationRangeOf(url.q, DURATION_KEY);
	const drag = useBarDrag(bars.length, (one, other) => {
		const range = rangeOfBars(bars, one, other);
		if (range !== undefined) onQuery(withDurationRange(url.q, DURATION_KEY, range));
	});
	const drawn = drag.ends === undefined ? undefined : rangeOfBars(bars, ...drag.ends);
	const marked = drawn ?? asked ?? (url.sel === undefined ? undefined : { from: url.sel.min, to: url.sel.max });
	return (
		<FacetGroup title={t("find.facetDuration")} total={undefined}>
			<div className={styles.bars} data-has={bars.length > 0} {...drag.handlers}>
				<Bars bars={bars} marked={marked} />
			</div>
			<div className={styles.ends} aria-hidden>
				<span>{bars[0] === undefined ? "" : textOf(formatDuration(bars[0].from))}</span>
				<span>{bars.length === 0 ? "" : textOf(formatDuration(bars.at(-1)?.to ?? 0))}</span>
			</div>
			<RangeFields
				key={asked === undefined ? "" : `${asked.from} ${asked.to}`}
				asked={asked}
				onRange={(range) => onQuery(withDurationRange(url.q, DURATION_KEY, range))}
			/>
		</FacetGroup>
	);
}

interface BarsProps {
	readonly bars: readonly { readonly from: number; readonly to: number; readonly count: number }[];
	readonly marked: DurationRange | undefined;
}

function Bars({ bars, marked }: BarsProps): ReactElement {
	const counts = bars.map(({ count }) => count);
	const most = Math.max(0, ...counts);
	const isMarked = (bar: DurationRange): boolean => marked !== undefined && isBarInside(bar, marked);
	const only = (wanted: boolean): readonly number[] => bars.map((bar) => (isMarked(bar) === wanted ? bar.count : 0));
	return (
		<svg aria-hidden viewBox={`0 0 ${BOX.width} ${BOX.height}`} preserveAspectRatio="none">
			<path className={styles.bar} d={sparkBars(only(false), BOX, { most })} />
			<path className={styles.barMarked} d={sparkBars(only(true), BOX, { most })} />
		</svg>
	);
}

/** The bars between which the pointer was pressed and is now. */
function useBarDrag(count: number, onEnd: (one: number, other: number) => void) {
	const [ends, setEnds] = useState<readonly [number, number]>();
	const from = useRef<number>(undefined);
	const barAt = (event: PointerEvent<HTMLElement>): number => {
		const box = event.currentTarget.getBoundingClientRect();
		return Math.max(0, Math.min(count - 1, Math.floor(((event.clientX - box.left) / Math.max(box.width, 1)) * count)));
	};
	const stop = (): void => {
		from.current = undefined;
		setEnds(undefined);
	};
	return {
		ends,
		handlers: {
			onPointerDown: (event: PointerEvent<HTMLElement>): void => {
				if (event.button !== 0 || count === 0 || event.pointerType === "touch") return;
				event.currentTarget.setPointerCapture?.(event.pointerId);
				from.current = barAt(event);
				setEnds([from.current, from.current]);
			},
			onPointerMove: (event: PointerEvent<HTMLElement>): void => {
				if (from.current !== undefined) setEnds([from.current, barAt(event)]);
			},
			onPointerUp: (event: PointerEvent<HTMLElement>): void => {
				const began = from.current;
				stop();
				if (began !== undefined) onEnd(began, barAt(event));
			},
			onPointerCancel: stop,
		},
	};
}

interface RangeFieldsProps {
	readonly asked: DurationRange | undefined;
	readonly onRange: (range: DurationRange | undefined) => void;
}

/** The range in words; Enter asks for it. One field alone is open on its other side. */
function RangeFields({ asked, onRange }: RangeFieldsProps): ReactElement {
	const { t } = useTranslation();
	const [from, setFrom] = useState(asked === undefined ? "" : durationLiteral(asked.from));
	const [to, setTo] = useState(asked === undefined ? "" : durationLiteral(asked.to));
	const [isWrong, setWrong] = useState(false);
	const submit = (event: FormEvent): void => {
		event.preventDefault();
		const range = rangeFromTexts(from, to);
		setWrong(range === "wrong");
		if (range !== "wrong") onRange(range);
	};
	const field = (value: string, label: string, set: (text: string) => void): ReactElement => (
		<input
			value={value}
			aria-label={label}
			aria-invalid={isWrong}
			placeholder={label === t("find.durationFrom") ? "0ns" : "∞"}
			autoComplete="off"
			spellCheck={false}
			onChange={(event) => set(event.target.value)}
		/>
	);
	return (
		<form className={styles.range} onSubmit={submit}>
			{field(from, t("find.durationFrom"), setFrom)}
			<span aria-hidden>–</span>
			{field(to, t("find.durationTo"), setTo)}
			<Button small look="bordered" type="submit" aria-label={t("find.durationApply")}>
				↵
			</Button>
			{isWrong ? <p role="alert">{t("find.durationFault")}</p> : null}
		</form>
	);
}

const LONGEST = 3.6e15;

function rangeFromTexts(from: string, to: string): DurationRange | undefined | "wrong" {
	if (from.trim() === "" && to.trim() === "") return undefined;
	const least = from.trim() === "" ? 0 : nanosFromText(from);
	const most = to.trim() === "" ? LONGEST : nanosFromText(to);
	return least === undefined || most === undefined || least > most ? "wrong" : { from: least, to: most };
}
