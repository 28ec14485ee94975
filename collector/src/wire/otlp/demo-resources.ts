/** Which resources of a request are the demo's (`spanglass.demo` is true). */
import { DEMO_ATTRIBUTE } from "@spanglass/shared/model/demo";
import { type AttributeSink, ValueType } from "../sink.ts";
import { AttributeList } from "./attribute-list.ts";
import { ExportRequestField, lengthTag, ResourceField, ResourceItemsField } from "./fields.ts";
import { WireReader } from "./protobuf.ts";

const RESOURCE_ITEMS = lengthTag(ExportRequestField.resourceItems);
const RESOURCE = lengthTag(ResourceItemsField.resource);
const ATTRIBUTES = lengthTag(ResourceField.attributes);
const KEY = Buffer.from(DEMO_ATTRIBUTE);
const TRUE = Buffer.from("true");

/** How much of a request is the demo's, by its resources. */
export type DemoShare = "none" | "some" | "all";

/**
 * Cost   steps over every scope by its length and reads the attributes of resources; nothing per item.
 * Throws WireError on a body that was not validated and is broken.
 */
export function demoShare(body: Uint8Array): DemoShare {
	let demo = 0;
	let others = 0;
	new ResourceScan(body).run((isDemo) => {
		if (isDemo) demo++;
		else others++;
	});
	if (demo === 0) return "none";
	return others === 0 ? "all" : "some";
}

class ResourceScan implements AttributeSink {
	readonly #reader = new WireReader();
	readonly #attributes = new AttributeList();
	readonly #body: Uint8Array;
	#isDemo = false;

	constructor(body: Uint8Array) {
		this.#body = body;
		this.#reader.open(body);
	}

	/** One call per top-level field of resources. */
	run(visit: (isDemo: boolean) => void): void {
		const reader = this.#reader;
		const length = this.#body.length;
		while (reader.position < length) {
			const tag = reader.tag(length);
			if (tag !== RESOURCE_ITEMS) {
				reader.skip(tag, length);
				continue;
			}
			visit(this.#readItems(reader.length(length)));
		}
	}

	attribute(keyStart: number, keyEnd: number, type: number, a: number, b: number): void {
		if (!this.#isText(keyStart, keyEnd, KEY)) return;
		this.#isDemo = (type === ValueType.bool && a === 1) || (type === ValueType.string && this.#isText(a, b, TRUE));
	}

	/** A resource may come in pieces, which are one. */
	#readItems(end: number): boolean {
		const reader = this.#reader;
		this.#isDemo = false;
		this.#attributes.clear();
		while (reader.position < end) {
			const tag = reader.tag(end);
			if (tag === RESOURCE) this.#readResource(reader.length(end));
			else reader.skip(tag, end);
		}
		this.#attributes.emit(this, 0, this.#attributes.count);
		return this.#isDemo;
	}

	#readResource(end: number): void {
		const reader = this.#reader;
		while (reader.position < end) {
			const tag = reader.tag(end);
			if (tag === ATTRIBUTES) this.#attributes.add(reader, reader.length(end));
			else reader.skip(tag, end);
		}
	}

	#isText(start: number, end: number, text: Buffer): boolean {
		return end - start === text.length && text.equals(this.#body.subarray(start, end));
	}
}
