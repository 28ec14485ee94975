import { Search, X } from "lucide-react";
import { type KeyboardEvent, type ReactElement, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "../../ui/Button.tsx";
import { cx } from "../../ui/class-names.ts";
import box from "../../ui/Field.module.css";
import styles from "./ServicesPage.module.css";

/** A filter that works with every key. Esc empties it, then leaves it. */
export function FilterField({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }): ReactElement {
	const { t } = useTranslation();
	const [text, setText] = useState(value);
	const field = useRef<HTMLInputElement>(null);
	// While somebody types, the address lags behind the field; it must not take letters back.
	useEffect(() => {
		if (document.activeElement !== field.current) setText(value);
	}, [value]);
	const change = (next: string): void => {
		setText(next);
		onChange(next);
	};
	const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
		if (event.key !== "Escape") return;
		if (text === "") event.currentTarget.blur();
		else change("");
	};
	return (
		<search className={cx(box.field, styles.filter)}>
			<Search size={14} strokeWidth={1.5} aria-hidden />
			<input
				ref={field}
				data-page-search
				value={text}
				onChange={(event) => change(event.target.value)}
				onKeyDown={onKeyDown}
				onBlur={() => setText(value)}
				placeholder={t("services.filter")}
				aria-label={t("services.filter")}
				autoComplete="off"
				autoCapitalize="off"
				spellCheck={false}
			/>
			{text === "" ? null : (
				<IconButton
					small
					label={t("services.clearFilter")}
					icon={<X size={14} strokeWidth={1.5} aria-hidden />}
					onClick={() => change("")}
				/>
			)}
		</search>
	);
}
