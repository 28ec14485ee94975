/** English texts of the panel that picks a range of time. */
export const pickerEn = {
	field: "Range",
	recent: "Recent",
	noRecent: "Ranges that you type are kept here.",
	presets: "Common ranges",
	calendar: "Days",
	previousMonth: "Previous month",
	nextMonth: "Next month",
	pickEnd: "Now the last day",
	placeholder: "15m, last 2h, 09:30-10:00, a log time…",
	fault: "Not understood. Try 15m, now-1h, yesterday, 09:30-10:00 or 2026-11-20 03:00 → 03:30.",
	apply: "Apply",
} as const;
