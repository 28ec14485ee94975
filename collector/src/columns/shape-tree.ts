/**
 * The lists of attributes met so far, as a tree, the writer's side: a node stands for how a list begins, its children for what came next.
 *
 *   node = type and length of the key | where its bytes are | next sibling | first child | parent | shape | key
 *
 * No path has a key twice. A list that would make the tree large or its search long is not followed: `step` answers NO_NODE.
 */
import type { Dictionary } from "./dictionary.ts";
import type { WordHeap } from "./heap.ts";
import { TYPE_SHIFT } from "./layout.ts";

export const NO_NODE = -1;
const ROOT = 0;
const STRIDE = 8;
const MARK = 0;
const OFFSET = 1;
const SIBLING = 2;
const CHILD = 3;
const PARENT = 4;
const SHAPE = 5;
const KEY = 6;
const TYPE_BITS = 4;
const TYPE_MASK = 15;
const FIRST_NODES = 64;
const MAX_NODES = 16_384;
const MAX_CHILDREN = 32;
const MAX_DEPTH = 128;
const UNKNOWN = -1;

export class ShapeTree {
	/** Where the list being read is. */
	node = ROOT;
	/** The id of the key that `step` could not go on to last. */
	missedKey = 0;
	readonly #dictionary: Dictionary;
	#nodes = new Int32Array(0);
	#count = 0;

	constructor(dictionary: Dictionary) {
		this.#dictionary = dictionary;
		this.clear();
	}

	get byteLength(): number {
		return this.#nodes.byteLength;
	}

	clear(): void {
		this.#nodes = new Int32Array(FIRST_NODES * STRIDE);
		this.#count = 0;
		this.#add(UNKNOWN, NO_NODE, UNKNOWN, 0);
		this.node = ROOT;
	}

	/** Start a list. */
	begin(): void {
		this.node = ROOT;
	}

	/** Go on to the key source[start, end) with a value of a stored type: its node, NO_NODE when the key stands in the list or it is a rare one. */
	step(start: number, end: number, type: number): number {
		const nodes = this.#nodes;
		const length = end - start;
		const mark = type | (length << TYPE_BITS);
		for (let node = nodes[this.node * STRIDE + CHILD] as number; node >= 0; node = nodes[node * STRIDE + SIBLING] as number) {
			const at = node * STRIDE;
			if (nodes[at] === mark && this.#dictionary.hasBytesAt(nodes[at + OFFSET] as number, start, length)) {
				this.node = node;
				return node;
			}
		}
		return this.#stepAnew(start, end, type);
	}

	shapeOf(node: number): number {
		return this.#nodes[node * STRIDE + SHAPE] as number;
	}

	setShape(node: number, shape: number): void {
		this.#nodes[node * STRIDE + SHAPE] = shape;
	}

	keyOf(node: number): number {
		return this.#nodes[node * STRIDE + KEY] as number;
	}

	/** Make `shape` the record of the list that ends at a node, as far as its heads. */
	writeHeads(node: number, shape: WordHeap): void {
		const nodes = this.#nodes;
		let length = 0;
		for (let at = node * STRIDE; at !== ROOT; at = (nodes[at + PARENT] as number) * STRIDE) length++;
		shape.top = 1;
		shape.reserve(length);
		shape.top += length;
		for (let at = node * STRIDE; at !== ROOT; at = (nodes[at + PARENT] as number) * STRIDE) {
			shape.view[length--] = (nodes[at + KEY] as number) | (((nodes[at + MARK] as number) & TYPE_MASK) << TYPE_SHIFT);
		}
	}

	/** What the search did not find. A key that is not UTF-8 is repaired at every sight, and found here. */
	#stepAnew(start: number, end: number, type: number): number {
		const key = this.#dictionary.internText(start, end);
		this.missedKey = key;
		const nodes = this.#nodes;
		let depth = 0;
		for (let at = this.node * STRIDE; at !== ROOT; at = (nodes[at + PARENT] as number) * STRIDE) {
			if (nodes[at + KEY] === key) return NO_NODE;
			depth++;
		}
		if (depth === MAX_DEPTH) return NO_NODE;
		let children = 0;
		for (let node = nodes[this.node * STRIDE + CHILD] as number; node >= 0; node = nodes[node * STRIDE + SIBLING] as number) {
			const at = node * STRIDE;
			if (nodes[at + KEY] === key && ((nodes[at] as number) & TYPE_MASK) === type) {
				this.node = node;
				return node;
			}
			children++;
		}
		if (children === MAX_CHILDREN || this.#count === MAX_NODES) return NO_NODE;
		this.node = this.#add(key, this.node, type | ((end - start) << TYPE_BITS), this.#dictionary.offsetOf(key));
		return this.node;
	}

	#add(key: number, parent: number, mark: number, offset: number): number {
		const node = this.#count++;
		if (this.#count * STRIDE > this.#nodes.length) {
			const wider = new Int32Array(this.#nodes.length * 2);
			wider.set(this.#nodes);
			this.#nodes = wider;
		}
		const nodes = this.#nodes;
		const at = node * STRIDE;
		nodes[at + MARK] = mark;
		nodes[at + OFFSET] = offset;
		nodes[at + SIBLING] = NO_NODE;
		nodes[at + CHILD] = NO_NODE;
		nodes[at + PARENT] = parent;
		nodes[at + SHAPE] = UNKNOWN;
		nodes[at + KEY] = key;
		if (parent >= 0) {
			nodes[at + SIBLING] = nodes[parent * STRIDE + CHILD] as number;
			nodes[parent * STRIDE + CHILD] = node;
		}
		return node;
	}
}
