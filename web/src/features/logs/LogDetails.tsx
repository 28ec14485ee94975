import type { LogRecordJson } from "@spanglass/shared/api/schemas";
import { Link } from "@tanstack/react-router";
import { type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";
import { logLine } from "../../api/log-text.ts";
import { useSearchValues } from "../../state/use-search.ts";
import { plainText } from "../../ui/ansi.ts";
import button from "../../ui/Button.module.css";
import { Button } from "../../ui/Button.tsx";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { LogText } from "../../ui/LogText.tsx";
import { type FieldRow, FieldTable } from "./FieldTable.tsx";
import styles from "./LogDetails.module.css";
import { bodyFields, bodyText } from "./log-line.ts";
import { recordPath, traceSearch } from "./log-links.ts";
import { attributeFields, recordFields } from "./record-fields.ts";

export interface LogDetailsProps {
	readonly record: LogRecordJson;
	readonly onFilter: (term: string) => void;
}

/** Everything about one record: its whole body, its fields with what can be done with each, and the ways from here. */
export function LogDetails({ record, onFilter }: LogDetailsProps): ReactElement {
	const { t } = useTranslation();
	const scopeName = [record.scope.name, record.scope.version].filter((part) => part !== "").join(" ");
	return (
		<div className={styles.details}>
			<Actions record={record} onFilter={onFilter} />
			<Body record={record} />
			<div className={styles.tables}>
				<Fields title={t("logs.sectionAttributes")} rows={attributeFields("any", record.attributes)} onFilter={onFilter} />
				<Fields title={t("logs.sectionRecord")} rows={recordFields(record)} onFilter={onFilter} />
				<Fields title={t("logs.sectionResource")} rows={attributeFields("resource", record.resource.attributes)} onFilter={onFilter} />
				<Fields
					title={t("logs.sectionScope")}
					note={scopeName}
					rows={attributeFields("scope", record.scope.attributes)}
					onFilter={onFilter}
				/>
			</div>
			<Dropped counts={[record.droppedAttributesCount, record.resource.droppedAttributesCount, record.scope.droppedAttributesCount]} />
		</div>
	);
}

function Actions({ record, onFilter }: LogDetailsProps): ReactElement {
	const { t } = useTranslation();
	const values = useSearchValues();
	const { traceId } = record;
	return (
		<div className={styles.actions}>
			{traceId === "" ? null : (
				<>
					<Link
						to="/t/$traceId"
						params={{ traceId }}
						search={traceSearch(record) as never}
						className={`${button.button} ${button.bordered}`}
					>
						{t("logs.openTrace")}
					</Link>
					<Button look="bordered" onClick={() => onFilter(`trace:${traceId}`)}>
						{t("logs.ofTrace")}
					</Button>
				</>
			)}
			<CopyButton text={plainText(logLine(record))} label={t("logs.copyLine")}>
				{t("logs.copyLine")}
			</CopyButton>
			<CopyButton text={JSON.stringify(record, null, 2)} label={t("logs.copyJson")}>
				{t("logs.copyJson")}
			</CopyButton>
			<CopyButton text={location.origin + recordPath(record, values)} label={t("logs.copyLink")}>
				{t("logs.copyLink")}
			</CopyButton>
		</div>
	);
}

/** More lines than this are folded until asked for. */
const FOLD_LINES = 40;

function Body({ record }: { readonly record: LogRecordJson }): ReactElement | null {
	const { t } = useTranslation();
	const [whole, setWhole] = useState(false);
	const text = bodyText(record);
	if (text === "") return <p className={styles.nothing}>{t("logs.noBody")}</p>;
	const lines = text.split("\n");
	const isFolded = !whole && lines.length > FOLD_LINES;
	return (
		<div className={styles.bodyBox}>
			<pre className={styles.body} data-json={bodyFields(record) !== undefined}>
				<LogText text={isFolded ? lines.slice(0, FOLD_LINES).join("\n") : text} />
			</pre>
			{isFolded ? (
				<Button small onClick={() => setWhole(true)}>
					{t("logs.moreLines", { count: lines.length - FOLD_LINES })}
				</Button>
			) : null}
		</div>
	);
}

interface FieldsProps {
	readonly title: string;
	readonly note?: string;
	readonly rows: readonly FieldRow[];
	readonly onFilter: (term: string) => void;
}

function Fields({ title, note = "", rows, onFilter }: FieldsProps): ReactElement | null {
	if (rows.length === 0 && note === "") return null;
	return (
		<section className={styles.section}>
			<h3>
				{title} {note === "" ? null : <code>{note}</code>}
			</h3>
			<FieldTable rows={rows} onFilter={onFilter} />
		</section>
	);
}

function Dropped({ counts }: { readonly counts: readonly number[] }): ReactElement | null {
	const { t } = useTranslation();
	const count = counts.reduce((sum, item) => sum + item, 0);
	return count === 0 ? null : <p className={styles.note}>{t("logs.dropped", { count })}</p>;
}
