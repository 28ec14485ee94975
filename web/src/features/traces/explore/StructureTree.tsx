import { formatDuration, formatExact, formatPercent, formatSignificant } from "@spanglass/shared/units/format";
import { ChevronDown, ChevronRight } from "lucide-react";
import { type CSSProperties, type KeyboardEvent, type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";
import { ServiceDot } from "../../../ui/ServiceDot.tsx";
import { Value } from "../../../ui/Value.tsx";
import styles from "./Structure.module.css";
import type { StructureRow } from "./structure-rows.ts";

export interface StructureTreeProps {
	readonly rows: readonly StructureRow[];
	/** All that were laid over each other. */
	readonly traces: number;
	readonly onToggle: (index: number) => void;
	readonly onOpen: (row: StructureRow) => void;
}

/** The merged tree as a tree grid: arrow keys move, right and left open and fold, Enter shows the traces with the call. */
export function StructureTree({ rows, traces, onToggle, onOpen }: StructureTreeProps): ReactElement {
	const { t } = useTranslation();
	const [active, setActive] = useState(0);
	const slowest = Math.max(1, ...rows.map(({ averageNanos }) => averageNanos));
	const onKeyDown = (event: KeyboardEvent<HTMLElement>, row: StructureRow, at: number): void => {
		const isOpen = row.descendants > 0 && !row.isFolded;
		const parent = rows.findLastIndex((other, index) => index < at && other.depth < row.depth);
		const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
		if (next !== undefined) focusRow(event.currentTarget, Math.max(0, Math.min(rows.length - 1, next)));
		else if (event.key === "ArrowRight" && row.isFolded) onToggle(row.index);
		else if (event.key === "ArrowRight" && isOpen) focusRow(event.currentTarget, at + 1);
		else if (event.key === "ArrowLeft" && isOpen) onToggle(row.index);
		else if (event.key === "ArrowLeft" && parent >= 0) focusRow(event.currentTarget, parent);
		else if (event.key === "Enter") onOpen(row);
		else return;
		event.preventDefault();
		event.stopPropagation();
	};
	return (
		<div className={styles.scroll}>
			{/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows of a table that fold are a tree grid */}
			<table role="treegrid" aria-label={t("find.structureTable", { traces: formatExact(traces) })} className={styles.table}>
				<thead>
					<tr>
						<th scope="col">{t("find.structureOperation")}</th>
						<th scope="col" className={styles.number}>
							{t("find.structureShare")}
						</th>
						<th scope="col" className={styles.number}>
							{t("find.structureSpans")}
						</th>
						<th scope="col" className={styles.number}>
							{t("find.structureErrors")}
						</th>
						<th scope="col" className={styles.number}>
							{t("find.structureSelf")}
						</th>
						<th scope="col" className={styles.number}>
							{t("find.structureMean")}
						</th>
						<th scope="col" className={styles.bar} aria-hidden />
					</tr>
				</thead>
				<tbody>
					{rows.map((row, at) => (
						<tr
							key={row.index}
							aria-level={row.depth + 1}
							aria-expanded={row.descendants === 0 ? undefined : !row.isFolded}
							tabIndex={at === Math.min(active, rows.length - 1) ? 0 : -1}
							onFocus={() => setActive(at)}
							onKeyDown={(event) => onKeyDown(event, row, at)}
						>
							<Name row={row} onToggle={onToggle} onOpen={onOpen} />
							<td className={styles.number}>
								<Value of={formatPercent(traces === 0 ? 0 : row.traces / traces)} exact={formatExact(row.traces)} />
							</td>
							<td className={styles.number}>{formatSignificant(row.traces === 0 ? 0 : row.spans / row.traces)}</td>
							<td className={styles.number} data-bad={row.errorCount > 0}>
								<Value of={formatPercent(row.spans === 0 ? 0 : row.errorCount / row.spans)} exact={formatExact(row.errorCount)} />
							</td>
							<td className={styles.number} data-quiet>
								<Value of={formatDuration(row.averageSelfNanos)} />
							</td>
							<td className={styles.number}>
								<Value of={formatDuration(row.averageNanos)} />
							</td>
							<td className={styles.bar} aria-hidden>
								<i
									style={
										{
											"--share": row.averageNanos / slowest,
											"--self": row.averageNanos === 0 ? 0 : row.averageSelfNanos / row.averageNanos,
											"--tone": `var(--service-${row.color})`,
										} as CSSProperties
									}
								/>
							</td>
						</tr>
					))}
				</tbody>
			</table>
		</div>
	);
}

function Name({ row, onToggle, onOpen }: Pick<StructureTreeProps, "onToggle" | "onOpen"> & { readonly row: StructureRow }): ReactElement {
	const { t } = useTranslation();
	const Chevron = row.isFolded ? ChevronRight : ChevronDown;
	return (
		<th scope="row">
			<span className={styles.name} style={{ "--depth": row.depth } as CSSProperties}>
				{row.descendants === 0 ? (
					<span className={styles.leaf} />
				) : (
					<button type="button" tabIndex={-1} className={styles.fold} aria-hidden onClick={() => onToggle(row.index)}>
						<Chevron size={14} strokeWidth={1.5} />
					</button>
				)}
				<ServiceDot color={row.color} />
				<span className={styles.service}>{row.service}</span>
				<button
					type="button"
					tabIndex={-1}
					className={styles.operation}
					title={t("find.structureOpen", { name: row.operation })}
					onClick={() => onOpen(row)}
				>
					{row.operation}
				</button>
				{row.isFolded ? <em className={styles.folded}>+{row.descendants}</em> : null}
			</span>
		</th>
	);
}

function focusRow(row: HTMLElement, at: number): void {
	row.parentElement?.querySelectorAll<HTMLElement>("tr")[at]?.focus();
}
