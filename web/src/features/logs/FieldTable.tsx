import { Equal, EqualNot } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/Button.tsx";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { LogText } from "../../ui/LogText.tsx";
import styles from "./LogDetails.module.css";

export interface FieldRow {
	readonly key: string;
	readonly text: string;
	/** The condition that a record has this value; undefined when the language cannot say it in short. */
	readonly term: string | undefined;
}

/** Keys and values; each value can be asked for, excluded and copied. */
export function FieldTable({
	rows,
	onFilter,
}: {
	readonly rows: readonly FieldRow[];
	readonly onFilter: (term: string) => void;
}): ReactElement {
	return (
		<dl className={styles.fields}>
			{rows.map((row) => (
				<Row key={row.key} row={row} onFilter={onFilter} />
			))}
		</dl>
	);
}

function Row({ row, onFilter }: { readonly row: FieldRow; readonly onFilter: (term: string) => void }): ReactElement {
	const { t } = useTranslation();
	const { key, text, term } = row;
	return (
		<div className={styles.field}>
			<dt title={key}>{key}</dt>
			<dd>
				<span className={styles.value}>{text === "" ? "–" : <LogText text={text} />}</span>
				<span className={styles.valueActions}>
					{term === undefined ? null : (
						<>
							<FilterButton
								label={t("logs.filterFor", { term })}
								icon={<Equal size={14} strokeWidth={1.5} />}
								onPress={() => onFilter(term)}
							/>
							<FilterButton
								label={t("logs.filterOut", { term })}
								icon={<EqualNot size={14} strokeWidth={1.5} />}
								onPress={() => onFilter(`-${term}`)}
							/>
						</>
					)}
					<CopyButton text={text} label={t("logs.copyValue", { key })} />
				</span>
			</dd>
		</div>
	);
}

interface FilterButtonProps {
	readonly label: string;
	readonly icon: ReactElement;
	readonly onPress: () => void;
}

function FilterButton({ label, icon, onPress }: FilterButtonProps): ReactElement {
	return (
		<Button small className={styles.square} aria-label={label} title={label} onClick={onPress}>
			{icon}
		</Button>
	);
}
