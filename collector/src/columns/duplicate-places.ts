/** The spans of a generation that were marked duplicate, by request: what its columns were told or found out, to be stored. */

export interface DuplicatePlaces {
	readonly sequence: number;
	/** Spans by their place among the accepted ones of the request, 0-based. */
	readonly places: readonly number[];
}

const NONE = new Uint32Array(0);

export class DuplicateList {
	#requests: { readonly sequence: number; readonly places: number[] }[] = [];
	#sequence = 0;
	#known: Uint32Array = NONE;

	get requests(): readonly DuplicatePlaces[] {
		return this.#requests;
	}

	/** `known`: places that were marked when the request was first walked. */
	beginRequest(sequence: number, known: Uint32Array): void {
		this.#sequence = sequence;
		this.#known = known;
	}

	/** The known places, once. */
	takeKnown(): Uint32Array {
		const known = this.#known;
		this.#known = NONE;
		return known;
	}

	add(place: number): void {
		const last = this.#requests.at(-1);
		if (last?.sequence === this.#sequence) last.places.push(place);
		else this.#requests.push({ sequence: this.#sequence, places: [place] });
	}

	/** Marked in this request so far. */
	get countInRequest(): number {
		const last = this.#requests.at(-1);
		return last?.sequence === this.#sequence ? last.places.length : 0;
	}

	/** They are stored. */
	clear(): void {
		this.#requests = [];
	}
}
