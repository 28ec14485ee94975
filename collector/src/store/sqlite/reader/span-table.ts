/** The spans of one trace, gathered from everywhere into columns of their own. */
import { ItemMark, type Span } from "@spanglass/shared/model/span";
import type { Emitter } from "../../../columns/entity-memory.ts";
import { uint64FromHalves } from "../../../columns/halves.ts";
import { spanAt } from "../../../columns/item-decoder.ts";
import { ESCAPED_STATUS, LOW_BYTE, MARKS_MASK, MARKS_SHIFT, RARE_BIT, SpanColumn } from "../../../columns/layout.ts";
import type { RowView } from "../../../columns/row-view.ts";
import { OperationNames } from "./operation-names.ts";
import { repeatedSpans } from "./repeated-spans.ts";
import { TextList } from "./text-list.ts";

const UINT32 = 0x1_0000_0000;

/** Where spans are: in views, of which spans that are equal in start and id stand in order of arrival. */
export class SpanRefs {
	readonly views: RowView[] = [];
	readonly #view: number[] = [];
	readonly #row: number[] = [];

	/** Rows added from now on belong to `view`. */
	addView(view: RowView): void {
		this.views.push(view);
	}

	add(row: number): void {
		this.#view.push(this.views.length - 1);
		this.#row.push(row);
	}

	get count(): number {
		return this.#row.length;
	}

	viewOf(index: number): RowView {
		return this.views[this.#view[index] as number] as RowView;
	}

	/** Position in `views`. */
	viewIndexOf(index: number): number {
		return this.#view[index] as number;
	}

	rowOf(index: number): number {
		return this.#row[index] as number;
	}
}

/** The columns that a table copies, by their place in a view. */
const COPIED = [
	SpanColumn.startHigh,
	SpanColumn.startLow,
	SpanColumn.endHigh,
	SpanColumn.endLow,
	SpanColumn.spanHigh,
	SpanColumn.spanLow,
	SpanColumn.parentHigh,
	SpanColumn.parentLow,
	SpanColumn.operation,
	SpanColumn.bits,
] as const;

export class SpanTable {
	readonly refs: SpanRefs;
	readonly count: number;
	readonly startHigh: Uint32Array;
	readonly startLow: Uint32Array;
	readonly endHigh: Uint32Array;
	readonly endLow: Uint32Array;
	readonly spanHigh: Uint32Array;
	readonly spanLow: Uint32Array;
	readonly parentHigh: Uint32Array;
	readonly parentLow: Uint32Array;
	/** Entity ordinals of each span's own view. */
	readonly operation: Uint32Array;
	readonly #bits: Uint32Array;
	#repeats: Uint8Array | undefined;
	#knowsRepeats = false;

	constructor(refs: SpanRefs) {
		this.refs = refs;
		this.count = refs.count;
		const columns = COPIED.map(() => new Uint32Array(refs.count));
		for (let index = 0; index < refs.count; index++) {
			const row = refs.rowOf(index);
			const view = refs.viewOf(index);
			for (let at = 0; at < COPIED.length; at++) {
				(columns[at] as Uint32Array)[index] = view.value(COPIED[at] as number, row);
			}
		}
		const column = (at: number): Uint32Array => columns[at] as Uint32Array;
		this.startHigh = column(0);
		this.startLow = column(1);
		this.endHigh = column(2);
		this.endLow = column(3);
		this.spanHigh = column(4);
		this.spanLow = column(5);
		this.parentHigh = column(6);
		this.parentLow = column(7);
		this.operation = column(8);
		this.#bits = column(9);
	}

	/** Indices by start, then span id, then arrival. */
	orderByStart(): Uint32Array {
		const { spanHigh, spanLow } = this;
		return this.#ordered((a, b) => minus(spanHigh, a, b) || minus(spanLow, a, b) || this.#compareArrival(a, b));
	}

	/** Indices by start, then longest first, then span id, then arrival: the rows of a skeleton. */
	orderBySkeleton(): Uint32Array {
		const { spanHigh, spanLow } = this;
		return this.#ordered(
			(a, b) => this.#compareDuration(b, a) || minus(spanHigh, a, b) || minus(spanLow, a, b) || this.#compareArrival(a, b),
		);
	}

	/** Nanoseconds after the start of another span; exact to 104 days, then rounded like Number(bigint). */
	startAfter(index: number, origin: number): number {
		const high = minus(this.startHigh, index, origin);
		return high * UINT32 + minus(this.startLow, index, origin);
	}

	/** Nanoseconds, never negative. */
	duration(index: number): number {
		const high = (this.endHigh[index] as number) - (this.startHigh[index] as number);
		return Math.max(0, high * UINT32 + (this.endLow[index] as number) - (this.startLow[index] as number));
	}

	hasParent(index: number): boolean {
		return this.parentHigh[index] !== 0 || this.parentLow[index] !== 0;
	}

	statusCode(index: number): number {
		const code = (this.#bits[index] as number) & LOW_BYTE;
		return code === ESCAPED_STATUS ? this.span(index).status.code : code;
	}

	/** As stored, and `duplicate` where another request had the span before. */
	marks(index: number): number {
		const stored = ((this.#bits[index] as number) >>> MARKS_SHIFT) & MARKS_MASK;
		return this.#isRepeat(index) ? stored | ItemMark.duplicate : stored;
	}

	/** False for most: no event, no link, no message, nothing dropped. */
	hasRarePart(index: number): boolean {
		return ((this.#bits[index] as number) & RARE_BIT) !== 0;
	}

	/** "" when there is none. */
	statusMessage(index: number): string {
		const view = this.refs.viewOf(index);
		return view.text(view.statusMessageOf(this.refs.rowOf(index)));
	}

	name(index: number): string {
		const view = this.refs.viewOf(index);
		return view.text(view.operation(this.operation[index] as number).name);
	}

	/** What it is called on the page. */
	displayName(index: number): string {
		const texts = new TextList();
		const names = new OperationNames(this.refs.viewOf(index), texts);
		return texts.texts[names.numberOf(this.refs.rowOf(index))] as string;
	}

	kind(index: number): number {
		return this.refs.viewOf(index).operation(this.operation[index] as number).kind;
	}

	/** The latest end of all, nanoseconds. */
	latestEnd(): bigint {
		const { endHigh, endLow } = this;
		let latest = 0;
		for (let index = 1; index < this.count; index++) {
			const high = minus(endHigh, index, latest);
			if (high > 0 || (high === 0 && minus(endLow, index, latest) > 0)) latest = index;
		}
		return uint64FromHalves(endHigh[latest] as number, endLow[latest] as number);
	}

	emitter(index: number): Emitter {
		const view = this.refs.viewOf(index);
		return view.emitter(view.operation(this.operation[index] as number).resource);
	}

	/** The whole span. */
	span(index: number): Span {
		const span = spanAt(this.refs.viewOf(index), this.refs.rowOf(index));
		return this.#isRepeat(index) ? { ...span, marks: span.marks | ItemMark.duplicate } : span;
	}

	#isRepeat(index: number): boolean {
		if (!this.#knowsRepeats) {
			this.#repeats = repeatedSpans(this, (span) => this.#sequenceOf(span));
			this.#knowsRepeats = true;
		}
		return this.#repeats?.[index] === 1;
	}

	#ordered(ties: (a: number, b: number) => number): Uint32Array {
		const { startHigh, startLow } = this;
		const order = new Uint32Array(this.count);
		for (let index = 0; index < this.count; index++) order[index] = index;
		return order.sort((a, b) => minus(startHigh, a, b) || minus(startLow, a, b) || ties(a, b));
	}

	/** Only for spans that are equal in start and id. */
	#compareArrival(a: number, b: number): number {
		return this.#sequenceOf(a) - this.#sequenceOf(b) || a - b;
	}

	#sequenceOf(index: number): number {
		return this.refs.viewOf(index).sequenceOf(this.refs.rowOf(index));
	}

	/** Exact also where a duration is not. */
	#compareDuration(a: number, b: number): number {
		const [ofA, ofB] = [this.duration(a), this.duration(b)];
		if (Number.isSafeInteger(ofA) && Number.isSafeInteger(ofB)) return ofA - ofB;
		const difference = this.#exactDuration(a) - this.#exactDuration(b);
		return difference > 0n ? 1 : difference < 0n ? -1 : 0;
	}

	#exactDuration(index: number): bigint {
		const start = uint64FromHalves(this.startHigh[index] as number, this.startLow[index] as number);
		const end = uint64FromHalves(this.endHigh[index] as number, this.endLow[index] as number);
		return end > start ? end - start : 0n;
	}
}

function minus(column: Uint32Array, a: number, b: number): number {
	return (column[a] as number) - (column[b] as number);
}
