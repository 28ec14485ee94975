import { Check, Copy } from "lucide-react";
import { type ReactElement, type ReactNode, useEffect, useState } from "react";
import { Button, IconButton } from "./Button.tsx";

export interface CopyButtonProps {
	/** Copied as it is. */
	readonly text: string;
	readonly label: string;
	/** Shown beside the icon; without it the button is the icon alone. */
	readonly children?: ReactNode;
	/** In place of the usual one, where two copy buttons stand side by side. */
	readonly icon?: ReactNode;
}

/** Put text on the clipboard; false when the browser refuses. */
export async function copyText(text: string): Promise<boolean> {
	try {
		await navigator.clipboard.writeText(text);
		return true;
	} catch {
		return copyBySelection(text);
	}
}

/** Pages on plain http (any host but loopback) have no clipboard API: select a field and let the browser copy it. */
function copyBySelection(text: string): boolean {
	const field = document.createElement("textarea");
	field.value = text;
	field.style.position = "fixed";
	field.style.opacity = "0";
	document.body.append(field);
	field.select();
	const done = document.execCommand("copy");
	field.remove();
	return done;
}

/** Copies on click and shows a check mark for a moment. */
export function CopyButton({ text, label, children, icon: own }: CopyButtonProps): ReactElement {
	const [copied, setCopied] = useState(false);
	useEffect(() => {
		if (!copied) return;
		const timer = setTimeout(() => setCopied(false), 1_200);
		return () => clearTimeout(timer);
	}, [copied]);
	const copy = (): void => void copyText(text).then(setCopied);
	const icon = copied ? <Check size={14} strokeWidth={2} aria-hidden /> : (own ?? <Copy size={14} strokeWidth={1.5} aria-hidden />);
	if (children === undefined) return <IconButton small label={label} icon={icon} onClick={copy} />;
	return (
		<Button look="bordered" aria-label={label} onClick={copy}>
			{children}
			{icon}
		</Button>
	);
}
