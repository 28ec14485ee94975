import { LIMITS } from "@spanglass/shared/model/limits";
import { fixed64Tag, LogRecordField, lengthTag } from "./fields.ts";
import { Reject } from "./reject-reason.ts";
import { looksBase64, RequestCheck, SPAN_ID_BASE64_BYTES, TRACE_ID_BASE64_BYTES } from "./request-check.ts";

const TIME = fixed64Tag(LogRecordField.timeUnixNano);
const OBSERVED_TIME = fixed64Tag(LogRecordField.observedTimeUnixNano);
const SEVERITY_TEXT = lengthTag(LogRecordField.severityText);
const BODY = lengthTag(LogRecordField.body);
const ATTRIBUTES = lengthTag(LogRecordField.attributes);
const TRACE_ID = lengthTag(LogRecordField.traceId);
const SPAN_ID = lengthTag(LogRecordField.spanId);
const EVENT_NAME = lengthTag(LogRecordField.eventName);

/** First walk over log records: structure. Ids that are short or zero are only absent (`otlp.md` V02), base64 text is refused (J02). */
export class LogCheck extends RequestCheck {
	#hasTime = false;
	#isBase64 = false;
	#attributes = 0;

	protected checkElement(end: number): void {
		this.#hasTime = this.#isBase64 = this.tooDeep = false;
		this.#attributes = 0;
		this.#checkRecord(end);
		if (this.#attributes > LIMITS.attributesPerItem) this.cut = true;
		if (this.tooDeep) this.countItem(Reject.valueTooDeep);
		else if (this.#isBase64) this.countItem(Reject.base64Id);
		else {
			if (!this.#hasTime) this.timeless = true;
			this.countItem(Reject.none);
		}
	}

	#checkRecord(end: number): void {
		const reader = this.reader;
		while (reader.position < end) {
			const tag = reader.tag(end);
			switch (tag) {
				case TIME:
				case OBSERVED_TIME:
					reader.fixed64(end);
					if ((reader.high | reader.low) !== 0) this.#hasTime = true;
					break;
				case ATTRIBUTES:
					this.#attributes++;
					this.checkAttribute(reader.length(end));
					break;
				case BODY:
					this.checkValue(reader.length(end), LIMITS.logBodyBytes);
					break;
				case TRACE_ID:
					this.#checkId(reader.length(end), TRACE_ID_BASE64_BYTES);
					break;
				case SPAN_ID:
					this.#checkId(reader.length(end), SPAN_ID_BASE64_BYTES);
					break;
				case SEVERITY_TEXT:
				case EVENT_NAME:
					this.checkText(end, LIMITS.valueBytes);
					break;
				default:
					reader.skip(tag, end);
			}
		}
	}

	#checkId(end: number, base64Size: number): void {
		if (looksBase64(this.reader, this.reader.position, end, base64Size)) this.#isBase64 = true;
		this.reader.position = end;
	}
}
