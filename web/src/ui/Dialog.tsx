import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { Button } from "./Button.tsx";
import { focusAfterDialog } from "./focus-return.ts";
import styles from "./overlay.module.css";

export interface DialogProps {
	readonly open: boolean;
	readonly onOpenChange: (open: boolean) => void;
	readonly title: string;
	readonly closeLabel: string;
	readonly children: ReactNode;
}

/** A modal window; Esc and a click beside it close it, the focus returns as `focus-return.ts` says. */
export function Dialog({ open, onOpenChange, title, closeLabel, children }: DialogProps): ReactElement {
	return (
		<Base.Root open={open} onOpenChange={onOpenChange}>
			<Base.Portal>
				<Base.Backdrop className={styles.backdrop} />
				<Base.Popup className={styles.dialog} finalFocus={focusAfterDialog}>
					<div className={styles.dialogHead}>
						<Base.Title className={styles.dialogTitle}>{title}</Base.Title>
						<Base.Close render={<Button aria-label={closeLabel} />}>
							<X size={16} strokeWidth={1.5} aria-hidden />
						</Base.Close>
					</div>
					<div className={styles.dialogBody}>{children}</div>
				</Base.Popup>
			</Base.Portal>
		</Base.Root>
	);
}
