import { formatClock, formatDay, formatDayShort } from "@spanglass/shared/units/clock-text";
import { currentLanguage } from "../i18n/i18n.ts";

/** `03:14`, with the day when it is not today's. `millis` is of the epoch. */
export function momentText(millis: number): string {
	const clock = formatClock(millis, "minute");
	return formatDay(millis) === formatDay(Date.now()) ? clock : `${formatDayShort(millis, currentLanguage())} ${clock}`;
}
