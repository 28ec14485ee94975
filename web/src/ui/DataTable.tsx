import { ArrowDown, ArrowUp } from "lucide-react";
import { type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./Button.tsx";
import styles from "./DataTable.module.css";
import { nextTableSort, sortRows, type TableColumn, type TableSort } from "./table-sort.ts";

export interface DataTableProps<R> {
	readonly label: string;
	readonly columns: readonly TableColumn<R>[];
	/** In their own order. */
	readonly rows: readonly R[];
	readonly keyOf: (row: R) => string;
	/** Undefined: the rows' own order. */
	readonly sort?: TableSort | undefined;
	/** Without it, heads are plain words. */
	readonly onSort?: (sort: TableSort | undefined) => void;
	/** Rows that are shown at first. */
	readonly most?: number;
	readonly isChosen?: (row: R) => boolean;
	readonly isMuted?: (row: R) => boolean;
}

const MOST_ROWS = 100;

/** A table of at most some hundred rows. Heads sort down, up, and back to the rows' own order. */
export function DataTable<R>(props: DataTableProps<R>): ReactElement {
	const { label, columns, rows, keyOf, sort, onSort, most = MOST_ROWS, isChosen, isMuted } = props;
	const { t } = useTranslation();
	const [showsAll, setShowsAll] = useState(false);
	const sorted = sortRows(rows, columns, sort);
	const shown = showsAll ? sorted : sorted.slice(0, most);
	return (
		<>
			<table className={styles.table} aria-label={label}>
				<thead>
					<tr>
						{columns.map((column) => (
							<th key={column.key} scope="col" {...look(column)} title={column.hint} aria-sort={ariaSort(column, sort)}>
								{onSort === undefined || column.value === undefined ? column.head : <Head column={column} sort={sort} onSort={onSort} />}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{shown.map((row) => (
						<tr key={keyOf(row)} data-chosen={isChosen?.(row)} data-muted={isMuted?.(row)}>
							{columns.map((column) => (
								<td key={column.key} {...look(column)}>
									{column.cell(row)}
								</td>
							))}
						</tr>
					))}
				</tbody>
			</table>
			{shown.length < rows.length ? (
				<Button small className={styles.more} onClick={() => setShowsAll(true)}>
					{t("measures.showAll", { count: rows.length })}
				</Button>
			) : null}
		</>
	);
}

function look<R>({ align, grows = false, isWide = false }: TableColumn<R>) {
	return { "data-align": align, "data-grows": grows, "data-wide": isWide };
}

function ariaSort<R>(column: TableColumn<R>, sort: TableSort | undefined): "ascending" | "descending" | undefined {
	if (sort?.column !== column.key) return undefined;
	return sort.direction === "asc" ? "ascending" : "descending";
}

interface HeadProps<R> {
	readonly column: TableColumn<R>;
	readonly sort: TableSort | undefined;
	readonly onSort: (sort: TableSort | undefined) => void;
}

function Head<R>({ column, sort, onSort }: HeadProps<R>): ReactElement {
	const direction = sort?.column === column.key ? sort.direction : undefined;
	const Arrow = direction === "asc" ? ArrowUp : ArrowDown;
	return (
		<button
			type="button"
			className={styles.head}
			aria-pressed={direction !== undefined}
			onClick={() => onSort(nextTableSort(sort, column.key))}
		>
			{column.head}
			{direction === undefined ? null : <Arrow size={10} strokeWidth={2} aria-hidden />}
		</button>
	);
}
