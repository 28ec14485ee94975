import { LIMITS } from "@spanglass/shared/model/limits";
import { lengthTag, SpanEventField, SpanField, SpanLinkField, StatusField } from "./fields.ts";
import { isZeroRange } from "./protobuf.ts";
import { Reject } from "./reject-reason.ts";
import { looksBase64, RequestCheck, SPAN_ID_BASE64_BYTES, TRACE_ID_BASE64_BYTES } from "./request-check.ts";

const TRACE_ID = lengthTag(SpanField.traceId);
const SPAN_ID = lengthTag(SpanField.spanId);
const TRACE_STATE = lengthTag(SpanField.traceState);
// A link has its trace state at the same number.
const NAME = lengthTag(SpanField.name);
const ATTRIBUTES = lengthTag(SpanField.attributes);
const EVENTS = lengthTag(SpanField.events);
const LINKS = lengthTag(SpanField.links);
const STATUS = lengthTag(SpanField.status);
const STATUS_MESSAGE = lengthTag(StatusField.message);
const EVENT_NAME = lengthTag(SpanEventField.name);
const EVENT_ATTRIBUTES = lengthTag(SpanEventField.attributes);
const LINK_ATTRIBUTES = lengthTag(SpanLinkField.attributes);

/** First walk over spans: ids (`otlp.md` V01) and structure. */
export class TraceCheck extends RequestCheck {
	#traceReason = 0;
	#spanReason = 0;
	#attributes = 0;
	#events = 0;
	#links = 0;

	protected checkElement(end: number): void {
		this.#traceReason = Reject.invalidTraceId;
		this.#spanReason = Reject.invalidSpanId;
		this.#attributes = this.#events = this.#links = 0;
		this.tooDeep = false;
		this.#checkSpan(end);
		const isOver = this.#attributes > LIMITS.attributesPerItem || this.#events > LIMITS.eventsPerSpan || this.#links > LIMITS.linksPerSpan;
		if (isOver) this.cut = true;
		if (this.tooDeep) this.countItem(Reject.valueTooDeep);
		else this.countItem(this.#traceReason !== Reject.none ? this.#traceReason : this.#spanReason);
	}

	#checkSpan(end: number): void {
		const reader = this.reader;
		while (reader.position < end) {
			const tag = reader.tag(end);
			switch (tag) {
				case ATTRIBUTES:
					this.#attributes += this.checkAttributes(ATTRIBUTES, end);
					break;
				case TRACE_ID:
					this.#traceReason = this.#checkId(reader.length(end), 16, TRACE_ID_BASE64_BYTES, Reject.invalidTraceId);
					break;
				case SPAN_ID:
					this.#spanReason = this.#checkId(reader.length(end), 8, SPAN_ID_BASE64_BYTES, Reject.invalidSpanId);
					break;
				case NAME:
					this.checkText(end, LIMITS.spanNameBytes);
					break;
				case EVENTS:
					this.#events++;
					this.#checkPart(reader.length(end), EVENT_ATTRIBUTES, EVENT_NAME);
					break;
				case LINKS:
					this.#links++;
					this.#checkPart(reader.length(end), LINK_ATTRIBUTES, TRACE_STATE);
					break;
				case STATUS:
					this.#checkPart(reader.length(end), 0, STATUS_MESSAGE);
					break;
				case TRACE_STATE:
					this.checkText(end, LIMITS.valueBytes);
					break;
				default:
					reader.skip(tag, end);
			}
		}
	}

	/** An event, link or status: its attributes and its one text. */
	#checkPart(end: number, attributeTag: number, textTag: number): void {
		const reader = this.reader;
		let attributes = 0;
		while (reader.position < end) {
			const tag = reader.tag(end);
			if (tag === attributeTag) {
				attributes++;
				this.checkAttribute(reader.length(end));
			} else if (tag === textTag) this.checkText(end, LIMITS.valueBytes);
			else reader.skip(tag, end);
		}
		if (attributes > LIMITS.attributesPerItem) this.cut = true;
	}

	#checkId(end: number, size: number, base64Size: number, reason: number): number {
		const reader = this.reader;
		const start = reader.position;
		reader.position = end;
		if (end - start === size && !isZeroRange(reader.bytes, start, end)) return Reject.none;
		return looksBase64(reader, start, end, base64Size) ? Reject.base64Id : reason;
	}
}
