import { type KeyboardEvent, type ReactElement, type ReactNode, useRef } from "react";
import styles from "./marks.module.css";

export interface SegmentedControlProps<T extends string> {
	readonly label: string;
	readonly value: T;
	readonly onChange: (value: T) => void;
	readonly options: readonly { readonly value: T; readonly label: ReactNode; readonly note?: ReactNode }[];
}

const STEP: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** One of a few, all visible; arrow keys move the choice. */
export function SegmentedControl<T extends string>({ label, value, onChange, options }: SegmentedControlProps<T>): ReactElement {
	const group = useRef<HTMLDivElement>(null);
	const onKeyDown = (event: KeyboardEvent): void => {
		const step = STEP[event.key];
		if (step === undefined) return;
		event.preventDefault();
		const at = options.findIndex((option) => option.value === value);
		const index = (at + step + options.length) % options.length;
		const next = options[index];
		if (next === undefined) return;
		onChange(next.value);
		group.current?.querySelectorAll<HTMLElement>("[role=radio]")[index]?.focus();
	};
	return (
		<div ref={group} role="radiogroup" aria-label={label} className={styles.segments} onKeyDown={onKeyDown}>
			{options.map((option) => (
				// biome-ignore lint/a11y/useSemanticElements: a native radio cannot hold a count and a key beside its label
				<button
					key={option.value}
					type="button"
					role="radio"
					aria-checked={option.value === value}
					tabIndex={option.value === value ? 0 : -1}
					className={styles.segment}
					onClick={() => onChange(option.value)}
				>
					{option.label} {option.note === undefined ? null : <em className={styles.count}>{option.note}</em>}
				</button>
			))}
		</div>
	);
}
