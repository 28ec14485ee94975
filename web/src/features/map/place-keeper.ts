/** Places of the map between this page and the collector: changes show at once, are written one after the other, and never over what others wrote. */
import { type MapPlaces, NO_PLACES } from "../../state/map-places.ts";
import { applyChange, type PlaceChange } from "./place-changes.ts";

export interface StoredPlaces {
	readonly places: MapPlaces;
	readonly version: number;
}

/** Where places are kept. Both throw when the collector does not answer. */
export interface PlacePort {
	read(): Promise<StoredPlaces>;
	write(stored: StoredPlaces): Promise<number | "stale">;
}

export interface PlaceState {
	readonly places: MapPlaces;
	/** False until the collector has answered, be it with a failure. */
	readonly isRead: boolean;
	/** Changes are here alone: the last write failed. */
	readonly isUnsaved: boolean;
	/** How often a change was put on top of somebody else's. */
	readonly merges: number;
}

/** Somebody who writes all the time leaves no room for us: give up until the next change. */
const MOST_TRIES = 5;

export class PlaceKeeper {
	#state: PlaceState = { places: NO_PLACES, isRead: false, isUnsaved: false, merges: 0 };
	#version = 0;
	#pending: PlaceChange[] = [];
	#isWriting = false;
	readonly #listeners = new Set<() => void>();
	readonly #port: PlacePort;

	constructor(port: PlacePort) {
		this.#port = port;
	}

	readonly state = (): PlaceState => this.#state;

	readonly subscribe = (listener: () => void): (() => void) => {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	};

	/** Ask what is kept, and take it over unless something of our own is still to be written. */
	async load(): Promise<void> {
		if (this.#pending.length > 0) return;
		try {
			const { places, version } = await this.#port.read();
			if (this.#pending.length > 0) return;
			const isSame = this.#state.isRead && version === this.#version;
			this.#version = version;
			this.#set(isSame ? {} : { places, isRead: true });
		} catch {
			this.#set({ isRead: true });
		}
	}

	/** Change places here at once, and in the collector as soon as what came before is written. */
	change(change: PlaceChange): void {
		const places = applyChange(this.#state.places, change);
		if (places === this.#state.places) return;
		this.#pending.push(change);
		this.#set({ places });
		void this.#write();
	}

	async #write(): Promise<void> {
		if (this.#isWriting) return;
		this.#isWriting = true;
		try {
			for (let tries = 0; this.#pending.length > 0 && tries < MOST_TRIES; tries++) {
				const count = this.#pending.length;
				const answer = await this.#port.write({ places: this.#state.places, version: this.#version });
				if (answer === "stale") await this.#rebase();
				else {
					this.#version = answer;
					this.#pending = this.#pending.slice(count);
					tries = -1;
				}
			}
			this.#set({ isUnsaved: this.#pending.length > 0 });
		} catch {
			this.#set({ isUnsaved: true });
		} finally {
			this.#isWriting = false;
		}
	}

	/** What is not written yet goes on top of what somebody else wrote; changes that are in there already are done. */
	async #rebase(): Promise<void> {
		const theirs = await this.#port.read();
		this.#version = theirs.version;
		const ours = this.#pending;
		const places = ours.reduce(applyChange, theirs.places);
		if (places === theirs.places) this.#pending = [];
		this.#set({ places, merges: this.#state.merges + 1 });
	}

	#set(more: Partial<PlaceState>): void {
		this.#state = { ...this.#state, ...more };
		for (const listener of this.#listeners) listener();
	}
}
