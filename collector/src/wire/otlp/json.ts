import { SpanglassError } from "@spanglass/shared/model/errors";
import { LIMITS } from "@spanglass/shared/model/limits";
import type { Signal } from "@spanglass/shared/model/signal";
import { parseLogsRequestJson, parseMetricsRequestJson, parseTraceRequestJson } from "@spanglass/shared/otlp/json";
import { encodeLogsRequest, encodeMetricsRequest, encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { ExportRequestField, LogRecordField, lengthTag, ResourceItemsField, ScopeItemsField } from "./fields.ts";
import { opensMoreThan } from "./json-size.ts";

export interface TranscodedRequest {
	/** The same request as protobuf. */
	readonly body: Uint8Array;
	/** English sentences for the sender, e.g. of unknown keys; for `ValidationOptions.warnings`. */
	readonly warnings: readonly string[];
}

/** An id of a log record as base64 text, which `validateRequest` refuses. */
const BASE64_ID = new TextEncoder().encode("AAAAAAAAAAAAAAAAAAAAAA==");

/**
 * Turn an OTLP/JSON request into the protobuf request that the walks read (`otlp.md` J01-J11). The same body gives the same bytes,
 * so ordinals that validation refused stay true when it is transcoded again.
 *
 * Result  items in their order. What only JSON can get wrong in one item (an id that is not hex) is written so that validation
 *         refuses that item; log records with base64 ids come last for that.
 * Throws  SpanglassError `invalid_input`: not UTF-8, not one JSON object, a field of a wrong type, too many objects and lists.
 * Cost    makes an object per item.
 */
export function transcodeJson(signal: Signal, body: Uint8Array): TranscodedRequest {
	if (opensMoreThan(LIMITS.jsonContainers, body)) {
		const message = `invalid OTLP/JSON: the request has more than ${LIMITS.jsonContainers} objects and lists; send smaller batches`;
		throw new SpanglassError("invalid_input", message, { field: "body" });
	}
	const text = decodeText(body);
	switch (signal) {
		case "traces": {
			const { spans, warnings } = parseTraceRequestJson(text);
			return { body: encodeTraceRequest(spans), warnings };
		}
		case "metrics": {
			const { points, warnings } = parseMetricsRequestJson(text);
			return { body: encodeMetricsRequest(points), warnings };
		}
		case "logs": {
			const { records, rejected, warnings } = parseLogsRequestJson(text);
			return { body: withRefusedRecords(encodeLogsRequest(records), rejected), warnings };
		}
	}
}

/** Bytes that are not UTF-8 become U+FFFD, as in protobuf; a byte order mark is passed over. */
function decodeText(body: Uint8Array): string {
	if ((body[0] === 0xff && body[1] === 0xfe) || (body[0] === 0xfe && body[1] === 0xff) || body[0] === 0 || body[1] === 0) {
		throw new SpanglassError("invalid_input", "invalid JSON: the body looks like UTF-16; OTLP/JSON is UTF-8", { field: "body" });
	}
	return new TextDecoder("utf-8").decode(body);
}

/** Records that the parse left out for their base64 ids stand in again, so that they are counted among the rejected. */
function withRefusedRecords(request: Uint8Array, count: number): Uint8Array {
	if (count === 0) return request;
	const id = enclosed(LogRecordField.traceId, BASE64_ID);
	const record = enclosed(ScopeItemsField.items, id);
	const records = new Uint8Array(count * record.length);
	for (let index = 0; index < count; index++) records.set(record, index * record.length);
	const refused = enclosed(ExportRequestField.resourceItems, enclosed(ResourceItemsField.scopeItems, records));
	const whole = new Uint8Array(request.length + refused.length);
	whole.set(request);
	whole.set(refused, request.length);
	return whole;
}

/** A length-delimited field; its length takes five bytes, which every reader accepts. */
function enclosed(field: number, content: Uint8Array): Uint8Array {
	const size = content.length;
	const header = [
		lengthTag(field),
		(size & 0x7f) | 0x80,
		((size >>> 7) & 0x7f) | 0x80,
		((size >>> 14) & 0x7f) | 0x80,
		((size >>> 21) & 0x7f) | 0x80,
		size >>> 28,
	];
	const message = new Uint8Array(header.length + size);
	message.set(header);
	message.set(content, header.length);
	return message;
}
