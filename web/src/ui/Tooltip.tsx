import { Tooltip as Base } from "@base-ui/react/tooltip";
import type { ReactElement, ReactNode } from "react";
import { isFocusReturning } from "./focus-return.ts";
import { Kbd } from "./Kbd.tsx";
import styles from "./overlay.module.css";

export interface TooltipProps {
	readonly content: ReactNode;
	readonly keys?: string;
	readonly side?: "top" | "right" | "bottom" | "left";
	/** The element that it explains; it must take a ref and the handlers of a hovered element. */
	readonly children: ReactElement;
}

/** A short explanation on hover and on focus; 80 ms first, at once for siblings. Never the only place of a fact. */
export function Tooltip({ content, keys, side = "bottom", children }: TooltipProps): ReactElement {
	return (
		<Base.Root onOpenChange={stayClosed}>
			<Base.Trigger delay={80} render={children} />
			<Base.Portal>
				<Base.Positioner side={side} sideOffset={6} collisionPadding={8} className={styles.positioner}>
					<Base.Popup className={styles.tooltip}>
						{content}
						{keys === undefined ? null : <Kbd keys={keys} />}
					</Base.Popup>
				</Base.Positioner>
			</Base.Portal>
		</Base.Root>
	);
}

/** A layer that gives the focus back explains nothing. */
function stayClosed(isOpen: boolean, details: { readonly reason: string; cancel(): void }): void {
	if (isOpen && details.reason === "trigger-focus" && isFocusReturning()) details.cancel();
}

/** Once around the page: makes neighbouring tooltips follow without delay. */
export function TooltipGroup({ children }: { readonly children: ReactNode }): ReactElement {
	return <Base.Provider delay={80}>{children}</Base.Provider>;
}
