import { type KeyboardEvent, type ReactElement, type ReactNode, useRef } from "react";
import styles from "./marks.module.css";
import { Tooltip } from "./Tooltip.tsx";

export interface SegmentedControlProps<T extends string> {
	readonly label: string;
	readonly value: T;
	readonly onChange: (value: T) => void;
	readonly options: readonly SegmentOption<T>[];
}

export interface SegmentOption<T extends string> {
	readonly value: T;
	readonly label: string;
	readonly note?: ReactNode;
	/** Key that chooses it, shown on hover. */
	readonly keys?: string;
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
				<Segment key={option.value} option={option} chosen={option.value === value} onChoose={() => onChange(option.value)} />
			))}
		</div>
	);
}

function Segment<T extends string>(props: {
	readonly option: SegmentOption<T>;
	readonly chosen: boolean;
	readonly onChoose: () => void;
}): ReactElement {
	const { option, chosen, onChoose } = props;
	const button = (
		// biome-ignore lint/a11y/useSemanticElements: a native radio cannot hold a count beside its label
		<button
			type="button"
			role="radio"
			aria-checked={chosen}
			tabIndex={chosen ? 0 : -1}
			className={styles.segment}
			data-keys={option.keys}
			onClick={onChoose}
		>
			{option.label} {option.note === undefined ? null : <em className={styles.count}>{option.note}</em>}
		</button>
	);
	if (option.keys === undefined) return button;
	return (
		<Tooltip content={option.label} keys={option.keys}>
			{button}
		</Tooltip>
	);
}
