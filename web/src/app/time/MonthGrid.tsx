import { formatMonth, weekdayNames } from "@spanglass/shared/units/clock-text";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { type KeyboardEvent, type ReactElement, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../../i18n/i18n.ts";
import { IconButton } from "../../ui/Button.tsx";
import { addMonths, dayAfterKey, dayText, monthWeeks } from "./month-days.ts";
import styles from "./Time.module.css";

/** Days, both included; `last` undefined while only the first is chosen. */
export interface DaySpan {
	readonly first: string;
	readonly last: string | undefined;
}

export interface MonthGridProps {
	readonly chosen: DaySpan | undefined;
	readonly nowMs: number;
	readonly onChoose: (span: DaySpan) => void;
}

/** A calendar page: the first click chooses the first day, the second the last. Arrows, Page keys, Home and End walk, Enter chooses. */
export function MonthGrid({ chosen, nowMs, onChoose }: MonthGridProps): ReactElement {
	const { t } = useTranslation();
	const language = currentLanguage();
	const today = dayText(new Date(nowMs));
	const [at, setAt] = useState(today);
	const grid = useRef<HTMLTableElement>(null);
	const walked = useRef(false);
	useEffect(() => {
		if (walked.current) grid.current?.querySelector<HTMLElement>(`[data-day="${at}"]`)?.focus();
		walked.current = false;
	}, [at]);
	const onKeyDown = (event: KeyboardEvent): void => {
		const next = dayAfterKey(at, event.key);
		if (next === undefined) return;
		event.preventDefault();
		walked.current = true;
		setAt(next);
	};
	const choose = (day: string): void => {
		setAt(day);
		if (chosen === undefined || chosen.last !== undefined) onChoose({ first: day, last: undefined });
		else onChoose(day < chosen.first ? { first: day, last: chosen.first } : { first: chosen.first, last: day });
	};
	const monthMs = new Date(Number(at.slice(0, 4)), Number(at.slice(5, 7)) - 1, 1).getTime();
	return (
		<section className={styles.calendar} aria-label={t("picker.calendar")}>
			<div className={styles.monthHead}>
				<IconButton
					small
					label={t("picker.previousMonth")}
					icon={<ChevronLeft size={16} strokeWidth={1.5} />}
					onClick={() => setAt(addMonths(at, -1))}
				/>
				<span aria-live="polite">{formatMonth(monthMs, language)}</span>
				<IconButton
					small
					label={t("picker.nextMonth")}
					icon={<ChevronRight size={16} strokeWidth={1.5} />}
					onClick={() => setAt(addMonths(at, 1))}
				/>
			</div>
			{/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a date grid of buttons, as ARIA practices describe it */}
			<table ref={grid} role="grid" aria-label={formatMonth(monthMs, language)} className={styles.month} onKeyDown={onKeyDown}>
				<thead>
					<tr>
						{weekdayNames(language).map((name) => (
							<th key={name} scope="col">
								{name}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{monthWeeks(at).map((week) => (
						<tr key={week[0]?.day}>
							{week.map(({ day, number, inMonth }) => (
								<td key={day} data-within={isWithin(day, chosen)}>
									<button
										type="button"
										data-day={day}
										data-outside={!inMonth}
										data-future={day > today}
										tabIndex={day === at ? 0 : -1}
										aria-label={day}
										aria-current={day === today ? "date" : undefined}
										aria-pressed={day === chosen?.first || day === chosen?.last}
										onClick={() => choose(day)}
									>
										{number}
									</button>
								</td>
							))}
						</tr>
					))}
				</tbody>
			</table>
			<p className={styles.calendarHint} role="status">
				{chosen !== undefined && chosen.last === undefined ? t("picker.pickEnd") : ""}
			</p>
		</section>
	);
}

function isWithin(day: string, chosen: DaySpan | undefined): boolean {
	return chosen?.last !== undefined && day >= chosen.first && day <= chosen.last;
}
