/** Ranges that are one click away; the named ones are read by `parseTimeText`. */
export const LENGTH_PRESETS = ["5m", "15m", "30m", "1h", "3h", "6h", "12h", "24h", "2d", "7d", "30d"] as const;

export const DAY_PRESETS = [
	{ text: "today", label: "time.today" },
	{ text: "yesterday", label: "time.yesterday" },
	{ text: "this week", label: "time.thisWeek" },
] as const;

const CHINESE_UNITS: Readonly<Record<string, string>> = { ms: "毫秒", s: "秒", m: "分钟", h: "小时", d: "天", w: "周" };

/** `15m` with the space of a unit: `15 m`, in Chinese `15 分钟`. */
export function lengthWords(length: string, language: "en" | "zh"): string {
	return length.replace(/^(\d+(?:\.\d+)?)(.*)$/, (_all, count: string, unit: string) => {
		return `${count}\u00a0${language === "zh" ? (CHINESE_UNITS[unit] ?? unit) : unit}`;
	});
}
