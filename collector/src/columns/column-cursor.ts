import { SEGMENT_MASK, segmentOf } from "./layout.ts";
import type { RowView } from "./row-view.ts";

/** One column of a view, row by row. It keeps the segment that it was last asked about: ask in order of rows. */
export class ColumnCursor {
	readonly #view: RowView;
	readonly #column: number;
	#segment = -1;
	#words: Uint32Array = new Uint32Array(0);

	constructor(view: RowView, column: number) {
		this.#view = view;
		this.#column = column;
	}

	at(row: number): number {
		const segment = segmentOf(row);
		if (segment !== this.#segment) {
			this.#words = this.#view.column(this.#column, segment);
			this.#segment = segment;
		}
		return this.#words[row & SEGMENT_MASK] as number;
	}
}
