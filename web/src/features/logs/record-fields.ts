/** The fields of a log record as rows of a table, each with the condition that its value means. Pure. */
import type { KeyValueJson, LogRecordJson } from "@spanglass/shared/api/schemas";
import { formatIso } from "@spanglass/shared/units/clock-text";
import { anyValuePlain, anyValueText } from "../../api/any-value.ts";
import type { FieldRow } from "./FieldTable.tsx";
import { attributeTerm, levelTerm, textTerm } from "./log-terms.ts";

/** Attributes by key; lists and maps are set out as JSON. */
export function attributeFields(scope: "any" | "resource" | "scope", attributes: readonly KeyValueJson[]): readonly FieldRow[] {
	return attributes
		.map((attribute) => ({ key: attribute.key, text: shownText(attribute), term: attributeTerm(scope, attribute) }))
		.sort((a, b) => (a.key < b.key ? -1 : 1));
}

function shownText({ value }: KeyValueJson): string {
	const plain = anyValuePlain(value);
	return typeof plain === "object" && plain !== null ? JSON.stringify(plain, null, 1) : anyValueText(value);
}

/** What a record says of itself beside body and attributes; what it does not say is left out. */
export function recordFields(record: LogRecordJson): readonly FieldRow[] {
	const intrinsic = (key: "service" | "eventName", text: string): string | undefined =>
		text === "" ? undefined : textTerm({ scope: "intrinsic", key }, text);
	const severity = [record.severityText, record.severityNumber === 0 ? "" : `(${record.severityNumber})`].filter((part) => part !== "");
	const rows: readonly FieldRow[] = [
		{ key: "time", text: timeText(record.time), term: undefined },
		{ key: "observed", text: record.observedTime === record.time ? "" : timeText(record.observedTime), term: undefined },
		{ key: "level", text: severity.join(" "), term: levelTerm(record) },
		{ key: "service", text: record.service, term: intrinsic("service", record.service) },
		{ key: "event.name", text: record.eventName, term: intrinsic("eventName", record.eventName) },
		{ key: "trace", text: record.traceId, term: `trace:${record.traceId}` },
		{ key: "span", text: record.spanId, term: `span:${record.spanId}` },
		{ key: "marks", text: record.marks.join(", "), term: undefined },
	];
	return rows.filter((row) => row.text !== "");
}

function timeText(nanos: string): string {
	return nanos === "0" ? "" : formatIso(BigInt(nanos));
}
