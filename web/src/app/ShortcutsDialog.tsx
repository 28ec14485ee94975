import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "../ui/Dialog.tsx";
import { Kbd } from "../ui/Kbd.tsx";
import styles from "./ShortcutsDialog.module.css";

interface Shortcut {
	readonly keys: string;
	readonly chord?: boolean;
	readonly text: string;
}

/** The keys that work on this page. `page` are those of the page itself. */
export function ShortcutsDialog(props: {
	readonly open: boolean;
	readonly onOpenChange: (open: boolean) => void;
	readonly path: string;
}): ReactElement {
	const { t } = useTranslation();
	const isList = props.path === "/traces";
	const list: readonly Shortcut[] = [
		{ keys: "j k", text: t("keys.move") },
		{ keys: "Enter", text: t("keys.open") },
		{ keys: "s", text: t("keys.sort") },
		{ keys: "Space", text: t("keys.hold") },
		{ keys: "t t", text: t("keys.timePicker") },
		{ keys: "t z", text: t("keys.zoomOut") },
		{ keys: "t ← →", text: t("keys.shift") },
		{ keys: "r", text: t("keys.refresh") },
	];
	const everywhere: readonly Shortcut[] = [
		{ keys: "Ctrl K", chord: true, text: t("keys.palette") },
		{ keys: "/", text: t("keys.search") },
		{ keys: "g t", text: t("keys.goTraces") },
		{ keys: "y y", text: t("keys.copyLink") },
		{ keys: "; t", text: t("keys.theme") },
		{ keys: "; d", text: t("keys.density") },
		{ keys: "?", text: t("keys.shortcuts") },
		{ keys: "Esc", text: t("keys.close") },
	];
	return (
		<Dialog open={props.open} onOpenChange={props.onOpenChange} title={t("keys.title")} closeLabel={t("common.close")}>
			{isList ? <Group title={t("keys.list")} items={list} /> : null}
			<Group title={t("keys.global")} items={everywhere} />
			<p className={styles.note}>{t("keys.paste")}</p>
		</Dialog>
	);
}

function Group({ title, items }: { readonly title: string; readonly items: readonly Shortcut[] }): ReactElement {
	return (
		<section className={styles.group}>
			<h3>{title}</h3>
			<ul className={styles.list}>
				{items.map((item) => (
					<li key={item.keys} className={styles.row}>
						{item.text}
						<Kbd keys={item.keys} chord={item.chord ?? false} />
					</li>
				))}
			</ul>
		</section>
	);
}
