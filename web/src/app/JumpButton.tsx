import { Search } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Kbd } from "../ui/Kbd.tsx";
import styles from "./Header.module.css";

/** Looks like a field and opens the palette. */
export function JumpButton({ onJump }: { readonly onJump: () => void }): ReactElement {
	const { t } = useTranslation();
	return (
		<button
			type="button"
			className={styles.jump}
			aria-label={t("shell.jumpTitle")}
			aria-haspopup="dialog"
			data-keys="Ctrl K"
			onClick={onJump}
		>
			<Search size={14} strokeWidth={1.5} aria-hidden />
			<span className={styles.jumpText}>{t("shell.jump")}</span>
			<Kbd keys="Ctrl K" chord />
		</button>
	);
}
