import { Search, X } from "lucide-react";
import { type KeyboardEvent, type ReactElement, useEffect, useRef, useState } from "react";
import { IconButton } from "./Button.tsx";
import { cx } from "./class-names.ts";
import box from "./Field.module.css";

export interface FilterFieldProps {
	readonly value: string;
	/** What it filters, also in the empty field. */
	readonly label: string;
	readonly clearLabel: string;
	/** Its place on the page. */
	readonly className?: string | undefined;
	/** `/` leads to it. Default: yes. */
	readonly isPageSearch?: boolean;
	readonly onChange: (value: string) => void;
}

/** A filter that works with every key. Esc empties it, then leaves it. */
export function FilterField({ value, label, clearLabel, className, isPageSearch = true, onChange }: FilterFieldProps): ReactElement {
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
		<search className={cx(box.field, className)}>
			<Search size={14} strokeWidth={1.5} aria-hidden />
			<input
				ref={field}
				type="search"
				data-page-search={isPageSearch ? "" : undefined}
				value={text}
				onChange={(event) => change(event.target.value)}
				onKeyDown={onKeyDown}
				onBlur={() => setText(value)}
				placeholder={label}
				aria-label={label}
				autoComplete="off"
				autoCapitalize="off"
				spellCheck={false}
			/>
			{text === "" ? null : (
				<IconButton small label={clearLabel} icon={<X size={14} strokeWidth={1.5} aria-hidden />} onClick={() => change("")} />
			)}
		</search>
	);
}
