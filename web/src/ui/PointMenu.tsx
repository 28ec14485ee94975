import { Menu as Base } from "@base-ui/react/menu";
import type { ReactElement, ReactNode } from "react";
import { focusAfterMenu } from "./focus-return.ts";
import styles from "./overlay.module.css";

export interface PointMenuProps {
	/** Where it opens, pixels of the window. */
	readonly at: { readonly x: number; readonly y: number };
	readonly label: string;
	readonly onClose: () => void;
	readonly children: ReactNode;
}

/** A list of actions at a point: for what is drawn and has no element of its own. */
export function PointMenu({ at, label, onClose, children }: PointMenuProps): ReactElement {
	const anchor = { getBoundingClientRect: () => new DOMRect(at.x, at.y, 0, 0) };
	return (
		<Base.Root open onOpenChange={(open) => (open ? undefined : onClose())} modal={false}>
			<Base.Portal>
				<Base.Positioner className={styles.positioner} anchor={anchor} align="start" side="bottom" sideOffset={2} collisionPadding={8}>
					<Base.Popup className={styles.menu} aria-label={label} finalFocus={focusAfterMenu}>
						{children}
					</Base.Popup>
				</Base.Positioner>
			</Base.Portal>
		</Base.Root>
	);
}
