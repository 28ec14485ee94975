/** The days of a calendar page. Days are written `2026-11-20`, months `2026-11`; local calendar of the browser. */
export interface CalendarDay {
	readonly day: string;
	readonly number: number;
	/** False for the days of the months before and after. */
	readonly inMonth: boolean;
}

const pad = (value: number): string => String(value).padStart(2, "0");

/** The day of a date. */
export function dayText(date: Date): string {
	return `${String(date.getFullYear()).padStart(4, "0")}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

function dateOf(day: string): Date {
	const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
	return new Date(year, month - 1, date);
}

/** A day so many days later (earlier when negative). */
export function addDays(day: string, count: number): string {
	const date = dateOf(day);
	return dayText(new Date(date.getFullYear(), date.getMonth(), date.getDate() + count));
}

/** The same day so many months later; the last of the month when it has no such day: 31 January + 1 -> 28 February. */
export function addMonths(day: string, count: number): string {
	const date = dateOf(day);
	const last = new Date(date.getFullYear(), date.getMonth() + count + 1, 0);
	return dayText(new Date(last.getFullYear(), last.getMonth(), Math.min(date.getDate(), last.getDate())));
}

/** Monday is 0. */
export function weekdayOf(day: string): number {
	return (dateOf(day).getDay() + 6) % 7;
}

/** Six weeks from the Monday on or before the first of the month that holds `day`: always as many, so that nothing jumps. */
export function monthWeeks(day: string): readonly (readonly CalendarDay[])[] {
	const month = day.slice(0, 7);
	const first = `${month}-01`;
	const start = addDays(first, -weekdayOf(first));
	return Array.from({ length: 6 }, (_week, week) =>
		Array.from({ length: 7 }, (_day, index) => {
			const date = addDays(start, week * 7 + index);
			return { day: date, number: Number(date.slice(8)), inMonth: date.startsWith(month) };
		}),
	);
}

/** Where a key leads from a day in the grid; undefined when the key is not of the grid. */
export function dayAfterKey(day: string, key: string): string | undefined {
	const byDays: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
	const step = byDays[key];
	if (step !== undefined) return addDays(day, step);
	if (key === "PageUp" || key === "PageDown") return addMonths(day, key === "PageUp" ? -1 : 1);
	if (key === "Home") return addDays(day, -weekdayOf(day));
	return key === "End" ? addDays(day, 6 - weekdayOf(day)) : undefined;
}
