/** OTLP's KeyValue as a field: of items, events, points and resources alike. */
import type { BodyWriter } from "./body-writer.ts";

export function textAttribute(writer: BodyWriter, field: number, key: string, value: string): void {
	const pair = writer.begin(field);
	writer.text(1, key);
	const any = writer.begin(2);
	writer.text(1, value);
	writer.end(any);
	writer.end(pair);
}

export function intAttribute(writer: BodyWriter, field: number, key: string, value: number): void {
	const pair = writer.begin(field);
	writer.text(1, key);
	const any = writer.begin(2);
	writer.number(3, value);
	writer.end(any);
	writer.end(pair);
}
