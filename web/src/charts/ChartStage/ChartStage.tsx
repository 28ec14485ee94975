import { Table2 } from "lucide-react";
import { type ComponentProps, type CSSProperties, type ReactElement, type ReactNode, useId, useRef, useState } from "react";
import { IconButton } from "../../ui/Button.tsx";
import styles from "./ChartStage.module.css";
import { useWidth } from "./use-width.ts";

export interface ChartWords {
	/** What kind of thing it is: "chart". */
	readonly role: string;
	readonly showChart: string;
	readonly showTable: string;
	readonly empty: string;
}

/** A chart or its numbers as a table: which of them is shown, and the keys' way to the other one. */
export interface Stage {
	readonly box: { readonly current: HTMLDivElement | null };
	readonly widthPx: number;
	readonly asTable: boolean;
	/** The other one, with the focus on it. */
	readonly onTable: () => void;
}

export function useStage(): Stage {
	const [asTable, setAsTable] = useState(false);
	const box = useRef<HTMLDivElement>(null);
	const widthPx = useWidth(box);
	const onTable = (): void => {
		setAsTable(!asTable);
		const next = asTable ? "[role=application]" : "[data-toggle] button";
		requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(next)?.focus());
	};
	return { box, widthPx, asTable, onTable };
}

export interface ChartStageProps {
	readonly stage: Stage;
	readonly label: string;
	/** What it shows and how its keys work, for those who do not see it. */
	readonly summary: string;
	readonly words: ChartWords;
	readonly heightPx: number;
	/** Of the button that leads back from the table. */
	readonly icon: ReactElement;
	/** Where that button and the other one stand. */
	readonly togglePlace: Pick<CSSProperties, "top" | "right">;
	/** Something under the pointer can be chosen. */
	readonly isOver: boolean;
	readonly isEmpty: boolean;
	/** Of the pixels under "nothing here" that are not meant. */
	readonly emptyBottomPx?: number;
	readonly handlers: Partial<ComponentProps<"div">>;
	readonly table: ReactNode;
	/** In the plot. */
	readonly children: ReactNode;
	/** Over the plot, not part of it for the pointer. */
	readonly over?: ReactNode;
	/** Below. */
	readonly legend?: ReactNode;
}

/** The frame of a chart that is drawn on a canvas: one focus for all of it, its numbers as a table, its sentence. */
export function ChartStage(props: ChartStageProps): ReactElement {
	const { stage, label, summary, words, heightPx, icon, togglePlace, isOver, isEmpty, emptyBottomPx = 0, handlers } = props;
	const { asTable, onTable } = stage;
	const summaryId = useId();
	return (
		<figure className={styles.figure}>
			<figcaption className="visually-hidden">{label}</figcaption>
			<div ref={stage.box} className={styles.stage} style={{ height: heightPx }}>
				<div
					className={styles.plot}
					role="application"
					aria-roledescription={words.role}
					aria-label={label}
					aria-describedby={summaryId}
					tabIndex={asTable ? -1 : 0}
					hidden={asTable}
					data-over={isOver}
					{...handlers}
				>
					{props.children}
					{isEmpty ? (
						<p className={styles.empty} style={{ bottom: emptyBottomPx }}>
							{words.empty}
						</p>
					) : null}
				</div>
				{asTable ? <div className={styles.tableBox}>{props.table}</div> : props.over}
				<div className={styles.toggle} data-toggle data-always={asTable} style={togglePlace}>
					<IconButton
						small
						label={asTable ? words.showChart : words.showTable}
						keys="b"
						icon={asTable ? icon : <Table2 size={14} strokeWidth={1.5} />}
						onClick={onTable}
						onKeyDown={(event) => {
							if (event.key !== "b") return;
							event.preventDefault();
							event.stopPropagation();
							onTable();
						}}
					/>
				</div>
			</div>
			<p id={summaryId} className="visually-hidden">
				{summary}
			</p>
			{props.legend}
		</figure>
	);
}
