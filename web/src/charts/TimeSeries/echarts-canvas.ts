/** The one importer of ECharts: it comes as a chunk of its own with the first chart, and never where no chart is. */
import { CustomChart, LineChart } from "echarts/charts";
import { GridComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import type { PlotOption } from "./plot-option.ts";

use([LineChart, CustomChart, GridComponent, CanvasRenderer]);

export interface EchartsCanvas {
	/** Draw now, in this frame, at this size. */
	readonly draw: (option: PlotOption, size: { readonly widthPx: number; readonly heightPx: number }) => void;
	readonly dispose: () => void;
}

/** Put a canvas into `host`, which stays the caller's. */
export function createEchartsCanvas(host: HTMLElement): EchartsCanvas {
	const chart = init(host, null, { renderer: "canvas", width: 1, height: 1 });
	return {
		draw: (option, { widthPx, heightPx }) => {
			if (chart.getWidth() !== widthPx || chart.getHeight() !== heightPx) chart.resize({ width: widthPx, height: heightPx, silent: true });
			chart.setOption(option, { notMerge: true });
		},
		dispose: () => chart.dispose(),
	};
}
