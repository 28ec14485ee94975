import { Popover as Base } from "@base-ui/react/popover";
import type { ReactElement, ReactNode } from "react";
import { focusAfterMenu } from "./focus-return.ts";
import styles from "./overlay.module.css";

export interface PopoverProps {
	readonly trigger: ReactElement;
	readonly open: boolean;
	readonly onOpenChange: (open: boolean) => void;
	readonly align?: "start" | "center" | "end";
	readonly label: string;
	readonly children: ReactNode;
}

/** A small panel beside its trigger; the first field inside takes the focus. */
export function Popover({ trigger, open, onOpenChange, align = "end", label, children }: PopoverProps): ReactElement {
	return (
		<Base.Root open={open} onOpenChange={onOpenChange}>
			<Base.Trigger render={trigger} />
			<Base.Portal>
				<Base.Positioner className={styles.positioner} align={align} sideOffset={4} collisionPadding={8}>
					<Base.Popup className={styles.popover} aria-label={label} finalFocus={focusAfterMenu}>
						{children}
					</Base.Popup>
				</Base.Positioner>
			</Base.Portal>
		</Base.Root>
	);
}
