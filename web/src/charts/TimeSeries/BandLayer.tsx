import type { ReactElement } from "react";
import styles from "./BandLayer.module.css";
import type { Plot } from "./plot.ts";

/** Stretches of time behind the lines: hatched while pending, tinted while firing. */
export function BandLayer({ plot: { frame, bands } }: { readonly plot: Pick<Plot, "frame" | "bands"> }): ReactElement {
	return (
		<>
			{bands.map(({ band, left, width, hasWord }) => (
				<span
					key={band.key}
					className={styles.band}
					data-look={band.look}
					style={{ left, width, top: frame.topPx, height: frame.heightPx }}
				>
					{hasWord ? <em>{band.label}</em> : null}
				</span>
			))}
		</>
	);
}

/** The line that must not be passed, with its value. */
export function LimitLayer({ plot: { frame, limit } }: { readonly plot: Pick<Plot, "frame" | "limit"> }): ReactElement | null {
	if (limit === undefined) return null;
	return (
		<span className={styles.limit} style={{ left: frame.leftPx, top: limit.y, width: frame.widthPx }}>
			<em data-outside={limit.isOutside}>{limit.label}</em>
		</span>
	);
}
