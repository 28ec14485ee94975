/** One log record as a line of the list: what was said, and what else is worth a glance. Pure. */
import type { KeyValueJson, LogRecordJson } from "@spanglass/shared/api/schemas";
import { anyValuePlain, anyValueText } from "../../api/any-value.ts";
import { logBody, logTime } from "../../api/log-text.ts";

export interface Hint {
	readonly key: string;
	readonly value: string;
}

export interface LogLine {
	/** What the record says: its body's message, or its event's name. May have several lines and control characters. */
	readonly text: string;
	/** Fields beside the message, most telling first; long ones are cut. */
	readonly hints: readonly Hint[];
}

/** Where loggers put the message of a structured body. */
const MESSAGE_KEYS = ["message", "msg", "body", "event", "log", "text"];
/** Fields that the row shows already, or that say where in the code a line stands or came from: only in the open record. */
const QUIET =
	/^(?:code\.|thread\.|log\.(?:file|iostream|record)|exception\.stacktrace$|process\.|trace_?id$|span_?id$|trace_flags$|level$|severity$|time$|timestamp$|ts$)/i;
const MAX_HINTS = 12;
const MAX_VALUE = 80;
/** A body that is longer is no JSON to anybody who reads a list. */
const MAX_JSON = 20_000;

/** What a row shows of a record. Cost O(size of the record). */
export function lineOf(record: Pick<LogRecordJson, "body" | "attributes" | "eventName">): LogLine {
	const fields = bodyFields(record);
	const own = record.attributes.map(({ key, value }) => ({ key, value: anyValueText(value) }));
	if (fields === undefined) return { text: logBody(record), hints: hintsOf(own) };
	const messageKey = MESSAGE_KEYS.find((key) => typeof fields[key] === "string" && fields[key] !== "");
	const inner = Object.entries(fields).flatMap(([key, value]) => (key === messageKey ? [] : [{ key, value: fieldText(value) }]));
	const text = messageKey === undefined ? record.eventName : String(fields[messageKey]);
	return { text, hints: hintsOf([...inner, ...own]) };
}

/** The fields of a body that is a map, or a text that is a JSON object; undefined for any other. */
export function bodyFields({ body }: Pick<LogRecordJson, "body">): Readonly<Record<string, unknown>> | undefined {
	const plain = anyValuePlain(body);
	if (typeof plain === "string") return parsedObject(plain);
	return isObject(plain) ? plain : undefined;
}

/** The whole body for reading: JSON set out, any other text as it is. */
export function bodyText(record: Pick<LogRecordJson, "body" | "eventName">): string {
	const fields = bodyFields(record);
	if (fields !== undefined) return JSON.stringify(fields, null, 2);
	const plain = anyValuePlain(record.body);
	return typeof plain === "object" && plain !== null ? JSON.stringify(plain, null, 2) : logBody(record);
}

function parsedObject(text: string): Readonly<Record<string, unknown>> | undefined {
	if (text.length > MAX_JSON || !/^\s*\{/.test(text)) return undefined;
	try {
		const value: unknown = JSON.parse(text);
		return isObject(value) ? value : undefined;
	} catch {
		return undefined;
	}
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fieldText(value: unknown): string {
	if (value === null || value === undefined) return "";
	return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function hintsOf(fields: readonly Hint[]): readonly Hint[] {
	return fields
		.filter(({ key, value }) => value !== "" && !QUIET.test(key))
		.slice(0, MAX_HINTS)
		.map(({ key, value }) => ({ key, value: shortened(value) }));
}

function shortened(value: string): string {
	const [line = ""] = value.split("\n", 1);
	if (line.length > MAX_VALUE) return `${line.slice(0, MAX_VALUE)}…`;
	return line.length < value.length ? `${line} …` : line;
}

/** The time that a record is ordered by, in nanoseconds: its own, else when it was observed. */
export function recordNanos(record: Pick<LogRecordJson, "time" | "observedTime">): bigint {
	return BigInt(logTime(record));
}

/** Whether an attribute's value is one that a condition can name: not a list, a map, bytes or nothing. */
export function isScalar({ value }: KeyValueJson): boolean {
	return "stringValue" in value || "intValue" in value || "doubleValue" in value || "boolValue" in value;
}
