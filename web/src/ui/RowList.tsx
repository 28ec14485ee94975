import type { CSSProperties, FocusEvent, ReactElement, ReactNode, RefObject } from "react";
import styles from "./RowList.module.css";
import type { Look } from "./use-look.ts";

export interface RowListProps {
	/** The element that scrolls. */
	readonly scroll: RefObject<HTMLDivElement | null>;
	readonly label: string;
	/** Of all rows together; those in view are `children`, each placed by itself. */
	readonly totalPx: number;
	/** Of one closed row, as `--list-row`. */
	readonly rowPx: number;
	readonly look: Look;
	readonly onScroll: () => void;
	readonly onFocus: (event: FocusEvent) => void;
	/** What stands under the last row. */
	readonly foot: ReactNode;
	readonly children: ReactNode;
}

/** The part of a virtual list that scrolls. Whether somebody looks closely is checked whenever it is scrolled or the focus moves. */
export function RowList({ scroll, label, totalPx, rowPx, look, onScroll, onFocus, foot, children }: RowListProps): ReactElement {
	return (
		<section
			ref={scroll}
			aria-label={label}
			className={styles.scroll}
			onScroll={() => {
				onScroll();
				look.check();
			}}
			onPointerMove={look.onPointerMove}
			onPointerLeave={look.onPointerLeave}
			onFocus={(event) => {
				onFocus(event);
				look.check();
			}}
			onBlur={look.check}
		>
			<ol className={styles.items} style={{ height: totalPx, "--list-row": `${rowPx}px` } as CSSProperties}>
				{children}
			</ol>
			{foot}
		</section>
	);
}
