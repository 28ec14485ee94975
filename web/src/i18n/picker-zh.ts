import type { Texts } from "./texts.ts";

/** 时间范围选择面板的中文文本。 */
export const pickerZh: Texts["picker"] = {
	field: "范围",
	recent: "最近使用",
	noRecent: "手动输入的范围会保留在这里。",
	presets: "常用范围",
	calendar: "按天选择",
	previousMonth: "上个月",
	nextMonth: "下个月",
	pickEnd: "再选最后一天",
	placeholder: "最近15分钟、昨天、09:30-10:00、日志时间…",
	fault: "无法识别。可以写 最近15分钟、now-1h、昨天、09:30-10:00 或 2026-11-20 03:00 → 03:30。",
	apply: "应用",
};
