/**
 * Files that hold traces: OTLP/JSON (one request, or one a line as the Collector's file exporter writes them), Jaeger's JSON, Zipkin's
 * JSON v2. The format is told by what is in the file, never by its name.
 */
import { messageOf, SpanglassError } from "../model/errors.ts";
import { parseSpanId, parseTraceId } from "../model/ids.ts";
import type { LogRecord } from "../model/log-record.ts";
import type { Span } from "../model/span.ts";
import { bytesFromBase64 } from "../units/base64.ts";
import { hexFromBytes } from "../units/hex.ts";
import { spansFromJaeger } from "./jaeger-read.ts";
import { LOG_KEYS, readRequest, TRACE_KEYS } from "./json-envelope.ts";
import { findJsonFault, type JsonFault } from "./json-fault.ts";
import { JsonNotes, objectsAt } from "./json-fields.ts";
import { logRecordFromJson } from "./json-logs.ts";
import { isJsonObject, type JsonObject, parseJson } from "./json-text.ts";
import { spanFromJson } from "./json-traces.ts";
import { spansFromZipkin } from "./zipkin-json.ts";

export type TraceFileFormat = "otlp" | "jaeger" | "zipkin";

export interface TraceFile {
	/** Without repetition, in the order of the file. */
	readonly formats: readonly TraceFileFormat[];
	/** In the order of the file. Ids are valid; marks are 0. */
	readonly spans: readonly Span[];
	readonly records: readonly LogRecord[];
	/** English sentences: what was left out or read otherwise than it stands there. */
	readonly warnings: readonly string[];
}

/**
 * Why a file cannot be read. `line` counts from 1 where the file has several documents; else it is undefined.
 * empty: nothing in it · json: it is no JSON · format: JSON of none of the formats, `found` are its uppermost keys · field: one field is
 * wrong, `path` leads to it and `reason` says how · nothing: the right format, but without spans and log records.
 */
export type TraceFileFault =
	| { readonly kind: "empty" }
	| ({ readonly kind: "json" } & JsonFault)
	| { readonly kind: "format"; readonly found: string; readonly line: number | undefined }
	| { readonly kind: "field"; readonly path: string; readonly reason: string; readonly line: number | undefined }
	| { readonly kind: "nothing" };

/** Thrown by `readTraceFile`. */
export class TraceFileError extends Error {
	readonly fault: TraceFileFault;

	constructor(fault: TraceFileFault) {
		super(`not a trace file: ${fault.kind}`);
		this.name = "TraceFileError";
		this.fault = fault;
	}
}

/**
 * Read the text of a file.
 *
 * Result  of a file with one document a line, lines that cannot be read are left out with a warning as long as one can be.
 * Throws  TraceFileError.
 * Cost    O(n), an object per span; about 100 MB of text a second and a half.
 */
export function readTraceFile(text: string): TraceFile {
	const body = text.startsWith("\ufeff") ? text.slice(1) : text;
	if (body.trim() === "") throw new TraceFileError({ kind: "empty" });
	const lines = linesOf(body);
	const into: Reading = { formats: new Set(), spans: [], records: [], notes: new JsonNotes() };
	if (lines === undefined) readDocument(body, undefined, into);
	else readLines(lines, into);
	if (into.spans.length + into.records.length === 0) throw new TraceFileError({ kind: "nothing" });
	return { formats: [...into.formats], spans: into.spans, records: into.records, warnings: into.notes.warnings };
}

interface Reading {
	readonly formats: Set<TraceFileFormat>;
	readonly spans: Span[];
	readonly records: LogRecord[];
	readonly notes: JsonNotes;
}

/** The lines of a file whose first line is a document by itself and not all of it. */
function linesOf(body: string): readonly string[] | undefined {
	const lines = body.split("\n");
	const first = lines.findIndex((line) => line.trim() !== "");
	if (lines.findIndex((line, index) => index > first && line.trim() !== "") < 0) return undefined;
	const opener = lines[first]?.trim() ?? "";
	return opener.length > 2 && findJsonFault(opener) === undefined ? lines : undefined;
}

function readLines(lines: readonly string[], into: Reading): void {
	let first: { readonly error: TraceFileError; readonly line: number } | undefined;
	let wrong = 0;
	let read = 0;
	for (const [index, line] of lines.entries()) {
		if (line.trim() === "") continue;
		try {
			readDocument(line, index + 1, into);
			read++;
		} catch (error) {
			if (!(error instanceof TraceFileError)) throw error;
			first ??= { error, line: index + 1 };
			wrong++;
		}
	}
	if (first === undefined) return;
	if (read === 0) throw first.error;
	const count = wrong === 1 ? "1 line was" : `${wrong} lines were`;
	into.notes.warn(`${count} left out, first line ${first.line}: ${faultText(first.error.fault)}`);
}

/** What is wrong in one English sentence without its end. */
function faultText(fault: TraceFileFault): string {
	switch (fault.kind) {
		case "empty":
			return "it is empty";
		case "json":
			return fault.isCut ? "it is cut off" : `it is no JSON at column ${fault.column}`;
		case "format":
			return `it is of no known format (${fault.found})`;
		case "field":
			return `${fault.path} ${fault.reason}`;
		case "nothing":
			return "there is no span in it";
	}
}

/** Read one document whole, or throw and add nothing. */
function readDocument(text: string, line: number | undefined, into: Reading): void {
	const json = parsed(text, line);
	const notes = into.notes;
	Object.assign(notes.place, { resource: -1, scope: -1, item: -1 });
	const kind = documentOf(json);
	if (kind === undefined) throw new TraceFileError({ kind: "format", found: shapeOf(json), line });
	try {
		const { spans, records } = kind.read(notes);
		into.formats.add(kind.format);
		for (const span of spans) into.spans.push(span);
		for (const record of records) into.records.push(record);
	} catch (error) {
		if (!(error instanceof SpanglassError)) throw error;
		throw fieldError(kind.pathOf(notes.place), error, line);
	}
}

function fieldError(path: string, error: unknown, line: number | undefined): TraceFileError {
	const reason = messageOf(error).replace(/^invalid (?:OTLP\/)?JSON: /, "");
	return new TraceFileError({ kind: "field", path, reason, line });
}

function parsed(text: string, line: number | undefined): unknown {
	try {
		return parseJson(text);
	} catch (error) {
		const fault = findJsonFault(text);
		if (fault === undefined) throw fieldError("", error, line);
		throw new TraceFileError({ kind: "json", ...fault, line: line === undefined ? fault.line : line });
	}
}

interface Items {
	readonly spans: readonly Span[];
	readonly records: readonly LogRecord[];
}

interface TraceDocument {
	readonly format: TraceFileFormat;
	read(notes: JsonNotes): Items;
	/** Where a fault lies, by what was read last. */
	pathOf(place: JsonNotes["place"]): string;
}

function documentOf(json: unknown): TraceDocument | undefined {
	if (Array.isArray(json)) return listDocument(json);
	if (!isJsonObject(json)) return undefined;
	const otlp = [json, json.result, json.trace].find(isOtlp);
	if (otlp !== undefined) return otlpDocument(otlp);
	if (Array.isArray(json.data) && json.data.every(isJaeger)) return jaegerDocument(json.data, "data");
	return isJaeger(json) ? jaegerDocument([json], undefined) : undefined;
}

function listDocument(list: readonly unknown[]): TraceDocument | undefined {
	if (list.length > 0 && list.every(isJaeger)) return jaegerDocument(list, "");
	const spans = list.flat().filter((entry) => entry !== null);
	return spans.length > 0 && spans.every(isZipkin) ? zipkinDocument(spans, list.some(Array.isArray)) : undefined;
}

const OTLP_KEYS = ["resourceSpans", "resourceLogs", "resourceMetrics", "batches"] as const;

function isOtlp(json: unknown): json is JsonObject {
	return isJsonObject(json) && OTLP_KEYS.some((key) => Array.isArray(json[key]));
}

function isJaeger(json: unknown): json is JsonObject {
	return isJsonObject(json) && Array.isArray(json.spans) && (json.traceID !== undefined || isJsonObject(json.processes));
}

function isZipkin(json: unknown): json is JsonObject {
	return isJsonObject(json) && json.traceId !== undefined && json.id !== undefined;
}

/** `batches` is what Grafana calls the list when it saves a trace. */
function otlpDocument(json: JsonObject): TraceDocument {
	const spansKey = json.resourceSpans === undefined && json.batches !== undefined ? "batches" : TRACE_KEYS.resources;
	let keys = { resources: spansKey, scopes: "", items: "" };
	return {
		format: "otlp",
		read: (notes) => {
			keys = { ...TRACE_KEYS, resources: spansKey };
			const spans = readRequest<Span>(objectsAt(json, spansKey), TRACE_KEYS, addSpan, notes);
			keys = LOG_KEYS;
			const records = readRequest<LogRecord>(objectsAt(json, LOG_KEYS.resources), LOG_KEYS, addRecord, notes);
			return { spans, records };
		},
		pathOf: ({ resource, scope, item }) => {
			const parts = [
				[keys.resources, resource],
				[keys.scopes, scope],
				[keys.items, item],
			] as const;
			return parts.flatMap(([key, index]) => (index < 0 ? [] : [`${key}[${index}]`])).join(".");
		},
	};
}

type Into<T> = { readonly items: T[]; readonly notes: JsonNotes };

function addSpan(json: JsonObject, envelope: Parameters<typeof spanFromJson>[1], { items, notes }: Into<Span>): void {
	const span = spanFromJson(hexIds(json), envelope, notes);
	if (parseTraceId(span.traceId) === undefined) throw badId("traceId", 32);
	if (parseSpanId(span.spanId) === undefined) throw badId("spanId", 16);
	items.push(span);
}

function addRecord(json: JsonObject, envelope: Parameters<typeof spanFromJson>[1], { items, notes }: Into<LogRecord>): void {
	const record = logRecordFromJson(hexIds(json), envelope, notes);
	if (record !== undefined) items.push(record);
}

function badId(field: string, digits: number): SpanglassError {
	return new SpanglassError("invalid_input", `${field} must be ${digits} hex digits and not zero`, { field });
}

const ID_BYTES = { traceId: 16, spanId: 8, parentSpanId: 8 } as const;

/** Ids that went through a protobuf library's own JSON are base64; here their meaning is plain. */
function hexIds(json: JsonObject): JsonObject {
	let changed: Record<string, unknown> | undefined;
	for (const [key, size] of Object.entries(ID_BYTES)) {
		const text = json[key];
		if (typeof text !== "string" || text.length === 2 * size || text === "") continue;
		const bytes = bytesFromBase64(text);
		if (bytes?.length !== size) continue;
		changed ??= { ...json };
		changed[key] = hexFromBytes(bytes);
	}
	return changed ?? json;
}

function jaegerDocument(traces: readonly JsonObject[], key: string | undefined): TraceDocument {
	return {
		format: "jaeger",
		read: (notes) => {
			const spans: Span[] = [];
			for (const [index, trace] of traces.entries()) {
				Object.assign(notes.place, { resource: index, item: -1 });
				for (const span of spansFromJaeger(trace, notes)) spans.push(span);
			}
			return { spans, records: [] };
		},
		pathOf: ({ resource, item }) =>
			[key === undefined ? "" : `${key}[${Math.max(resource, 0)}]`, item < 0 ? "" : `spans[${item}]`]
				.filter((part) => part !== "")
				.join("."),
	};
}

function zipkinDocument(spans: readonly JsonObject[], isNested: boolean): TraceDocument {
	return {
		format: "zipkin",
		read: (notes) => ({ spans: spansFromZipkin(spans, notes), records: [] }),
		pathOf: ({ item }) => (isNested ? `span ${item + 1}` : `[${Math.max(item, 0)}]`),
	};
}

const KEYS_SHOWN = 6;
const KEY_CHARS = 32;

/** What a document looks like, in a few characters. */
function shapeOf(json: unknown): string {
	if (Array.isArray(json)) return json.length === 0 ? "[]" : `[${shapeOf(json[0])}]`;
	if (!isJsonObject(json)) return typeof json;
	const keys = Object.keys(json);
	const shown = keys.slice(0, KEYS_SHOWN).map((key) => key.slice(0, KEY_CHARS));
	return `{${[...shown, ...(keys.length > KEYS_SHOWN ? ["…"] : [])].join(", ")}}`;
}
