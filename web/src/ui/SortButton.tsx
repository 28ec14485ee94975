import { ChevronDown } from "lucide-react";
import { type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./Button.module.css";
import { Button } from "./Button.tsx";
import { cx } from "./class-names.ts";
import { useKeys } from "./keys.ts";
import { OnDemand } from "./OnDemand.tsx";

export interface SortMenuFrame {
	readonly trigger: ReactElement;
	readonly open: boolean;
	readonly onOpenChange: (open: boolean) => void;
}

export interface SortButtonProps {
	/** The order in words. */
	readonly name: string;
	/** Starts fetching the menu's code. */
	readonly preload: () => void;
	/** Its place on the page. */
	readonly className?: string | undefined;
	/** The menu, a lazy component. */
	readonly children: (menu: SortMenuFrame) => ReactElement;
}

/** The order of a list and, pressed or with `s`, the other ones. */
export function SortButton({ name, preload, className, children }: SortButtonProps): ReactElement {
	const { t } = useTranslation();
	const [open, setOpen] = useState(false);
	useKeys({ s: () => setOpen(true) });
	const trigger = (
		<Button className={cx(styles.sort, className)}>
			{t("list.sort")} <b>{name}</b>
			<ChevronDown size={14} strokeWidth={1.5} aria-hidden />
		</Button>
	);
	return (
		<OnDemand trigger={trigger} kind="menu" open={open} onOpenChange={setOpen} preload={preload}>
			{children({ trigger, open, onOpenChange: setOpen })}
		</OnDemand>
	);
}
