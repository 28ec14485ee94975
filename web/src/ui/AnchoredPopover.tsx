import { Popover as Base } from "@base-ui/react/popover";
import { type ReactElement, type ReactNode, useMemo, useState } from "react";
import styles from "./overlay.module.css";

export interface AnchoredPopoverProps {
	/** In pixels of the window: what was clicked, which is no element of its own. */
	readonly place: { readonly x: number; readonly y: number };
	readonly label: string;
	readonly onClose: () => void;
	readonly children: ReactNode;
}

/** A small panel at a place of a drawing. Esc, and a press beside it, close it; the focus then returns to where it was. */
export function AnchoredPopover({ place: { x, y }, label, onClose, children }: AnchoredPopoverProps): ReactElement {
	const anchor = useMemo(() => ({ getBoundingClientRect: () => new DOMRect(x, y, 0, 0) }), [x, y]);
	const [before] = useState(() => document.activeElement);
	return (
		<Base.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
			<Base.Portal>
				<Base.Positioner anchor={anchor} className={styles.positioner} side="bottom" align="center" sideOffset={10} collisionPadding={8}>
					<Base.Popup className={styles.popover} aria-label={label} finalFocus={() => (before instanceof HTMLElement ? before : true)}>
						{children}
					</Base.Popup>
				</Base.Positioner>
			</Base.Portal>
		</Base.Root>
	);
}
