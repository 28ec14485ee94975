import { formatCount, formatExact, textOf } from "@spanglass/shared/units/format";
import { ChevronDown, ChevronRight, X } from "lucide-react";
import { type CSSProperties, type KeyboardEvent, type MouseEvent, type ReactElement, type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "../../../ui/Button.tsx";
import { FilterField } from "../../../ui/FilterField.tsx";
import styles from "./Facets.module.css";
import { type FacetRow, FIRST_VALUES } from "./facet-rows.ts";

export interface FacetGroupProps {
	readonly title: string;
	/** Values in all; undefined: nobody counts them. */
	readonly total: number | undefined;
	readonly children: ReactNode;
	readonly onRemove?: (() => void) | undefined;
}

/** The head of a facet, which folds it, over what it offers. */
export function FacetGroup({ title, total, children, onRemove }: FacetGroupProps): ReactElement {
	const { t } = useTranslation();
	const [isOpen, setOpen] = useState(true);
	const id = useId();
	const Chevron = isOpen ? ChevronDown : ChevronRight;
	return (
		<section className={styles.group} aria-label={title}>
			<div className={styles.head}>
				<button type="button" className={styles.title} aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
					<Chevron size={14} strokeWidth={1.5} aria-hidden />
					<span>{title}</span>
					{total === undefined ? null : <em>{formatExact(total)}</em>}
				</button>
				{onRemove === undefined ? null : (
					<IconButton
						small
						label={t("find.facetRemove", { key: title })}
						icon={<X size={12} strokeWidth={1.5} aria-hidden />}
						onClick={onRemove}
					/>
				)}
			</div>
			<div id={id} hidden={!isOpen}>
				{children}
			</div>
		</section>
	);
}

export interface FacetValuesProps {
	readonly title: string;
	readonly rows: readonly FacetRow[];
	/** Before the first answer nothing is said. */
	readonly isKnown: boolean;
	readonly labelOf: (row: FacetRow) => ReactNode;
	/** The value in words. */
	readonly textOfRow: (row: FacetRow) => string;
	readonly onOnly: (value: string) => void;
	readonly onToggle: (value: string) => void;
	readonly onExclude?: (value: string) => void;
}

/** The values of a facet, each with a bar for its count. Beyond eight they are behind one press, with a search of their own. */
export function FacetValues({ title, rows, isKnown, ...events }: FacetValuesProps): ReactElement {
	const { t } = useTranslation();
	const [isAll, setAll] = useState(false);
	const [needle, setNeedle] = useState("");
	const isLong = rows.length > FIRST_VALUES;
	const wanted = needle.toLowerCase();
	const found = isLong && isAll ? rows.filter((row) => events.textOfRow(row).toLowerCase().includes(wanted)) : rows;
	const shown = isAll ? found : found.filter((row, index) => index < FIRST_VALUES || row.isOn || row.isOut);
	const hiddenCount = rows.length - shown.length;
	return (
		<>
			{isLong && isAll ? (
				<FilterField
					value={needle}
					label={t("find.facetSearch", { key: title })}
					clearLabel={t("find.facetSearchClear")}
					className={styles.search}
					isPageSearch={false}
					onChange={setNeedle}
				/>
			) : null}
			<ul className={styles.values} onKeyDown={onListKey}>
				{shown.map((row, index) => (
					<Value key={row.value} row={row} isTabStop={index === 0} {...events} />
				))}
			</ul>
			{shown.length === 0 && isKnown ? (
				<p className={styles.none}>{t(rows.length === 0 ? "find.facetNone" : "find.facetNoMatch")}</p>
			) : null}
			{isLong ? (
				<button type="button" className={styles.more} onClick={() => setAll(!isAll)}>
					{isAll ? t("find.facetLess") : t("find.facetMore", { count: hiddenCount, value: formatExact(hiddenCount) })}
				</button>
			) : null}
		</>
	);
}

interface ValueProps extends Omit<FacetValuesProps, "title" | "rows" | "isKnown"> {
	readonly row: FacetRow;
	readonly isTabStop: boolean;
}

function Value({ row, isTabStop, labelOf, textOfRow, onOnly, onToggle, onExclude }: ValueProps): ReactElement {
	const { t } = useTranslation();
	const text = textOfRow(row);
	const press = (event: MouseEvent): void => (event.ctrlKey || event.metaKey ? onToggle(row.value) : onOnly(row.value));
	return (
		<li className={styles.value} data-on={row.isOn} data-out={row.isOut}>
			<button
				type="button"
				className={styles.name}
				data-facet-value
				aria-pressed={row.isOn}
				tabIndex={isTabStop ? 0 : -1}
				title={`${text}\n${t("find.facetHint")}`}
				onClick={press}
			>
				<span className={styles.label}>{labelOf(row)}</span>
				<span className={styles.count} title={row.count === undefined ? undefined : formatExact(row.count)}>
					{row.isOut ? t("find.facetExcluded") : row.count === undefined ? "–" : textOf(formatCount(row.count))}
				</span>
				<i aria-hidden className={styles.share} style={{ "--share": row.share } as CSSProperties} />
			</button>
			{onExclude === undefined ? null : (
				<button
					type="button"
					className={styles.exclude}
					tabIndex={-1}
					aria-pressed={row.isOut}
					aria-label={t(row.isOut ? "find.facetInclude" : "find.facetExclude", { value: text })}
					title={t(row.isOut ? "find.facetInclude" : "find.facetExclude", { value: text })}
					onClick={() => onExclude(row.value)}
				>
					≠
				</button>
			)}
		</li>
	);
}

/** Up and down move from value to value, right and left to its exclusion and back. */
function onListKey(event: KeyboardEvent<HTMLUListElement>): void {
	const list = event.currentTarget;
	const row = event.target instanceof Element ? event.target.closest("li") : null;
	const names = [...list.querySelectorAll<HTMLElement>("[data-facet-value]")];
	const at = names.findIndex((name) => row?.contains(name));
	const next = { ArrowDown: names[at + 1], ArrowUp: names[at - 1], Home: names[0], End: names.at(-1) }[event.key];
	const aside = { ArrowRight: row?.querySelector<HTMLElement>("[aria-label]"), ArrowLeft: names[at] }[event.key];
	const target = next ?? aside;
	if (target === undefined || target === null) return;
	event.preventDefault();
	event.stopPropagation();
	target.focus();
}
