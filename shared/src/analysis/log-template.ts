/**
 * Which statement of a program made a message: a miner of templates in the manner of Drain (He et al., ICWS 2017), for one service.
 *
 * Lines with the same separators lie in one leaf; within it a line belongs to the template that has its words or MASK in each place. It
 * differs from Drain in when two lines become one template. Drain merges what is half alike, and so `order accepted` with `order rejected`.
 * Here a place becomes MASK when something shows that it varies:
 *   a line has a mask where a template has a word, and is like it otherwise;
 *   MANY lines differ in this place only (more when one word alone would stay);
 *   or the leaf is crowded: then a line becomes one with the template that has most of its words, half of them at least.
 *
 * Ids  A template's id is a hash of its owner and of its text as it was first formed, and stays when places become MASK. Templates that are
 *      one from then on have the id of the oldest; `resolve` tells it for the ids of the others, which may be stored.
 * Same lines in the same order give the same templates, also when the state is written and read back between.
 */
import { hashParts, type LogLine, MASK, MASKED, MOST_WORDS } from "./log-line.ts";

/** Of a line that belongs to no template because there are too many. */
export const OTHER_TEMPLATE = "__other__";
const OTHER = -1;

/** Of a service; beyond the first, lines that belong to none are `__other__`. All that ever were are bounded because their ids stay. */
export const MOST_TEMPLATES = 500;
const MOST_EVER = 2000;
const MOST_IN_LEAF = 128;
const CROWDED = 48;
/** Where there is no room, one line of 16 is compared with all templates of its leaf: which one, its words tell. */
const SAMPLED = 15;
const MANY = 8;
const MANY_OF_SHORT = 24;

/** Templates in the order in which they were formed. JSON. */
export interface LogTemplatesState {
	readonly templates: readonly {
		readonly id: string;
		/** See `LogLine.parts`. */
		readonly parts: readonly string[];
		/** Minutes since 1970: see `firstMinuteOf`. */
		readonly first: number;
		/** The place of the template that it is one with. */
		readonly into?: number;
	}[];
}

interface Template {
	readonly number: number;
	readonly id: string;
	parts: readonly string[];
	words: Int32Array;
	/** Words that are no MASK. */
	constants: number;
	/** NEVER until something is told. */
	first: number;
	/** OTHER, or the number of the template that it is one with. */
	into: number;
}

/** How many templates may still be formed, by all who share it. */
export interface TemplateBudget {
	left: number;
}

export interface LogTemplatesOptions {
	/** Whose they are: ids of different owners differ. */
	readonly owner?: string;
	readonly budget?: TemplateBudget;
}

const NEVER = 0xffff_ffff;

export class LogTemplates {
	/** Raised when a line that was added before may belong to another template now: what is remembered by line is void. */
	version = 0;
	/** Raised by every change of the state. */
	changes = 0;
	readonly #templates: Template[] = [];
	/** By structure: those that are not one with another, in order of age. */
	readonly #leaves = new Map<number, Template[]>();
	readonly #numbers = new Map<string, number>();
	readonly #owner: string;
	readonly #budget: TemplateBudget;
	#live = 0;

	constructor(state: LogTemplatesState = { templates: [] }, { owner = "", budget = { left: MOST_EVER } }: LogTemplatesOptions = {}) {
		this.#owner = owner;
		this.#budget = budget;
		for (const { id, parts, first, into } of state.templates) this.#put(id, parts, { first, into: into ?? OTHER });
	}

	get state(): LogTemplatesState {
		const templates = this.#templates.map(({ id, parts, first, into }) =>
			into === OTHER ? { id, parts, first } : { id, parts: [], first, into },
		);
		return { templates };
	}

	/** Live ones. */
	get size(): number {
		return this.#live;
	}

	/** The number of the line's template, OTHER when there are too many. Cost: 0.1 µs to a few µs, more where templates lie in one leaf. */
	add(line: LogLine): number {
		const leaf = this.#leaves.get(line.structure) ?? [];
		const known = coveringOf(leaf, line);
		if (known !== undefined) return known.number;
		const isFull = this.#isFull || leaf.length >= MOST_IN_LEAF;
		if (isFull && (line.low & SAMPLED) !== 0) return OTHER;
		const words = wordsOfMerged(leaf, line);
		if (words !== undefined) return this.#merge(line.structure, leaf, words);
		if (isFull) return OTHER;
		const parts = line.parts();
		const id = hashOf(`${this.#owner}\n${parts.join("")}`);
		if (this.#numbers.has(id)) return OTHER;
		this.changes++;
		return this.#put(id, parts, { first: NEVER, into: OTHER });
	}

	/** A line of the template of this id is of this minute (since 1970). */
	see(id: string, minute: number): void {
		const template = this.#templates[this.#final(this.#numbers.get(id) ?? OTHER)];
		if (template === undefined || template.first <= minute) return;
		template.first = minute;
		this.changes++;
	}

	/** The least minute that was ever told of a line of the template, or of those that are one with it; undefined for an unknown id. */
	firstMinuteOf(id: string): number | undefined {
		return this.#templates[this.#final(this.#numbers.get(id) ?? OTHER)]?.first;
	}

	/** Of live templates, in order of age. */
	ids(): readonly string[] {
		return this.#templates.filter(({ into }) => into === OTHER).map(({ id }) => id);
	}

	get #isFull(): boolean {
		return this.#live >= MOST_TEMPLATES || this.#templates.length >= MOST_EVER || this.#budget.left <= 0;
	}

	/** The id of a template by its number. It stays the same. */
	idOf(number: number): string {
		return this.#templates[number]?.id ?? OTHER_TEMPLATE;
	}

	/** The id of the template that is one with the one of this id: itself mostly. Unknown ids stay what they are. */
	resolve(id: string): string {
		const number = this.#numbers.get(id);
		return number === undefined ? id : this.idOf(this.#final(number));
	}

	/** Of each template that is one with another the ids of both: see `resolve`. */
	*merged(): Generator<readonly [id: string, into: string], void, undefined> {
		for (const { id, number, into } of this.#templates) if (into !== OTHER) yield [id, this.idOf(this.#final(number))];
	}

	/** The text of a template as it is now, with MASK where it varies; undefined for an unknown id. */
	textOf(id: string): string | undefined {
		const number = this.#numbers.get(id);
		return number === undefined ? undefined : this.#templates[this.#final(number)]?.parts.join("");
	}

	#final(number: number): number {
		let at = number;
		for (let into = this.#templates[at]?.into ?? OTHER; into !== OTHER; into = this.#templates[at]?.into ?? OTHER) at = into;
		return at;
	}

	#put(id: string, parts: readonly string[], { first, into }: Pick<Template, "first" | "into">): number {
		const { structure, words } = hashParts(parts);
		const number = this.#templates.length;
		const template = { number, id, parts, words, constants: constantsOf(words), first, into };
		this.#budget.left--;
		this.#templates.push(template);
		this.#numbers.set(id, number);
		if (into !== OTHER) return number;
		this.#live++;
		const leaf = this.#leaves.get(structure);
		if (leaf === undefined) this.#leaves.set(structure, [template]);
		else leaf.push(template);
		return number;
	}

	/** All that these words cover become one. */
	#merge(structure: number, leaf: readonly Template[], words: Int32Array): number {
		const group = leaf.filter((template) => covers(words, template.words));
		const [oldest] = group;
		if (oldest === undefined) return OTHER;
		for (const { number } of group) if (number !== oldest.number) this.#retire(number, oldest.number);
		oldest.first = group.reduce((least, { first }) => Math.min(least, first), NEVER);
		oldest.words = words;
		oldest.constants = constantsOf(words);
		oldest.parts = oldest.parts.map((part, at) => (at % 2 === 1 && words[at >> 1] === MASKED ? MASK : part));
		const isLeft = ({ number, into }: Template) => number === oldest.number || into === OTHER;
		this.#leaves.set(structure, leaf.filter(isLeft));
		this.version++;
		this.changes++;
		return oldest.number;
	}

	#retire(number: number, into: number): void {
		const template = this.#templates[number];
		if (template === undefined) return;
		template.into = into;
		template.parts = [];
		this.#live--;
	}
}

/** Of several the oldest. One without any word is for lines without any. */
function coveringOf(leaf: readonly Template[], line: LogLine): Template | undefined {
	const needsWord = hasWord(line);
	for (const template of leaf) if ((template.constants > 0 || !needsWord) && covers(template.words, line.words)) return template;
	return undefined;
}

function hasWord({ words, wordCount }: LogLine): boolean {
	for (let at = 0; at < wordCount; at++) if (words[at] !== MASKED) return true;
	return false;
}

/** Whether `wide` has the words of `narrow` or MASK in each of its places. */
function covers(wide: Int32Array, narrow: Int32Array): boolean {
	for (let at = 0; at < wide.length; at++) if (wide[at] !== narrow[at] && wide[at] !== MASKED) return false;
	return true;
}

function constantsOf(words: Int32Array): number {
	let count = 0;
	for (const word of words) if (word !== MASKED) count++;
	return count;
}

/** By place: how many templates differ there only. */
const alike = new Uint16Array(MOST_WORDS);

/** The words of the template that a line without one makes of templates of its leaf; undefined when it has to be one of its own. */
function wordsOfMerged(leaf: readonly Template[], line: LogLine): Int32Array | undefined {
	const words = line.words.subarray(0, line.wordCount);
	alike.fill(0);
	for (const template of leaf) {
		const place = onlyDifference(template.words, words);
		if (place < 0) continue;
		if (words[place] === MASKED && template.constants > 1) return withMask(template.words, place);
		alike[place] = (alike[place] as number) + 1;
	}
	for (let place = 0; place < words.length; place++) {
		const many = (alike[place] as number) + 1;
		if (many < MANY) continue;
		const templates = leaf.filter((template) => onlyDifference(template.words, words) === place);
		const merged = templates.reduce((so, template) => maskWhereDifferent(so, template.words), withMask(words, place));
		const constants = constantsOf(merged);
		if (constants > 1 || (constants === 1 && many >= MANY_OF_SHORT)) return merged;
	}
	return leaf.length < CROWDED ? undefined : wordsWithNearest(leaf, words);
}

/** The only place where a line does not belong to a template, or -1. */
function onlyDifference(template: Int32Array, words: Int32Array): number {
	let found = -1;
	for (let at = 0; at < words.length; at++) {
		if (template[at] === words[at] || template[at] === MASKED) continue;
		if (found >= 0) return -1;
		found = at;
	}
	return found;
}

function wordsWithNearest(leaf: readonly Template[], words: Int32Array): Int32Array | undefined {
	let nearest: Template | undefined;
	let most = Math.max(1, Math.ceil(constantsOf(words) / 2) - 1);
	for (const template of leaf) {
		let same = 0;
		for (let at = 0; at < words.length; at++) if (words[at] === template.words[at] && words[at] !== MASKED) same++;
		if (same <= most) continue;
		most = same;
		nearest = template;
	}
	return nearest && maskWhereDifferent(words, nearest.words);
}

function withMask(words: Int32Array, place: number): Int32Array {
	const masked = words.slice();
	masked[place] = MASKED;
	return masked;
}

function maskWhereDifferent(a: Int32Array, b: Int32Array): Int32Array {
	return a.map((word, at) => (word === b[at] ? word : MASKED));
}

/** 64 bits as hex digits. */
function hashOf(text: string): string {
	let high = 0x9e37_79b1 | 0;
	let low = 0x85eb_ca6b | 0;
	for (let at = 0; at < text.length; at++) {
		const unit = text.charCodeAt(at);
		high = Math.imul(high ^ unit, 0x0100_0193);
		low = Math.imul(low ^ (unit + (high >>> 11)), 0xc2b2_ae35 | 0);
	}
	const hex = (word: number): string => ((word ^ (word >>> 15)) >>> 0).toString(16).padStart(8, "0");
	return hex(high) + hex(low);
}
