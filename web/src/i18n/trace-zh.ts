import type { Texts } from "./texts.ts";

/** 链路视图的中文文本。 */
export const traceZh: Texts["trace"] = {
	title: "链路 {{id}}",
};
