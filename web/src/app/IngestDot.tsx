import { formatRate, textOf } from "@spanglass/shared/units/format";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useIngestState } from "../api/use-live.ts";
import { Tooltip } from "../ui/Tooltip.tsx";
import styles from "./Shell.module.css";

/** Whether data arrives: colour, shape and, on hover, the word with the rate or the reason. Leads to the status. */
export function IngestDot(): ReactElement {
	const { t } = useTranslation();
	const { word, spansPerSecond, refusal } = useIngestState();
	const name = t(`ingest.${word}`);
	const rate = spansPerSecond > 0 ? t("ingest.spansRate", { value: textOf(formatRate(spansPerSecond)) }) : undefined;
	const detail = word === "refusing" ? refusal : rate;
	return (
		<Tooltip content={detail === undefined ? name : `${name} · ${detail}`} side="right">
			<Link to="/status" className={styles.dotLink} aria-label={name}>
				<span className={styles.ingest} data-word={word} />
			</Link>
		</Tooltip>
	);
}
