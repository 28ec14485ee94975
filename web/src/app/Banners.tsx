import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { BannerWord } from "./banner-words.ts";
import styles from "./Shell.module.css";

/** A line for each word, above every page. Fetched when there is something to say. */
export function Banners({ words }: { readonly words: readonly BannerWord[] }): ReactElement {
	const { t } = useTranslation();
	return (
		<div className={styles.banners} role="status">
			{words.map((word) => (
				<div key={word} className={styles.banner} data-tone={word.startsWith("disk") || word === "damaged" ? "error" : "warn"}>
					▲ {t(`banners.${word}`)} {word === "insecure" ? null : <Link to="/status">{t("banners.more")}</Link>}
				</div>
			))}
		</div>
	);
}
