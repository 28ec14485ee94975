import { type FormEvent, type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../i18n/i18n.ts";
import { type RangeText, resolveRange } from "../state/time-range.ts";
import { parseTimeText } from "../state/time-text.ts";
import { Button } from "../ui/Button.tsx";
import { Popover } from "../ui/Popover.tsx";
import styles from "./Header.module.css";
import { timeLabel } from "./time-label.ts";

const PRESETS = ["5m", "15m", "30m", "1h", "3h", "6h", "12h", "24h", "2d", "7d", "30d"] as const;

export interface TimePopoverProps {
	readonly trigger: ReactElement;
	readonly open: boolean;
	readonly onOpenChange: (open: boolean) => void;
	readonly onApply: (range: RangeText) => void;
}

/** The panel of the time range: a text field that says what it understood, and presets. */
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
	const nowMs = Date.now();
	const parsed = parseTimeText(text, nowMs);
	const fault = text.trim() !== "" && parsed === undefined;
	const submit = (event: FormEvent): void => {
		event.preventDefault();
		if (parsed !== undefined) onApply(parsed);
	};
	const preset = (input: string, label: string): ReactElement => (
		<Button key={input} look="bordered" onClick={() => onApply(parseTimeText(input, nowMs) ?? { from: "now-15m", to: "now" })}>
			{label}
		</Button>
	);
	return (
		<form className={styles.timePanel} onSubmit={submit}>
			<label htmlFor="time-field">{t("time.field")}</label>
			<div className={styles.timeField}>
				<input
					id="time-field"
					value={text}
					onChange={(event) => setText(event.target.value)}
					placeholder={t("time.placeholder")}
					aria-invalid={fault}
					aria-describedby="time-preview"
					autoComplete="off"
					spellCheck={false}
				/>
				<Button look="primary" type="submit" disabled={parsed === undefined}>
					{t("time.apply")}
				</Button>
			</div>
			<p id="time-preview" className={styles.preview} data-fault={fault} role="status">
				{fault ? t("time.fault") : parsed === undefined ? "" : previewText(parsed, nowMs)}
			</p>
			<div className={styles.presets}>
				{PRESETS.map((length) => preset(length, length.replace(/^(\d+)/, "$1\u00a0")))}
				{preset("today", t("time.today"))}
				{preset("yesterday", t("time.yesterday"))}
			</div>
		</form>
	);
}

function previewText(range: RangeText, nowMs: number): string {
	const { clock, zone } = timeLabel(range, resolveRange(range, nowMs), nowMs, currentLanguage());
	return `${clock} ${zone}`;
}
