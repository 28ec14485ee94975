/** OTLP's KeyValue as a field: of items, events, points and resources alike. */
import type { BodyWriter } from "./body-writer.ts";

/** A string value, or an int. */
export function attribute(writer: BodyWriter, field: number, key: string, value: string | number): void {
	const pair = writer.begin(field);
	writer.text(1, key);
	const any = writer.begin(2);
	if (typeof value === "string") writer.text(1, value);
	else writer.number(3, value);
	writer.end(any);
	writer.end(pair);
}
