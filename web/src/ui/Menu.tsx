import { Menu as Base } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import type { FocusEvent, ReactElement, ReactNode } from "react";
import { focusAfterMenu } from "./focus-return.ts";
import styles from "./overlay.module.css";

export interface MenuProps {
	readonly trigger: ReactElement;
	readonly align?: "start" | "center" | "end";
	readonly side?: "top" | "right" | "bottom" | "left";
	readonly open?: boolean;
	readonly onOpenChange?: (open: boolean) => void;
	readonly children: ReactNode;
}

/** A list of actions or choices that drops from `trigger` (a Button). Children: MenuChoices, MenuSeparator. */
export function Menu({ trigger, align = "start", side = "bottom", open, onOpenChange, children }: MenuProps): ReactElement {
	return (
		<Base.Root {...(open === undefined ? {} : { open })} {...(onOpenChange === undefined ? {} : { onOpenChange })}>
			<Base.Trigger render={trigger} />
			<Base.Portal>
				<Base.Positioner className={styles.positioner} align={align} side={side} sideOffset={4} collisionPadding={8}>
					<Base.Popup className={styles.menu} onFocus={focusChosen} finalFocus={focusAfterMenu}>
						{children}
					</Base.Popup>
				</Base.Positioner>
			</Base.Portal>
		</Base.Root>
	);
}

/** A menu opened by a key of the page starts at its chosen item, not at its frame. */
function focusChosen(event: FocusEvent<HTMLElement>): void {
	if (event.target !== event.currentTarget || !event.target.matches(":focus-visible")) return;
	const chosen =
		event.target.querySelector<HTMLElement>("[aria-checked=true]") ?? event.target.querySelector<HTMLElement>("[role^=menuitem]");
	chosen?.focus();
}

/** A line between groups. */
export function MenuSeparator(): ReactElement {
	return <Base.Separator className={styles.separator} />;
}

export interface MenuActionProps {
	readonly onClick: () => void;
	readonly end?: ReactNode;
	readonly children: ReactNode;
}

/** Something that happens when it is chosen. */
export function MenuAction({ onClick, end, children }: MenuActionProps): ReactElement {
	return (
		<Base.Item className={styles.item} onClick={onClick}>
			<span className={styles.check} />
			{children}
			{end === undefined ? null : <span className={styles.end}>{end}</span>}
		</Base.Item>
	);
}

export interface MenuSwitchProps {
	readonly on: boolean;
	readonly onChange: (on: boolean) => void;
	readonly children: ReactNode;
}

/** On or off; the menu stays open. */
export function MenuSwitch({ on, onChange, children }: MenuSwitchProps): ReactElement {
	return (
		<Base.CheckboxItem checked={on} onCheckedChange={onChange} className={styles.item}>
			<span className={styles.check}>{on ? <Check size={12} strokeWidth={2} aria-hidden /> : null}</span>
			{children}
		</Base.CheckboxItem>
	);
}

/** A sentence in a menu: why it is empty. */
export function MenuNote({ children }: { readonly children: ReactNode }): ReactElement {
	return <div className={styles.menuNote}>{children}</div>;
}

export interface MenuChoicesProps<T extends string> {
	readonly label?: string;
	readonly value: T;
	readonly onChange: (value: T) => void;
	readonly options: readonly { readonly value: T; readonly label: ReactNode; readonly end?: ReactNode }[];
}

/** One of several; the chosen one has a check mark. */
export function MenuChoices<T extends string>({ label, value, onChange, options }: MenuChoicesProps<T>): ReactElement {
	return (
		<Base.RadioGroup value={value} onValueChange={(next: T) => onChange(next)}>
			{label === undefined ? null : <div className={styles.label}>{label}</div>}
			{options.map((option) => (
				<Base.RadioItem key={option.value} value={option.value} className={styles.item} closeOnClick>
					<span className={styles.check}>{option.value === value ? <Check size={12} strokeWidth={2} aria-hidden /> : null}</span>
					{option.label}
					{option.end === undefined ? null : <span className={styles.end}>{option.end}</span>}
				</Base.RadioItem>
			))}
		</Base.RadioGroup>
	);
}
