import { StatusCode } from "@spanglass/shared/model/span";
import { type Formatted, formatDuration, formatExact, formatPercent } from "@spanglass/shared/units/format";
import { type KeyboardEvent, type ReactElement, type ReactNode, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TraceLook } from "../../../charts/Flame/flame-scene.ts";
import type { ViewStore } from "../../../charts/view-store.ts";
import { nodeColor, nodeName, nodeService, type TraceModel } from "../../../geometry/trace-model.ts";
import { ROW_HEIGHT, usePrefs } from "../../../state/prefs.ts";
import { DataTable } from "../../../ui/DataTable.tsx";
import { SegmentedControl } from "../../../ui/SegmentedControl.tsx";
import { ServiceDot } from "../../../ui/ServiceDot.tsx";
import { useFixedRows } from "../../../ui/use-fixed-rows.ts";
import { PHONE, useMedia } from "../../../ui/use-media.ts";
import { Value } from "../../../ui/Value.tsx";
import styles from "./SpanTable.module.css";
import { groupedSpans, SPAN_GROUPS, type SpanColumn, type SpanGroup, type SpanGroupRow, sortedSpans } from "./span-rows.ts";

export interface SpanTableProps {
	readonly model: TraceModel;
	readonly look: TraceLook;
	readonly hidden: Uint8Array | undefined;
	readonly view: ViewStore;
	readonly select: (node: number) => void;
}

const GROUP_TEXTS = {
	none: "views.groupNone",
	service: "views.groupService",
	operation: "views.groupOperation",
	kind: "views.groupKind",
} as const;
const COLUMN_TEXTS = {
	service: "trace.service",
	operation: "views.operation",
	start: "trace.starts",
	duration: "trace.duration",
	self: "trace.self",
	path: "views.onPath",
	logs: "trace.logs",
} as const;
export const KIND_NAMES = ["", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"] as const;

/** Every span as a row, most own time first, or groups of them. It shares selection, hover, filters and what is found with the flame. */
export function SpanTable(props: SpanTableProps): ReactElement {
	const { t } = useTranslation();
	const [group, setGroup] = useState<SpanGroup>("none");
	const { look, hidden } = props;
	const shown = useMemo(
		() =>
			(row: number): boolean =>
				hidden?.[row] !== 1 && (look.matches === undefined || look.matches[row] === 1),
		[hidden, look.matches],
	);
	return (
		<div className={styles.view}>
			<div className={styles.bar}>
				<SegmentedControl<SpanGroup>
					label={t("views.groupBy")}
					value={group}
					onChange={setGroup}
					options={SPAN_GROUPS.map((value) => ({ value, label: t(GROUP_TEXTS[value]) }))}
				/>
			</div>
			{group === "none" ? <Spans {...props} shown={shown} /> : <Groups {...props} group={group} shown={shown} />}
		</div>
	);
}

interface ShownProps extends SpanTableProps {
	readonly shown: (row: number) => boolean;
}

const PHONE_ROW_PX = 44;
const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1, PageDown: 20, PageUp: -20 };

function Spans({ model, look, view, select, shown }: ShownProps): ReactElement {
	const { t } = useTranslation();
	const [column, setColumn] = useState<SpanColumn>("self");
	const rows = useMemo(() => sortedSpans(model, column, shown), [model, column, shown]);
	const { density } = usePrefs();
	const rowPx = useMedia(PHONE) ? PHONE_ROW_PX : ROW_HEIGHT[density];
	const scroll = useRef<HTMLDivElement>(null);
	const virtual = useFixedRows({ count: rows.length, scroll, rowPx, offsetPx: 0 });
	const [active, setActive] = useState(0);
	const at = Math.min(active, rows.length - 1);
	const focus = (index: number): void => {
		const to = Math.max(0, Math.min(rows.length - 1, index));
		setActive(to);
		virtual.scrollToIndex(to);
		requestAnimationFrame(() => scroll.current?.querySelector<HTMLElement>(`[data-index="${to}"]`)?.focus({ preventScroll: true }));
	};
	const onKeyDown = (event: KeyboardEvent, index: number): void => {
		if (event.ctrlKey || event.metaKey || event.altKey) return;
		const step = STEPS[event.key];
		if (step !== undefined) focus(index + step);
		else if (event.key === "Home") focus(0);
		else if (event.key === "End") focus(rows.length - 1);
		else if (event.key === "Enter" || event.key === " ") select(rows[index] ?? 0);
		else return;
		event.preventDefault();
		event.stopPropagation();
	};
	const head = (name: SpanColumn, isNumber: boolean): ReactElement => (
		<th
			scope="col"
			className={isNumber ? styles.number : undefined}
			aria-sort={column === name ? (isNumber && name !== "start" ? "descending" : "ascending") : undefined}
		>
			<button type="button" aria-pressed={column === name} onClick={() => setColumn(name)}>
				{t(COLUMN_TEXTS[name])}
			</button>
		</th>
	);
	return (
		<div ref={scroll} className={styles.scroll} onPointerLeave={() => view.point({ hover: undefined })}>
			{/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows can be chosen and walked with the keyboard */}
			<table role="grid" className={styles.table} aria-label={t("views.spanTable")} aria-rowcount={rows.length + 1}>
				<thead>
					<tr aria-rowindex={1}>
						{head("service", false)}
						{head("operation", false)}
						<th scope="col">{t("views.kind")}</th>
						{head("start", true)}
						{head("duration", true)}
						{head("self", true)}
						{head("path", true)}
						{head("logs", true)}
					</tr>
				</thead>
				<tbody style={{ height: virtual.getTotalSize() }}>
					{virtual.getVirtualItems().map(({ index, start }) => {
						const row = rows[index] ?? 0;
						return (
							<tr
								key={row}
								data-index={index}
								aria-rowindex={index + 2}
								aria-selected={row === look.selected}
								tabIndex={index === at ? 0 : -1}
								style={{ top: start, height: rowPx }}
								onFocus={() => setActive(index)}
								onClick={() => select(row)}
								onPointerEnter={() => view.point({ hover: row })}
								onKeyDown={(event) => onKeyDown(event, index)}
							>
								<SpanCells model={model} look={look} row={row} />
							</tr>
						);
					})}
				</tbody>
			</table>
		</div>
	);
}

function SpanCells({ model, look, row }: Pick<SpanTableProps, "model" | "look"> & { readonly row: number }): ReactElement {
	const { t } = useTranslation();
	const { skeleton, tree, self, path } = model;
	const failed = skeleton.status[row] === StatusCode.error;
	const attempt = look.attempts.get(row);
	const number = (value: Formatted): ReactNode => <Value of={value} />;
	const held = path.held[row] ?? 0;
	const logs = skeleton.spanLogCount[row] ?? 0;
	return (
		<>
			<td className={styles.service}>
				<ServiceDot color={nodeColor(model, row)} />
				<span>{nodeService(model, row)}</span>
			</td>
			<th scope="row" className={styles.operation} title={nodeName(model, row)}>
				{failed ? (
					<i role="img" aria-label={t("common.error")}>
						✕
					</i>
				) : null}
				{nodeName(model, row)}
				{attempt === undefined ? null : <em>{attempt}</em>}
			</th>
			<td className={styles.kind}>{KIND_NAMES[skeleton.kind[row] ?? 0] ?? ""}</td>
			<td className={styles.number}>+{number(formatDuration(tree.start[row] ?? 0))}</td>
			<td className={styles.number}>{number(formatDuration(skeleton.duration[row] ?? 0))}</td>
			<td className={styles.number}>
				{number(formatDuration(self[row] ?? 0))}
				<small>{number(formatPercent((self[row] ?? 0) / Math.max(model.durationNanos, 1)))}</small>
			</td>
			<td className={styles.number}>{held > 0 ? number(formatDuration(held)) : "—"}</td>
			<td className={styles.number}>{logs > 0 ? formatExact(logs) : "—"}</td>
		</>
	);
}

function Groups({ model, look, select, group, shown }: ShownProps & { readonly group: Exclude<SpanGroup, "none"> }): ReactElement {
	const { t } = useTranslation();
	const rows = useMemo(() => groupedSpans(model, group, shown), [model, group, shown]);
	const duration = (pick: (row: SpanGroupRow) => number) => ({
		align: "end" as const,
		value: pick,
		cell: (row: SpanGroupRow) => <Value of={formatDuration(pick(row))} />,
	});
	const name = (row: SpanGroupRow): ReactElement => (
		<button type="button" className={styles.group} onClick={() => select(row.row)}>
			{group === "kind" ? null : <ServiceDot color={nodeColor(model, row.row)} />}
			<span>{group === "kind" ? (KIND_NAMES[Number(row.key)] ?? row.key) : nodeService(model, row.row)}</span>
			{group === "operation" ? <b>{nodeName(model, row.row)}</b> : null}
		</button>
	);
	return (
		<div className={styles.scroll}>
			<DataTable<SpanGroupRow>
				label={t("views.spanTable")}
				rows={rows}
				keyOf={({ key }) => key}
				isChosen={({ row }) => row === look.selected}
				columns={[
					{ key: "name", head: t(GROUP_TEXTS[group]), grows: true, cell: name },
					{ key: "count", head: t("views.count"), align: "end", value: ({ count }) => count, cell: ({ count }) => formatExact(count) },
					{ key: "sum", head: "Σ", ...duration(({ sumNanos }) => sumNanos) },
					{ key: "self", head: t("trace.self"), ...duration(({ selfNanos }) => selfNanos) },
					{ key: "avg", head: t("views.average"), ...duration(({ sumNanos, count }) => sumNanos / count) },
					{ key: "p95", head: "p95", ...duration(({ p95Nanos }) => p95Nanos) },
					{ key: "max", head: t("views.longest"), ...duration(({ maxNanos }) => maxNanos) },
					{
						key: "errors",
						head: t("trace.errors"),
						align: "end",
						value: ({ errors }) => errors,
						cell: ({ errors }) => formatExact(errors),
					},
				]}
			/>
		</div>
	);
}
