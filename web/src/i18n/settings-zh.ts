import type { Texts } from "./texts.ts";

/** Chinese texts of the settings. */
export const settingsZh: Texts["settings"] = {
	singleKeys: "单键快捷键",
	theme: "主题",
	density: "密度",
	language: "语言",
	version: "版本 {{version}}",
};
