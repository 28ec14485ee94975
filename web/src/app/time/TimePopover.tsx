import { type FormEvent, type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../../i18n/i18n.ts";
import { noteRecent, useRecents } from "../../state/recents.ts";
import { type RangeText, relativeLength, resolveRange } from "../../state/time-range.ts";
import { isBackwards, parseTimeText, printTimeText } from "../../state/time-text.ts";
import { useTimeRange } from "../../state/use-time-range.ts";
import { Button } from "../../ui/Button.tsx";
import { Popover } from "../../ui/Popover.tsx";
import { type DaySpan, MonthGrid } from "./MonthGrid.tsx";
import { DAY_PRESETS, LENGTH_PRESETS, lengthWords } from "./presets.ts";
import styles from "./Time.module.css";
import { timeLabel } from "./time-label.ts";

export interface TimePopoverProps {
	readonly trigger: ReactElement;
	readonly open: boolean;
	readonly onOpenChange: (open: boolean) => void;
	readonly onApply: (range: RangeText) => void;
}

/** The panel of the time range: a text field that says what it understood, common and recent ranges, a calendar. */
export function TimePopover({ trigger, open, onOpenChange, onApply }: TimePopoverProps): ReactElement {
	const { t } = useTranslation();
	return (
		<Popover label={t("time.range")} open={open} onOpenChange={onOpenChange} trigger={trigger}>
			<TimePanel onApply={onApply} />
		</Popover>
	);
}

function TimePanel({ onApply }: { readonly onApply: (range: RangeText) => void }): ReactElement {
	const { t } = useTranslation();
	const [text, setText] = useState("");
	const [days, setDays] = useState<DaySpan | undefined>(undefined);
	const [nowMs] = useState(() => Date.now());
	const parsed = parseTimeText(text, nowMs);
	const submit = (event: FormEvent): void => {
		event.preventDefault();
		if (parsed === undefined) return;
		noteRecent("ranges", relativeLength(parsed) === undefined ? printTimeText(parsed, nowMs) : text.trim(), text.trim());
		onApply(parsed);
	};
	const type = (next: string): void => {
		setText(next);
		setDays(undefined);
	};
	const choose = (span: DaySpan): void => {
		setDays(span);
		setText(span.last === undefined || span.last === span.first ? span.first : `${span.first} → ${span.last}`);
	};
	return (
		<form className={styles.panel} onSubmit={submit}>
			<div className={styles.typed}>
				<label htmlFor="time-field">{t("picker.field")}</label>
				<div className={styles.field}>
					<input
						id="time-field"
						value={text}
						onChange={(event) => type(event.target.value)}
						placeholder={t("picker.placeholder")}
						aria-invalid={text.trim() !== "" && parsed === undefined}
						aria-describedby="time-preview"
						autoComplete="off"
						spellCheck={false}
					/>
					<Button look="primary" type="submit" disabled={parsed === undefined}>
						{t("picker.apply")}
					</Button>
				</div>
				<Preview text={text} parsed={parsed} nowMs={nowMs} />
			</div>
			<div className={styles.choices}>
				<Presets nowMs={nowMs} onApply={onApply} />
				<RecentRanges nowMs={nowMs} onApply={onApply} />
			</div>
			<MonthGrid chosen={days} nowMs={nowMs} onChoose={choose} />
		</form>
	);
}

interface PreviewProps {
	readonly text: string;
	readonly parsed: RangeText | undefined;
	readonly nowMs: number;
}

/** What the text means, in absolute times with their zone; what is shown now while nothing is typed. */
function Preview({ text, parsed, nowMs }: PreviewProps): ReactElement {
	const { t } = useTranslation();
	const current = useTimeRange();
	const fault = text.trim() !== "" && parsed === undefined;
	const said = parsed === undefined ? rangeText(current.text, nowMs) : rangeText(parsed, nowMs);
	return (
		<p id="time-preview" className={styles.preview} data-fault={fault} data-typed={parsed !== undefined} role="status">
			{fault ? t(isBackwards(text, nowMs) ? "time.backwards" : "picker.fault") : said}
		</p>
	);
}

function rangeText(range: RangeText, nowMs: number): string {
	const { clock, zone } = timeLabel(range, resolveRange(range, nowMs), nowMs, currentLanguage());
	return `${clock} ${zone}`;
}

interface ChoicesProps {
	readonly nowMs: number;
	readonly onApply: (range: RangeText) => void;
}

function Presets({ nowMs, onApply }: ChoicesProps): ReactElement {
	const { t } = useTranslation();
	const { text: current } = useTimeRange();
	const preset = (input: string, label: string): ReactElement => {
		const range = parseTimeText(input, nowMs);
		const isCurrent = range?.from === current.from && range.to === current.to;
		return (
			<Button key={input} look="bordered" aria-pressed={isCurrent} onClick={() => range !== undefined && onApply(range)}>
				{label}
			</Button>
		);
	};
	return (
		<section className={styles.presets} aria-label={t("picker.presets")}>
			<div className={styles.lengths}>{LENGTH_PRESETS.map((length) => preset(length, lengthWords(length, currentLanguage())))}</div>
			<div className={styles.days}>{DAY_PRESETS.map(({ text, label }) => preset(text, t(label)))}</div>
		</section>
	);
}

function RecentRanges({ nowMs, onApply }: ChoicesProps): ReactElement {
	const { t } = useTranslation();
	const { ranges } = useRecents();
	const known = ranges.flatMap(({ key, label }) => {
		const range = parseTimeText(key, nowMs);
		return range === undefined ? [] : [{ key, label, range }];
	});
	return (
		<section className={styles.recents} aria-label={t("picker.recent")}>
			<h3>{t("picker.recent")}</h3>
			{known.length === 0 ? <p className={styles.when}>{t("picker.noRecent")}</p> : null}
			{known.map(({ key, label, range }) => (
				<button type="button" key={key} className={styles.recent} onClick={() => onApply(range)}>
					<span>{label}</span>
					<span className={styles.when}>{rangeText(range, nowMs)}</span>
				</button>
			))}
		</section>
	);
}
