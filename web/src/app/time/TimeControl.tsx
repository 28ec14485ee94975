import { ChevronDown, ChevronLeft, ChevronRight, Clock, ZoomOut } from "lucide-react";
import { lazy, type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";
import { currentLanguage, withTexts } from "../../i18n/i18n.ts";
import { type RangeText, shiftRange, widenRange } from "../../state/time-range.ts";
import { type TimeSelection, useTimeRange } from "../../state/use-time-range.ts";
import { Button, ButtonGroup, IconButton } from "../../ui/Button.tsx";
import { useKeys } from "../../ui/keys.ts";
import { OnDemand } from "../../ui/OnDemand.tsx";
import styles from "../Header.module.css";
import { timeLabel } from "./time-label.ts";
import { useCopyRange, usePasteRange } from "./use-range-clipboard.ts";
import { useSetRange } from "./use-set-range.ts";

const loadPopover = withTexts(async () => ({ default: (await import("./TimePopover.tsx")).TimePopover }), "picker");
const TimePopover = lazy(loadPopover);

/** The range button with its panel, and the buttons that move and widen the range. */
export function TimeControl(): ReactElement {
	const { t } = useTranslation();
	const selection = useTimeRange();
	const setRange = useSetRange();
	const copyRange = useCopyRange();
	const pasteRange = usePasteRange();
	const [open, setOpen] = useState(false);
	const shift = (direction: -1 | 1): void => setRange(shiftRange(selection.range, direction));
	const widen = (): void => setRange(widenRange(selection.text, selection.range));
	useKeys({
		"t t": () => setOpen(true),
		"t z": widen,
		"t ArrowLeft": () => shift(-1),
		"t ArrowRight": () => shift(1),
		"t c": copyRange,
		"t v": pasteRange,
	});
	const apply = (range: RangeText): void => {
		setRange(range);
		setOpen(false);
	};
	const trigger = <RangeButton selection={selection} />;
	return (
		<>
			<OnDemand trigger={trigger} kind="dialog" open={open} onOpenChange={setOpen} preload={() => void loadPopover()}>
				<TimePopover trigger={trigger} open={open} onOpenChange={setOpen} onApply={apply} />
			</OnDemand>
			<span className={styles.wide}>
				<ButtonGroup label={t("time.shift")}>
					<IconButton label={t("time.earlier")} keys="t ←" icon={<ChevronLeft size={16} strokeWidth={1.5} />} onClick={() => shift(-1)} />
					<IconButton label={t("time.later")} keys="t →" icon={<ChevronRight size={16} strokeWidth={1.5} />} onClick={() => shift(1)} />
					<IconButton label={t("time.zoomOut")} keys="t z" icon={<ZoomOut size={14} strokeWidth={1.5} />} onClick={widen} />
				</ButtonGroup>
			</span>
		</>
	);
}

function RangeButton({ selection, ...trigger }: { readonly selection: TimeSelection }): ReactElement {
	const { t } = useTranslation();
	const label = timeLabel(selection.text, selection.range, Date.now(), currentLanguage());
	return (
		<Button look="bordered" className={styles.timeButton} data-keys="t t" {...trigger}>
			<Clock size={14} strokeWidth={1.5} aria-hidden />
			<span className="visually-hidden">{t("time.range")}</span>
			{label.length === undefined ? null : <b>{t("time.last", { length: label.length })}</b>}
			{label.length === undefined ? <b>{label.clock}</b> : <span className={`${styles.dim} ${styles.timeClock}`}>{label.clock}</span>}
			<span className={styles.dim}>{label.zone}</span>
			<ChevronDown size={14} strokeWidth={1.5} aria-hidden />
		</Button>
	);
}
