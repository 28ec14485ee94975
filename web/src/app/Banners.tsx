import type { StatusJson } from "@spanglass/shared/api/schemas";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import styles from "./Shell.module.css";

type Word = "insecure" | "diskLow" | "diskFailing" | "damaged" | "logLost" | "setAside" | "blocksDamaged";

/** What everybody has to know who looks at any page, the worst first; absent when there is nothing. */
export function Banners({ status }: { readonly status: StatusJson | undefined }): ReactElement | null {
	const { t } = useTranslation();
	const words = status === undefined ? [] : wordsOf(status);
	if (words.length === 0) return null;
	return (
		<div className={styles.banners} role="status">
			{words.map((word) => (
				<div key={word} className={styles.banner} data-tone={word.startsWith("disk") || word === "damaged" ? "error" : "warn"}>
					▲ {t(`shell.${word}`)} {word === "insecure" ? null : <Link to="/status">{t("shell.bannerMore")}</Link>}
				</div>
			))}
		</div>
	);
}

function wordsOf({ insecure, storage }: StatusJson): readonly Word[] {
	const { disk, damage, losses, setAside, quarantinedBlocks } = storage;
	const words: readonly (readonly [boolean, Word])[] = [
		[disk.state === "low", "diskLow"],
		[disk.state === "failing", "diskFailing"],
		[damage.length > 0, "damaged"],
		[losses.length > 0, "logLost"],
		[setAside.length > 0, "setAside"],
		[quarantinedBlocks > 0, "blocksDamaged"],
		[insecure, "insecure"],
	];
	return words.filter(([holds]) => holds).map(([, word]) => word);
}
