import { formatCount, textOf } from "@spanglass/shared/units/format";
import { ChevronDown, ChevronUp, Search } from "lucide-react";
import { type KeyboardEvent, lazy, type ReactElement, Suspense, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ViewStore } from "../../charts/view-store.ts";
import type { TraceModel } from "../../geometry/trace-model.ts";
import { TRACE_VIEWS, type TraceUrl, type TraceView } from "../../state/url/trace.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { cx } from "../../ui/class-names.ts";
import box from "../../ui/Field.module.css";
import { Kbd } from "../../ui/Kbd.tsx";
import { Pill } from "../../ui/Pill.tsx";
import { SegmentedControl } from "../../ui/SegmentedControl.tsx";
import { ServiceDot } from "../../ui/ServiceDot.tsx";
import { PHONE, useMedia } from "../../ui/use-media.ts";
import { wholePercent } from "../../ui/whole-percent.ts";
import { FlameChoices } from "./FlameChoices.tsx";
import type { SetTraceUrl } from "./TraceScreen.tsx";
import styles from "./TraceTools.module.css";
import type { Found } from "./use-found.ts";
import { type Split, toggledSplit } from "./use-split.ts";
import { FIND_FIELD, goTo } from "./use-trace-keys.ts";
import { gapRows, listStep, loggedRows, type Matches, queuedRows, retriedRows } from "./walk.ts";

export interface TraceToolsProps {
	readonly model: TraceModel;
	readonly url: TraceUrl;
	readonly split: Split;
	readonly setUrl: SetTraceUrl;
	readonly matches: Matches | undefined;
	readonly found: Found;
	readonly selected: number | undefined;
	readonly view: ViewStore;
	readonly select: (node: number, step?: "push" | "replace") => void;
}

const ColorLegend = lazy(async () => ({ default: (await import("./ColorLegend.tsx")).ColorLegend }));

const VIEW_KEYS = { flame: "1", wf: "2", map: "3", table: "4", logs: "5" } as const;
const VIEW_NAMES = {
	flame: "trace.flame",
	wf: "trace.waterfall",
	map: "trace.callGraph",
	table: "trace.spanView",
	logs: "trace.logs",
} as const;

/** Views, finding, splitting; below them the marks that can be switched and the services by self time. */
export function TraceTools(props: TraceToolsProps): ReactElement {
	const { t } = useTranslation();
	const { model, url, setUrl, split } = props;
	const logCount = model.skeleton.logCount;
	const option = (view: TraceView) => ({
		value: view,
		label: t(VIEW_NAMES[view]),
		keys: VIEW_KEYS[view],
		...(view === "logs" && logCount > 0 ? { note: textOf(formatCount(logCount)) } : {}),
	});
	return (
		<>
			<div className={styles.tools}>
				<SegmentedControl
					label={t("trace.view")}
					value={url.view}
					onChange={(view) => setUrl({ view })}
					options={TRACE_VIEWS.map(option)}
				/>
				{url.view === "flame" || url.view === "wf" || url.view === "table" ? <FlameChoices url={url} setUrl={setUrl} /> : null}
				<span className={styles.space} />
				<FindField {...props} />
				{url.view === "flame" && url.mode === "time" ? (
					<Button className={styles.split} aria-pressed={split.isOn} onClick={() => setUrl(toggledSplit(split))}>
						{t("trace.split")} <Kbd keys="\" />
					</Button>
				) : null}
			</div>
			<div className={styles.marks}>
				<MarkPills {...props} />
				<span className={styles.space} />
				{url.color === "service" || url.view === "map" || url.view === "logs" ? (
					<Legend {...props} />
				) : (
					<Suspense>
						<ColorLegend model={model} color={url.color} />
					</Suspense>
				)}
			</div>
		</>
	);
}

function MarkPills(props: TraceToolsProps): ReactElement {
	const { t } = useTranslation();
	const { model, url, setUrl, selected } = props;
	const { errors, skeleton } = model;
	const next = (rows: ArrayLike<number>): void => goTo(props, listStep(rows, selected, 1));
	const toLogs = (): void => {
		next(loggedRows(model));
		setUrl({ tab: "logs" }, "replace");
	};
	const walks = useMemo(
		() =>
			[
				{ label: "trace.retries", rows: retriedRows(model), glyph: "↻" },
				{ label: "trace.queues", rows: queuedRows(model), glyph: "⇢" },
				{ label: "trace.gaps", rows: gapRows(model), glyph: "⋯" },
			] as const,
		[model],
	);
	const spanLogs = skeleton.spanLogCount.reduce((sum, count) => sum + count, 0);
	return (
		<fieldset className={styles.pills} aria-label={t("trace.filters")}>
			<Pill pressed={url.criticalPath} onPress={() => setUrl({ criticalPath: !url.criticalPath })} keys="c">
				{t("trace.criticalPath")}
			</Pill>
			{errors.rows.length === 0 ? null : (
				<Pill pressed={false} onPress={() => next(errors.rows)} note={textOf(formatCount(errors.rows.length))} tone="error">
					<span aria-hidden>✕</span>
					{t("trace.errors")}
				</Pill>
			)}
			{walks.map(({ label, rows, glyph }) =>
				rows.length === 0 ? null : (
					<Pill key={label} pressed={false} onPress={() => next(rows)} note={textOf(formatCount(rows.length))}>
						<span aria-hidden>{glyph}</span>
						{t(label)}
					</Pill>
				),
			)}
			{spanLogs === 0 ? null : (
				<Pill pressed={false} onPress={toLogs} note={textOf(formatCount(spanLogs))}>
					{t("trace.logs")}
				</Pill>
			)}
		</fieldset>
	);
}

const FIND_MS = 250;

/** Free text over operations and services; kept in the address, a step behind the typing. */
function FindField(props: TraceToolsProps): ReactElement {
	const { t } = useTranslation();
	const { url, setUrl, matches, found, selected } = props;
	const [text, setText] = useState(url.find);
	const [written, setWritten] = useState(url.find);
	if (url.find !== written) {
		setWritten(url.find);
		setText(url.find);
	}
	useEffect(() => {
		if (text === url.find) return;
		const timer = setTimeout(() => {
			setWritten(text);
			setUrl({ find: text }, "replace");
		}, FIND_MS);
		return () => clearTimeout(timer);
	}, [text, url.find, setUrl]);
	const step = (by: 1 | -1): void => goTo(props, listStep(matches?.rows ?? [], selected, by));
	const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
		if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
		if (event.key !== "Escape") return;
		event.stopPropagation();
		if (text === "") event.currentTarget.blur();
		setText("");
	};
	const count = matches?.rows.length ?? 0;
	const at = selected === undefined ? -1 : (matches?.rows.indexOf(selected) ?? -1);
	return (
		<search className={cx(box.field, styles.find)}>
			<Search size={14} strokeWidth={1.5} aria-hidden />
			<input
				id={FIND_FIELD}
				type="search"
				value={text}
				placeholder={t("trace.find")}
				aria-label={t("trace.find")}
				onChange={(event) => setText(event.target.value)}
				onKeyDown={onKeyDown}
				spellCheck={false}
				autoComplete="off"
			/>
			{found.fault !== undefined ? (
				<output className={styles.fault} title={found.fault}>
					{found.fault}
				</output>
			) : matches === undefined ? (
				<Kbd chord keys="Ctrl F" />
			) : (
				<>
					<Button small className={styles.only} aria-pressed={url.foundOnly} onClick={() => setUrl({ foundOnly: !url.foundOnly })}>
						{t("trace.foundOnly")}
					</Button>
					<output className={styles.found}>
						{count === 0 ? t("trace.findNone") : at < 0 ? t("trace.findMany", { count }) : t("trace.findCount", { at: at + 1, count })}
					</output>
					<IconButton small label={t("trace.findPrevious")} keys="N" icon={<ChevronUp size={14} />} onClick={() => step(-1)} />
					<IconButton small label={t("trace.findNext")} keys="n" icon={<ChevronDown size={14} />} onClick={() => step(1)} />
				</>
			)}
		</search>
	);
}

const LEGEND_WIDE = 6;
const LEGEND_NARROW = 3;

/** Services by the time that they themselves took; hover points at one, press hides it or shows it again. */
function Legend({ model, url, setUrl, view }: TraceToolsProps): ReactElement {
	const { t } = useTranslation();
	const [all, setAll] = useState(false);
	const limit = useMedia(PHONE) ? LEGEND_NARROW : LEGEND_WIDE;
	const { services } = model.facts;
	const shown = all ? services : services.slice(0, limit);
	const { skeleton } = model;
	const toggle = (name: string): void =>
		setUrl({ hidden: url.hidden.includes(name) ? url.hidden.filter((other) => other !== name) : [...url.hidden, name] });
	return (
		<fieldset className={styles.legend} aria-label={t("trace.services")}>
			<span className={styles.legendTitle}>{t("trace.selfTime")}</span>
			{shown.map(({ service, spanCount, selfRatio }) => {
				const name = skeleton.services[service] ?? "";
				const hidden = url.hidden.includes(name);
				const spans = t("trace.spans", { count: spanCount, value: textOf(formatCount(spanCount)) });
				return (
					<button
						key={service}
						type="button"
						className={styles.service}
						aria-pressed={!hidden}
						title={hidden ? t("trace.showService", { name }) : t("trace.hideService", { name, spans })}
						onClick={() => toggle(name)}
						onPointerEnter={() => view.point({ service })}
						onPointerLeave={() => view.point({ service: undefined })}
					>
						<ServiceDot color={skeleton.serviceColors[service] ?? 0} />
						<span>{name}</span>
						<em>{wholePercent(selfRatio)}</em>
					</button>
				);
			})}
			{services.length > limit ? (
				<button type="button" className={styles.service} aria-expanded={all} onClick={() => setAll(!all)}>
					<em>{all ? "−" : t("trace.more", { count: services.length - limit })}</em>
				</button>
			) : null}
		</fieldset>
	);
}
