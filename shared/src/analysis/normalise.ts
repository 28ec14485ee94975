/** What every store and reader of files does to an item before keeping it: marks, and the last of repeated keys. Limits that cut are the walk's business. */
import type { Attribute, Attributes } from "../model/attributes.ts";
import { parseSpanId, parseTraceId } from "../model/ids.ts";
import type { LogRecord } from "../model/log-record.ts";
import type { MetricPoint } from "../model/metric.ts";
import { ItemMark, type Span } from "../model/span.ts";

const LAST_KIND = 5;
const LAST_STATUS = 2;
const LAST_SEVERITY = 24;
const LAST_TEMPORALITY = 2;
const ZERO_SPAN_ID = /^0*$/;

/** The last value of a key wins, at the place where the key stood first. */
function uniqueAttributes(attributes: Attributes): Attributes {
	const byKey = new Map<string, Attribute>();
	for (const attribute of attributes) byKey.set(attribute.key, attribute);
	return byKey.size === attributes.length ? attributes : [...byKey.values()];
}

export function normaliseSpan(span: Span): Span {
	const parentText: string = span.parentSpanId ?? "";
	const parent = parseSpanId(parentText);
	const parentDropped = parent === undefined && !(ZERO_SPAN_ID.test(parentText) && [0, 16].includes(parentText.length));
	const marks =
		(parentDropped ? ItemMark.parentDropped : 0) |
		(span.endTime < span.startTime ? ItemMark.endBeforeStart : 0) |
		(span.startTime === 0n || span.endTime === 0n ? ItemMark.zeroTime : 0) |
		(span.kind < 0 || span.kind > LAST_KIND || span.status.code < 0 || span.status.code > LAST_STATUS ? ItemMark.unknownEnum : 0);
	return {
		...span,
		parentSpanId: parent,
		attributes: uniqueAttributes(span.attributes),
		events: span.events.map((event) => ({ ...event, attributes: uniqueAttributes(event.attributes) })),
		links: span.links.map((link) => ({ ...link, attributes: uniqueAttributes(link.attributes) })),
		marks,
	};
}

export function normaliseLogRecord(record: LogRecord): LogRecord {
	const marks =
		(record.time === 0n && record.observedTime === 0n ? ItemMark.zeroTime : 0) |
		(record.severityNumber < 0 || record.severityNumber > LAST_SEVERITY ? ItemMark.unknownEnum : 0);
	return {
		...record,
		traceId: parseTraceId(record.traceId) ?? "",
		spanId: parseSpanId(record.spanId) ?? "",
		attributes: uniqueAttributes(record.attributes),
		marks,
	};
}

export function normalisePoint(point: MetricPoint): MetricPoint {
	const exemplars = point.exemplars.map((exemplar) => ({
		...exemplar,
		traceId: parseTraceId(exemplar.traceId) ?? "",
		spanId: parseSpanId(exemplar.spanId) ?? "",
	}));
	const { temporality } = point.series.metric;
	const marks =
		(point.time === 0n ? ItemMark.zeroTime : 0) |
		(point.time < point.startTime ? ItemMark.endBeforeStart : 0) |
		(temporality < 0 || temporality > LAST_TEMPORALITY ? ItemMark.unknownEnum : 0);
	return { ...point, exemplars, series: { ...point.series, attributes: uniqueAttributes(point.series.attributes) }, marks };
}
