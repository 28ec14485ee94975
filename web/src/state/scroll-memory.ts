/** Where lists were scrolled to, per entry of the browser's history, so that Back finds the place again. Lives as long as the tab. */
const KEY = "spanglass.scroll";
const LIMIT = 100;

export interface ScrollPlace {
	readonly offsetPx: number;
	/** The row that had the focus; -1 when none had. */
	readonly activeIndex: number;
	/** What that row shows, for lists whose rows move. */
	readonly activeKey?: string;
}

function load(): Map<string, ScrollPlace> {
	try {
		return new Map(JSON.parse(sessionStorage.getItem(KEY) ?? "[]") as [string, ScrollPlace][]);
	} catch {
		return new Map();
	}
}

let places: Map<string, ScrollPlace> | undefined;

/** The place kept for a history entry. */
export function recallScroll(entry: string): ScrollPlace | undefined {
	places ??= load();
	return places.get(entry);
}

/** Keep a place; the oldest of more than 100 are forgotten. */
export function keepScroll(entry: string, place: ScrollPlace): void {
	places ??= load();
	places.delete(entry);
	places.set(entry, place);
	for (const key of places.keys()) {
		if (places.size <= LIMIT) break;
		places.delete(key);
	}
	try {
		sessionStorage.setItem(KEY, JSON.stringify([...places]));
	} catch {
		// without storage the places last until the page is left
	}
}
