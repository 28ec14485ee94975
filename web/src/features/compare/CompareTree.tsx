import type { DiffNode, DiffTimes } from "@spanglass/shared/analysis/trace-diff";
import { formatDuration, formatSignificant, textOf } from "@spanglass/shared/units/format";
import { ChevronDown, ChevronRight } from "lucide-react";
import { type CSSProperties, type KeyboardEvent, type ReactElement, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ROW_HEIGHT, usePrefs } from "../../state/prefs.ts";
import type { CompareSort } from "../../state/url/compare.ts";
import { ServiceDot } from "../../ui/ServiceDot.tsx";
import { useFixedRows } from "../../ui/use-fixed-rows.ts";
import { PHONE, useMedia } from "../../ui/use-media.ts";
import { Value } from "../../ui/Value.tsx";
import { wholePercent } from "../../ui/whole-percent.ts";
import styles from "./CompareTree.module.css";
import { type CompareRow, compareRows, shownRow } from "./compare-rows.ts";
import { colorOf } from "./compare-sides.ts";
import type { Comparison } from "./comparison.ts";

export interface CompareTreeProps {
	readonly comparison: Comparison;
	readonly sort: CompareSort;
	readonly chosen: number | undefined;
	readonly onChoose: (node: number) => void;
}

const PHONE_ROW_PX = 48;
const NOTHING: ReadonlySet<number> = new Set();
const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1, PageDown: 20, PageUp: -20 };

/** Both traces as one tree of calls, in a tree grid: arrow keys move, right and left open and fold, Enter shows the two spans. */
export function CompareTree({ comparison, sort, chosen, onChoose }: CompareTreeProps): ReactElement {
	const { t } = useTranslation();
	const { diff, cause } = comparison;
	const [folds, setFolds] = useState({ of: diff, turned: NOTHING });
	const turned = folds.of === diff ? folds.turned : NOTHING;
	const rows = useMemo(() => compareRows(diff, cause, { sort, turned }), [diff, cause, sort, turned]);
	const { density } = usePrefs();
	const rowPx = useMedia(PHONE) ? PHONE_ROW_PX : ROW_HEIGHT[density];
	const scroll = useRef<HTMLDivElement>(null);
	const virtual = useFixedRows({ count: rows.length, scroll, rowPx, offsetPx: 0 });
	const first = Math.max(0, shownRow(rows, diff.nodes, chosen ?? cause.main?.node));
	const [active, setActive] = useState<number | undefined>(undefined);
	const at = Math.min(active ?? first, rows.length - 1);
	const slowest = useMemo(() => rows.reduce((most, { node }) => Math.max(most, node.a?.nanos ?? 0, node.b?.nanos ?? 0), 1), [rows]);
	const turn = (index: number): void => {
		const next = new Set(turned);
		if (!next.delete(index)) next.add(index);
		setFolds({ of: diff, turned: next });
	};
	const focus = (index: number): void => {
		const to = Math.max(0, Math.min(rows.length - 1, index));
		setActive(to);
		virtual.scrollToIndex(to);
		requestAnimationFrame(() => scroll.current?.querySelector<HTMLElement>(`[data-index="${to}"]`)?.focus({ preventScroll: true }));
	};
	const onKeyDown = (event: KeyboardEvent, row: CompareRow, index: number): void => {
		if (event.ctrlKey || event.metaKey || event.altKey) return;
		const parent = rows.findLastIndex((other, place) => place < index && other.node.depth < row.node.depth);
		const isOpen = row.descendants > 0 && !row.isFolded;
		const step = STEPS[event.key];
		if (step !== undefined) focus(index + step);
		else if (event.key === "Home") focus(0);
		else if (event.key === "End") focus(rows.length - 1);
		else if (event.key === "ArrowRight" && row.isFolded) turn(row.index);
		else if (event.key === "ArrowRight" && isOpen) focus(index + 1);
		else if (event.key === "ArrowLeft" && isOpen) turn(row.index);
		else if (event.key === "ArrowLeft" && parent >= 0) focus(parent);
		else if (event.key === "Enter" || event.key === " ") onChoose(row.index);
		else return;
		event.preventDefault();
		event.stopPropagation();
	};
	return (
		<div ref={scroll} className={styles.scroll} style={{ "--row": `${rowPx}px` } as CSSProperties}>
			{/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows of a table that fold are a tree grid */}
			<table role="treegrid" aria-label={t("compare.treeLabel")} aria-rowcount={rows.length + 1} className={styles.table}>
				<Head />
				<tbody style={{ height: virtual.getTotalSize() }}>
					{virtual.getVirtualItems().map(({ index, start }) => {
						const row = rows[index];
						if (row === undefined) return null;
						return (
							<tr
								key={row.index}
								data-index={index}
								data-main={row.index === cause.main?.node}
								aria-level={row.node.depth + 1}
								aria-rowindex={index + 2}
								aria-expanded={row.descendants === 0 ? undefined : !row.isFolded}
								aria-selected={row.index === chosen}
								tabIndex={index === at ? 0 : -1}
								style={{ top: start }}
								onFocus={() => setActive(index)}
								onClick={() => onChoose(row.index)}
								onKeyDown={(event) => onKeyDown(event, row, index)}
							>
								<Cells row={row} comparison={comparison} slowest={slowest} onTurn={turn} />
							</tr>
						);
					})}
				</tbody>
			</table>
		</div>
	);
}

function Head(): ReactElement {
	const { t } = useTranslation();
	return (
		<thead>
			<tr aria-rowindex={1}>
				<th scope="col">{t("compare.columnCall")}</th>
				<th scope="col" className={styles.number} title={t("compare.columnCountHint")}>
					{t("compare.columnCount")}
				</th>
				<th scope="col" title={t("compare.columnDurationHint")}>
					{t("compare.columnA")}
				</th>
				<th scope="col" title={t("compare.columnDurationHint")}>
					{t("compare.columnB")}
				</th>
				<th scope="col" className={styles.number} title={t("compare.columnDeltaHint")}>
					{t("compare.columnDelta")}
				</th>
			</tr>
		</thead>
	);
}

interface CellsProps {
	readonly row: CompareRow;
	readonly comparison: Comparison;
	readonly slowest: number;
	readonly onTurn: (index: number) => void;
}

const DEEPEST_INDENT = 24;

function Cells({ row, comparison, slowest, onTurn }: CellsProps): ReactElement {
	const { t } = useTranslation();
	const { node } = row;
	const Chevron = row.isFolded ? ChevronRight : ChevronDown;
	const color = colorOf(node.service, [comparison.a, comparison.b]);
	return (
		<>
			<th scope="row" className={styles.name} style={{ "--depth": Math.min(node.depth, DEEPEST_INDENT) } as CSSProperties}>
				{row.descendants === 0 ? (
					<span className={styles.leaf} />
				) : (
					<button
						type="button"
						tabIndex={-1}
						className={styles.fold}
						aria-label={t(row.isFolded ? "compare.openRow" : "compare.foldRow", { name: node.operation })}
						onClick={(event) => {
							event.stopPropagation();
							onTurn(row.index);
						}}
					>
						<Chevron size={14} strokeWidth={1.5} aria-hidden />
					</button>
				)}
				<ServiceDot color={color} />
				<span className={styles.service}>{node.service}</span>
				<b title={`${node.service} ${node.operation}`}>{node.operation}</b>
				{row.isFolded ? <em>{t("compare.folded", { count: row.descendants })}</em> : null}
				<OnlyIn node={node} />
			</th>
			<td className={styles.number}>
				<Counts node={node} />
			</td>
			<Bar side="A" times={node.a} slowest={slowest} />
			<Bar side="B" times={node.b} slowest={slowest} />
			<td className={styles.number}>
				<Delta node={node} comparison={comparison} />
			</td>
		</>
	);
}

function OnlyIn({ node }: { readonly node: DiffNode }): ReactElement | null {
	const { t } = useTranslation();
	if (node.a !== undefined && node.b !== undefined) return null;
	const side = node.a === undefined ? "B" : "A";
	return (
		<span className={styles.only} data-side={side}>
			{t(side === "A" ? "compare.onlyA" : "compare.onlyB")}
		</span>
	);
}

function Counts({ node }: { readonly node: DiffNode }): ReactElement {
	const { t } = useTranslation();
	const side = (times: DiffTimes | undefined): ReactElement => {
		const count = formatSignificant(times?.spans ?? 0);
		const failed = times?.errors ?? 0;
		return failed > 0 ? (
			<span title={t("compare.failed", { count: formatSignificant(failed) })} data-bad>{`✕${count}`}</span>
		) : (
			<span>{count}</span>
		);
	};
	const differs = Math.abs((node.a?.spans ?? 0) - (node.b?.spans ?? 0)) >= 0.5;
	return (
		<span className={styles.counts} data-differs={differs}>
			{side(node.a)}
			<i>/</i>
			{side(node.b)}
		</span>
	);
}

function Bar({
	side,
	times,
	slowest,
}: {
	readonly side: "A" | "B";
	readonly times: DiffTimes | undefined;
	readonly slowest: number;
}): ReactElement {
	return (
		<td className={styles.bar} data-side={side}>
			{times === undefined ? (
				<em>—</em>
			) : (
				<>
					<i style={{ "--share": times.nanos / slowest } as CSSProperties} />
					<Value of={formatDuration(times.nanos)} />
				</>
			)}
		</td>
	);
}

const NOISE_NANOS = 500;
const SHOWN_SHARE = 0.05;

/** Time on the critical path that one side has more; work that nobody waited for says so. */
function Delta({ node, comparison }: { readonly node: DiffNode; readonly comparison: Comparison }): ReactElement {
	const { t } = useTranslation();
	const { deltaNanos } = node;
	const all = comparison.diff.deltaNanos;
	const plain = (node.a?.nanos ?? 0) - (node.b?.nanos ?? 0);
	if (Math.abs(deltaNanos) < NOISE_NANOS) {
		if (Math.abs(plain) < NOISE_NANOS) return <span className={styles.quiet}>0</span>;
		const delta = signed(plain);
		return (
			<span className={styles.quiet} title={t("compare.besideHint", { delta })}>
				{t("compare.beside")}
			</span>
		);
	}
	const share = all === 0 ? 0 : deltaNanos / all;
	return (
		<span className={styles.delta} title={t("compare.share", { percent: wholePercent(Math.abs(share)) })}>
			{share >= SHOWN_SHARE ? <em>{wholePercent(share)}</em> : null}
			<b data-more={deltaNanos > 0}>
				{deltaNanos > 0 ? "+" : "−"}
				<Value of={formatDuration(Math.abs(deltaNanos))} />
			</b>
		</span>
	);
}

function signed(nanos: number): string {
	return `${nanos < 0 ? "−" : "+"}${textOf(formatDuration(Math.abs(nanos)))}`;
}
