const FIRST_ROWS = 1024;

/** Rows of packs that wait to be added up: the cell of each, which pack holds it, its number there. */
export class NotedRows {
	length = 0;
	cells = new Uint32Array(FIRST_ROWS);
	holders = new Uint32Array(FIRST_ROWS);
	rows = new Uint32Array(FIRST_ROWS);

	/** There is room for so many more. */
	reserve(more: number): void {
		const needed = this.length + more;
		if (needed <= this.cells.length) return;
		const length = Math.max(needed, this.cells.length * 2);
		this.cells = longer(this.cells, length);
		this.holders = longer(this.holders, length);
		this.rows = longer(this.rows, length);
	}

	/** After `reserve`. */
	note(cell: number, holder: number, row: number): void {
		const at = this.length++;
		this.cells[at] = cell;
		this.holders[at] = holder;
		this.rows[at] = row;
	}

	/** Numbers of rows by cell: those of cell c are order[firstOf[c]] up to, not including, order[firstOf[c + 1]]. */
	byCell(cellCount: number): { readonly firstOf: Uint32Array; readonly order: Uint32Array } {
		const firstOf = new Uint32Array(cellCount + 1);
		for (let at = 0; at < this.length; at++) {
			const after = (this.cells[at] as number) + 1;
			firstOf[after] = (firstOf[after] as number) + 1;
		}
		for (let cell = 0; cell < cellCount; cell++) firstOf[cell + 1] = (firstOf[cell + 1] as number) + (firstOf[cell] as number);
		const next = firstOf.slice();
		const order = new Uint32Array(this.length);
		for (let at = 0; at < this.length; at++) {
			const cell = this.cells[at] as number;
			const place = next[cell] as number;
			order[place] = at;
			next[cell] = place + 1;
		}
		return { firstOf, order };
	}
}

function longer(words: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
	const wider = new Uint32Array(length);
	wider.set(words);
	return wider;
}
