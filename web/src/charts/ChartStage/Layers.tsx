import type { ReactElement } from "react";
import { type Painters, useLayers } from "../use-layers.ts";
import styles from "./ChartStage.module.css";
import { CAN_DRAW } from "./use-width.ts";

/** The two canvases of a chart: what stays, and over it what follows the pointer. */
export function Layers({ painters }: { readonly painters: Painters }): ReactElement | null {
	return CAN_DRAW ? <DrawnLayers painters={painters} /> : null;
}

function DrawnLayers({ painters }: { readonly painters: Painters }): ReactElement {
	const layers = useLayers(painters);
	return (
		<div ref={layers.box} className={styles.canvas} aria-hidden>
			<canvas ref={layers.base} />
			<canvas ref={layers.overlay} />
		</div>
	);
}
