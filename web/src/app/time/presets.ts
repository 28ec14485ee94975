/** Ranges that are one click away; the named ones are read by `parseTimeText`. */
export const LENGTH_PRESETS = ["5m", "15m", "30m", "1h", "3h", "6h", "12h", "24h", "2d", "7d", "30d"] as const;

export const DAY_PRESETS = [
	{ text: "today", label: "time.today" },
	{ text: "yesterday", label: "time.yesterday" },
	{ text: "this week", label: "time.thisWeek" },
] as const;

/** `15m` with the space of a unit: `15 m`. */
export function spacedLength(length: string): string {
	return length.replace(/^(\d+(?:\.\d+)?)/, "$1\u00a0");
}
