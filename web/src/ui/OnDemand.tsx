import { cloneElement, type ReactElement, type ReactNode, Suspense, startTransition, useEffect, useState } from "react";

interface TriggerProps {
	readonly onClick?: () => void;
	readonly onPointerEnter?: () => void;
	readonly "aria-haspopup"?: "menu" | "dialog";
	readonly "aria-expanded"?: boolean;
}

export interface OnDemandProps {
	readonly trigger: ReactElement<TriggerProps>;
	readonly kind: "menu" | "dialog";
	readonly open: boolean;
	readonly onOpenChange: (open: boolean) => void;
	/** Starts fetching the overlay's code; called when the pointer comes near. */
	readonly preload: () => void;
	/** The overlay (a lazy component that takes over the trigger), rendered from the first opening on. */
	readonly children: ReactNode;
}

/** A button whose menu or panel is fetched at first use, so that its code is not part of the first load. */
export function OnDemand({ trigger, kind, open, onOpenChange, preload, children }: OnDemandProps): ReactElement {
	const [used, setUsed] = useState(false);
	useEffect(() => {
		// as a transition the button stays until the code is here; a fallback would hold the overlay back for React's 300 ms
		if (open) startTransition(() => setUsed(true));
	}, [open]);
	const plain = cloneElement(trigger, {
		onClick: () => onOpenChange(true),
		onPointerEnter: preload,
		"aria-haspopup": kind,
		"aria-expanded": false,
	});
	return <Suspense fallback={plain}>{used ? children : plain}</Suspense>;
}
