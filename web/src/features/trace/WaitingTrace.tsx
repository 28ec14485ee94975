import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useDelayed } from "../../ui/Skeleton.tsx";
import styles from "./TracePage.module.css";

const BARS: readonly (readonly [number, number])[] = [
	[0, 100],
	[1, 98],
	[2, 96],
	[4, 22],
	[28, 40],
	[28, 39],
	[72, 18],
];

/** The geometry of the page in grey, once loading takes longer than a moment. */
export function WaitingTrace(): ReactElement {
	const { t } = useTranslation();
	const shown = useDelayed(true);
	return (
		<div className={styles.waiting} role="status" aria-label={t("trace.loading")}>
			{shown ? BARS.map(([left, width]) => <i key={`${left} ${width}`} style={{ marginLeft: `${left}%`, width: `${width}%` }} />) : null}
		</div>
	);
}
