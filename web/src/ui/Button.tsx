import type { ComponentProps, ReactElement, ReactNode } from "react";
import styles from "./Button.module.css";
import { cx } from "./class-names.ts";
import { Tooltip } from "./Tooltip.tsx";

export interface ButtonProps extends ComponentProps<"button"> {
	readonly look?: "plain" | "bordered" | "primary";
	readonly small?: boolean;
}

/** A button 28 px high: plain by default, `bordered` in toolbars, `primary` once per page. */
export function Button({ look = "plain", small = false, className, ...rest }: ButtonProps): ReactElement {
	return (
		<button
			type="button"
			className={cx(
				styles.button,
				look === "bordered" && styles.bordered,
				look === "primary" && styles.primary,
				small && styles.small,
				className,
			)}
			{...rest}
		/>
	);
}

export interface IconButtonProps extends Omit<ButtonProps, "children"> {
	/** Said by screen readers and shown as tooltip. */
	readonly label: string;
	/** Keys that do the same, shown beside the label. */
	readonly keys?: string;
	readonly icon: ReactNode;
	/** Where the tooltip stands, when not below. */
	readonly side?: "top" | "right" | "left";
}

/** A square button that shows only an icon. */
export function IconButton({ label, keys, icon, side, className, ...rest }: IconButtonProps): ReactElement {
	return (
		<Tooltip content={label} {...(keys === undefined ? {} : { keys })} {...(side === undefined ? {} : { side })}>
			<Button aria-label={label} data-keys={keys} className={cx(styles.square, className)} {...rest}>
				{icon}
			</Button>
		</Tooltip>
	);
}

/** Buttons that belong together, in one frame. */
export function ButtonGroup({ label, children }: { readonly label: string; readonly children: ReactNode }): ReactElement {
	return (
		// biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a form's meaning and its own layout
		<div role="group" aria-label={label} className={styles.group}>
			{children}
		</div>
	);
}
