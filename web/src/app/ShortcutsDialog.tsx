import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "../ui/Dialog.tsx";
import { Kbd } from "../ui/Kbd.tsx";
import styles from "./ShortcutsDialog.module.css";
import { EVERYWHERE, LIST_KEYS, LOG_KEYS, type Shortcut, TRACE_KEYS } from "./shortcuts.ts";

/** The keys that work on the page at `path`: its own first, then those of every page. */
export function ShortcutsDialog(props: {
	readonly open: boolean;
	readonly onOpenChange: (open: boolean) => void;
	readonly path: string;
}): ReactElement {
	const { t } = useTranslation();
	return (
		<Dialog open={props.open} onOpenChange={props.onOpenChange} title={t("keys.title")} closeLabel={t("common.close")}>
			{props.path === "/traces" ? <Group title={t("keys.list")} items={LIST_KEYS} /> : null}
			{props.path === "/logs" ? <Group title={t("keys.logList")} items={LOG_KEYS} /> : null}
			{props.path.startsWith("/t/") ? <Group title={t("keys.trace")} items={TRACE_KEYS} /> : null}
			<Group title={t("keys.global")} items={EVERYWHERE} />
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
