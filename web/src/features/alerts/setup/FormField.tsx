import type { ReactElement, ReactNode } from "react";
import styles from "./Form.module.css";

export interface FormFieldProps {
	readonly label: string;
	/** Behind the control: a unit, a remark. */
	readonly note?: ReactNode;
	readonly isWide?: boolean;
	readonly children: ReactNode;
}

/** A control with its name above. */
export function FormField({ label, note, isWide = false, children }: FormFieldProps): ReactElement {
	return (
		// biome-ignore lint/a11y/noLabelWithoutControl: the control is its child
		<label className={styles.field} data-wide={isWide}>
			<span>{label}</span>
			<span className={styles.control}>
				{children}
				{note === undefined ? null : <small>{note}</small>}
			</span>
		</label>
	);
}

export interface SelectFieldProps<T extends string> {
	readonly label: string;
	readonly value: T;
	readonly options: readonly { readonly value: T; readonly label: string }[];
	readonly onChange: (value: T) => void;
}

/** One of several by name. */
export function SelectField<T extends string>({ label, value, options, onChange }: SelectFieldProps<T>): ReactElement {
	const choose = (text: string): void => {
		const option = options.find((one) => one.value === text);
		if (option !== undefined) onChange(option.value);
	};
	return (
		<FormField label={label}>
			<select value={value} onChange={(event) => choose(event.target.value)}>
				{options.map((option) => (
					<option key={option.value} value={option.value}>
						{option.label}
					</option>
				))}
			</select>
		</FormField>
	);
}

export interface NumberFieldProps {
	readonly label: string;
	readonly value: number;
	/** A unit of the field is so many of the value. */
	readonly scale?: number;
	readonly min?: number;
	readonly note?: string;
	readonly onChange: (value: number) => void;
}

/** A whole number; what cannot be read leaves it as it was. */
export function NumberField({ label, value, scale = 1, min = 0, note, onChange }: NumberFieldProps): ReactElement {
	return (
		<FormField label={label} note={note}>
			<input
				type="number"
				min={min}
				step="any"
				value={value / scale}
				onChange={({ target }) => {
					if (Number.isFinite(target.valueAsNumber)) onChange(Math.max(min * scale, Math.round(target.valueAsNumber * scale)));
				}}
			/>
		</FormField>
	);
}

export interface CheckFieldProps {
	readonly label: string;
	readonly checked: boolean;
	readonly onChange: (checked: boolean) => void;
}

export function CheckField({ label, checked, onChange }: CheckFieldProps): ReactElement {
	return (
		<label className={styles.check}>
			<input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
			{label}
		</label>
	);
}
