import { nameFromField } from "@spanglass/shared/query/fields";
import { formatCount, textOf } from "@spanglass/shared/units/format";
import { Plus } from "lucide-react";
import { type KeyboardEvent, type ReactElement, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useKeyCounts } from "../../../api/suggestions.ts";
import { useTimeRange } from "../../../state/use-time-range.ts";
import { Button } from "../../../ui/Button.tsx";
import { FilterField } from "../../../ui/FilterField.tsx";
import { Popover } from "../../../ui/Popover.tsx";
import styles from "./Facets.module.css";

export interface KeyPickerProps {
	readonly label: string;
	/** The chosen key as a query writes it. */
	readonly onKey: (key: string) => void;
}

/** Fields of the span itself, which no attribute names. */
const FIELDS: readonly string[] = ["service", "name", "root.name", "kind", "status", "version", "instance", "env"];

/** A button with a list of keys: those of attributes by frequency, found by their text. */
export function KeyPicker({ label, onKey }: KeyPickerProps): ReactElement {
	const [isOpen, setOpen] = useState(false);
	const trigger = (
		<Button className={styles.add}>
			<Plus size={14} strokeWidth={1.5} aria-hidden />
			{label}
		</Button>
	);
	return (
		<Popover trigger={trigger} open={isOpen} onOpenChange={setOpen} align="start" label={label}>
			<KeyList
				onKey={(key) => {
					setOpen(false);
					onKey(key);
				}}
			/>
		</Popover>
	);
}

function KeyList({ onKey }: Pick<KeyPickerProps, "onKey">): ReactElement {
	const { t } = useTranslation();
	const { range } = useTimeRange();
	const [text, setText] = useState("");
	const list = useRef<HTMLUListElement>(null);
	const counted = useKeyCounts(range, text.trim());
	const needle = text.trim().toLowerCase();
	const fields = FIELDS.filter((key) => key.includes(needle)).map((name) => ({ name, count: undefined }));
	const attributes = (counted ?? []).map(({ key, count }) => ({ name: nameFromField({ scope: "any", key }), count }));
	const known = new Set(FIELDS);
	const seen = attributes.filter(({ name }) => !known.has(name) && !name.includes(",") && known.add(name));
	const rows = [...fields, ...seen];
	const onKeyDown = (event: KeyboardEvent): void => {
		const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
		const at = buttons.findIndex((button) => button.matches(":focus"));
		const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
		if (step === 0) {
			const [only] = rows;
			if (event.key !== "Enter" || at >= 0 || only === undefined || text === "") return;
			event.preventDefault();
			onKey(only.name);
			return;
		}
		event.preventDefault();
		buttons[Math.max(0, Math.min(buttons.length - 1, at + step))]?.focus();
	};
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: keys move between the field and its list
		<div className={styles.picker} onKeyDown={onKeyDown}>
			<FilterField
				value={text}
				label={t("find.facetAddField")}
				clearLabel={t("find.facetSearchClear")}
				isPageSearch={false}
				onChange={setText}
			/>
			<ul ref={list} aria-label={t("find.facetAddField")}>
				{rows.map(({ name, count }) => (
					<li key={name}>
						<button type="button" onClick={() => onKey(name)}>
							<span>{name}</span>
							{count === undefined ? null : <em>{textOf(formatCount(count))}</em>}
						</button>
					</li>
				))}
			</ul>
			{rows.length === 0 ? <p className={styles.none}>{t("find.facetNoMatch")}</p> : null}
		</div>
	);
}
