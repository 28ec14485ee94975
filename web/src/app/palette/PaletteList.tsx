import { Clock, CornerDownRight, Search, Star } from "lucide-react";
import type { MouseEvent, ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Kbd } from "../../ui/Kbd.tsx";
import { ServiceDot } from "../../ui/ServiceDot.tsx";
import { TracesIcon } from "../Logo.tsx";
import { ICON, PAGES } from "../pages.ts";
import { GROUP_TITLES, KIND_WORDS, type PaletteItem } from "./items.ts";
import styles from "./Palette.module.css";
import type { Ranked } from "./rank.ts";

export interface PaletteListProps {
	readonly rows: readonly Ranked<PaletteItem>[];
	readonly active: number;
	/** With a title above each run of one kind. */
	readonly grouped: boolean;
	readonly onPoint: (index: number) => void;
	readonly onChoose: (item: PaletteItem, inNewTab: boolean) => void;
}

export function optionId(index: number): string {
	return `palette-option-${index}`;
}

/** The results, as a list box that the field above drives. */
export function PaletteList({ rows, active, grouped, onPoint, onChoose }: PaletteListProps): ReactElement {
	const { t } = useTranslation();
	return (
		<div className={styles.list} id="palette-list" role="listbox" aria-label={t("palette.results")}>
			{rows.length === 0 ? <p className={styles.none}>{t("palette.none")}</p> : null}
			{rows.map(({ item, marks }, index) => (
				<PaletteOption
					key={`${item.isRecent === true} ${item.id}`}
					{...{ item, marks, index }}
					title={grouped ? titleAt(rows, index) : undefined}
					isActive={index === active}
					grouped={grouped}
					onPoint={onPoint}
					onChoose={onChoose}
				/>
			))}
		</div>
	);
}

type GroupTitle = (typeof GROUP_TITLES)[PaletteItem["kind"]] | "palette.recent";

function groupOf({ kind, isRecent }: PaletteItem): GroupTitle {
	return isRecent === true ? "palette.recent" : GROUP_TITLES[kind];
}

function titleAt(rows: readonly Ranked<PaletteItem>[], index: number): GroupTitle | undefined {
	const own = rows[index];
	const before = rows[index - 1];
	if (own === undefined) return undefined;
	const title = groupOf(own.item);
	return before !== undefined && groupOf(before.item) === title ? undefined : title;
}

interface PaletteOptionProps extends Ranked<PaletteItem>, Pick<PaletteListProps, "grouped" | "onPoint" | "onChoose"> {
	readonly index: number;
	readonly title: GroupTitle | undefined;
	readonly isActive: boolean;
}

function PaletteOption({ item, marks, index, title, isActive, grouped, onPoint, onChoose }: PaletteOptionProps): ReactElement {
	const { t } = useTranslation();
	const onClick = (event: MouseEvent): void => onChoose(item, event.ctrlKey || event.metaKey);
	return (
		<>
			{title === undefined ? null : (
				<div className={styles.title} role="presentation">
					{t(title)}
				</div>
			)}
			{/* biome-ignore lint/a11y/useKeyWithClickEvents: the field owns the keys of its list (combobox) */}
			<div
				id={optionId(index)}
				role="option"
				tabIndex={-1}
				aria-selected={isActive}
				className={styles.option}
				onPointerMove={() => isActive || onPoint(index)}
				onPointerDown={(event) => event.preventDefault()}
				onClick={onClick}
			>
				<ItemIcon item={item} />
				<span className={styles.label}>
					<Marked text={item.label} marks={marks} />
				</span>
				{item.note === undefined ? null : <span className={styles.note}>{item.note}</span>}
				<span className={styles.end}>
					{grouped && item.isRecent !== true ? null : <span>{t(KIND_WORDS[item.kind])}</span>}
					{item.keys === undefined ? null : <Kbd keys={item.keys} />}
				</span>
			</div>
		</>
	);
}

function Marked({ text, marks }: { readonly text: string; readonly marks: readonly number[] }): ReactElement {
	const first = marks[0];
	const last = marks.at(-1);
	if (first === undefined || last === undefined || last - first + 1 !== marks.length) return <>{text}</>;
	return (
		<>
			{text.slice(0, first)}
			<b>{text.slice(first, last + 1)}</b>
			{text.slice(last + 1)}
		</>
	);
}

function ItemIcon({ item }: { readonly item: PaletteItem }): ReactElement {
	const Page = PAGES.find((page) => page.path === item.id)?.icon;
	if (Page !== undefined) return <Page {...ICON} />;
	if (item.kind === "service")
		return (
			<span className={styles.dot}>
				<ServiceDot color={item.color ?? 1} />
			</span>
		);
	if (item.kind === "trace") return <TracesIcon />;
	if (item.kind === "view") return <Star {...ICON} />;
	if (item.kind === "query") return <Search {...ICON} />;
	if (item.kind === "time") return <Clock {...ICON} />;
	return <CornerDownRight {...ICON} />;
}
