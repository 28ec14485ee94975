import type { Attribute } from "../model/attributes.ts";
import { SpanglassError } from "../model/errors.ts";
import type { SpanId, TraceId } from "../model/ids.ts";
import type { Resource, Scope } from "../model/resource.ts";
import { type Span, SpanKind, StatusCode } from "../model/span.ts";
import { type UnixNanos, unixNanos } from "../units/time.ts";

export interface DrawingOptions {
	/** Default 32 digits: 31 zeros and a 1. */
	readonly traceId?: string;
	/** Time of the left edge of the leftmost bar; default 2023-11-14T22:13:20Z. */
	readonly start?: bigint;
	/** Length of one character; default one millisecond. */
	readonly charNanos?: bigint;
}

const DEFAULTS = { traceId: "1".padStart(32, "0"), start: 1_700_000_000_000_000_000n, charNanos: 1_000_000n };
const LINE = /^(?<indent>\s*)(?<orphan>\? )?(?<service>[^:]+?): (?<label>.*?)\s*(?<bar>\[[=!]*\]|\|)\s*$/;
const BRACES = /\s*\{(?<entries>[^}]*)\}$/;
const ORPHANS_PARENT = "ffffffffffffffff" as SpanId;
const SCOPE: Scope = { name: "drawn", version: "", attributes: [], droppedAttributesCount: 0, schemaUrl: "" };

interface DrawnLine {
	readonly indent: number;
	readonly orphan: boolean;
	readonly service: string;
	readonly name: string;
	readonly entries: readonly Attribute[];
	/** Column of the bar's first character, and the bar. */
	readonly column: number;
	readonly bar: string;
}

/**
 * Draw a trace: one line per span, indent = parent, bar = time.
 *
 *     gateway: POST /pay {kind=server}   [==============]
 *       gateway: charge                    [=====!]
 *         bank: debit {db.system=pg}         [==]
 *       ? mailer: send                               [==]
 *       gateway: done                              |
 *
 * Line    service, colon, name, optional `{key=value key=value}`, bar. Deeper indent than the line above = its child. Empty lines and
 *         indent common to all lines do not count.
 * Bar     every character, brackets included, is one `charNanos`; `|` is a span without length; `!` in a bar is status error.
 * Braces  `kind` is the span kind by its lower-case name; every other key is a string attribute.
 * `?`     a span whose parent id stands in no span.
 * Result  spans in the order of the lines; span ids count from 1; spans of one service share a Resource.
 * Throws  SpanglassError `invalid_input`: a line that is none of this.
 */
export function traceFromText(drawing: string, options: DrawingOptions = {}): Span[] {
	const lines = drawing.split("\n").filter((line) => line.trim() !== "");
	const drawn = lines.map(parseLine);
	const origin = Math.min(...drawn.map((line) => line.column));
	const resources = new Map<string, Resource>();
	const open: { readonly indent: number; readonly spanId: SpanId }[] = [];
	return drawn.map((line, i) => {
		while ((open.at(-1)?.indent ?? -1) >= line.indent) open.pop();
		const spanId = (i + 1).toString(16).padStart(16, "0") as SpanId;
		const parentSpanId = line.orphan ? ORPHANS_PARENT : open.at(-1)?.spanId;
		open.push({ indent: line.indent, spanId });
		const resource = resources.get(line.service) ?? resourceOf(line.service);
		resources.set(line.service, resource);
		return { ...spanFromLine(line, origin, { ...DEFAULTS, ...options }), spanId, parentSpanId, resource };
	});
}

function parseLine(text: string): DrawnLine {
	const groups = LINE.exec(text)?.groups;
	if (groups === undefined) throw new SpanglassError("invalid_input", `not a drawn span: "${text}"`);
	const { indent = "", orphan, service = "", label = "", bar = "" } = groups;
	const column = text.trimEnd().length - bar.length;
	return { indent: indent.length, orphan: orphan !== undefined, service, column, bar, ...parseLabel(label) };
}

function parseLabel(label: string): Pick<DrawnLine, "name" | "entries"> {
	const braces = BRACES.exec(label);
	const texts = braces?.groups?.entries?.split(/\s+/).filter((text) => text !== "") ?? [];
	const entries = texts.map((text): Attribute => {
		const [key = "", ...rest] = text.split("=");
		return { key, value: { type: "string", value: rest.join("=") } };
	});
	return { name: label.replace(BRACES, ""), entries };
}

function spanFromLine(
	line: DrawnLine,
	origin: number,
	options: Required<DrawingOptions>,
): Omit<Span, "spanId" | "parentSpanId" | "resource"> {
	const startTime = options.start + BigInt(line.column - origin) * options.charNanos;
	const chars = line.bar === "|" ? 0 : line.bar.length;
	return {
		traceId: options.traceId as TraceId,
		traceState: "",
		flags: 0,
		name: line.name,
		kind: kindOf(line.entries),
		startTime: unixNanos(startTime),
		endTime: (startTime + BigInt(chars) * options.charNanos) as UnixNanos,
		attributes: line.entries.filter((entry) => entry.key !== "kind"),
		droppedAttributesCount: 0,
		events: [],
		droppedEventsCount: 0,
		links: [],
		droppedLinksCount: 0,
		status: { code: line.bar.includes("!") ? StatusCode.error : StatusCode.unset, message: "" },
		scope: SCOPE,
		marks: 0,
	};
}

function kindOf(entries: readonly Attribute[]): number {
	const entry = entries.find(({ key }) => key === "kind")?.value;
	if (entry?.type !== "string") return SpanKind.internal;
	const kind = Object.entries(SpanKind).find(([name]) => name === entry.value)?.[1];
	if (kind === undefined) throw new SpanglassError("invalid_input", `no span kind is called "${entry.value}"`);
	return kind;
}

function resourceOf(service: string): Resource {
	const attributes: readonly Attribute[] = [{ key: "service.name", value: { type: "string", value: service } }];
	return { attributes, droppedAttributesCount: 0, entityRefs: [], schemaUrl: "" };
}
