import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { usePrefs } from "../state/prefs.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { Kbd } from "../ui/Kbd.tsx";
import styles from "./ShortcutsDialog.module.css";
import { type Shortcut, shortcutsAt } from "./shortcuts.ts";

/** The keys that work on the page at `path`: its own first, then those of every page. */
export function ShortcutsDialog(props: {
	readonly open: boolean;
	readonly onOpenChange: (open: boolean) => void;
	readonly path: string;
}): ReactElement {
	const { t } = useTranslation();
	const { singleKeys } = usePrefs();
	return (
		<Dialog open={props.open} onOpenChange={props.onOpenChange} title={t("keys.title")} closeLabel={t("common.close")}>
			{shortcutsAt(props.path).map(({ title, items }) => (
				<Group key={title} title={t(title)} items={items} />
			))}
			{singleKeys ? null : <p className={styles.note}>{t("keys.singleOff")}</p>}
			<p className={styles.note}>{t("keys.paste")}</p>
		</Dialog>
	);
}

function Group({ title, items }: { readonly title: string; readonly items: readonly Shortcut[] }): ReactElement {
	const { t } = useTranslation();
	return (
		<section className={styles.group}>
			<h3>{title}</h3>
			<ul className={styles.list}>
				{items.map(({ keys, text, chord = false }) => (
					<li key={keys} className={styles.row}>
						<span>{t(text)}</span>
						<Kbd keys={keys} chord={chord} />
					</li>
				))}
			</ul>
		</section>
	);
}
