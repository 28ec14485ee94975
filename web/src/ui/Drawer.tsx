import { X } from "lucide-react";
import type { CSSProperties, ReactElement, ReactNode } from "react";
import { IconButton } from "./Button.tsx";
import styles from "./panels.module.css";

export interface DrawerProps {
	readonly title: ReactNode;
	readonly label: string;
	readonly closeLabel: string;
	readonly onClose: () => void;
	/** 400 on trace and map, 480 elsewhere. */
	readonly widthPx?: number;
	/** Buttons between title and close. */
	readonly tools?: ReactNode;
	readonly children: ReactNode;
}

/** A panel at the right: pushes the content from 1440 px on, lies over it below. The parent decides whether it is there. */
export function Drawer({ title, label, closeLabel, onClose, widthPx = 480, tools, children }: DrawerProps): ReactElement {
	return (
		<aside className={styles.drawer} aria-label={label} style={{ "--drawer-width": `${widthPx}px` } as CSSProperties}>
			<header className={styles.drawerHead}>
				<div className={styles.drawerTitle}>{title}</div>
				{tools}
				<IconButton label={closeLabel} keys="Esc" icon={<X size={16} strokeWidth={1.5} aria-hidden />} onClick={onClose} />
			</header>
			<div className={styles.drawerBody}>{children}</div>
		</aside>
	);
}
