/** Where the nodes of the map stand, by environment: kept for the session in memory, and in this browser for the next one. */

/** Node -> x, y; link -> the points that it passes. */
export interface MapPlaces {
	readonly places: ReadonlyMap<string, { readonly x: number; readonly y: number }>;
	readonly routes: ReadonlyMap<string, readonly number[]>;
}

const KEY = "spanglass.map";
/** Larger maps are laid out anew with each visit: browsers keep a few megabytes only. */
const MOST_NODES = 500;
const MOST_ENVIRONMENTS = 8;

const session = new Map<string, MapPlaces>();

type Stored = Readonly<
	Record<
		string,
		{ readonly p: Readonly<Record<string, readonly [number, number]>>; readonly r: Readonly<Record<string, readonly number[]>> }
	>
>;

function stored(): Stored {
	try {
		const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
		return typeof value === "object" && value !== null ? (value as Stored) : {};
	} catch {
		return {};
	}
}

/** What is known of an environment ("" is all of them); undefined: nothing. */
export function recallPlaces(environment: string): MapPlaces | undefined {
	const known = session.get(environment);
	if (known !== undefined) return known;
	const found = stored()[environment];
	if (found?.p === undefined || found.r === undefined) return undefined;
	const places = Object.entries(found.p).flatMap(([id, place]) =>
		Array.isArray(place) && place.every(Number.isFinite) ? [[id, { x: place[0] ?? 0, y: place[1] ?? 0 }] as const] : [],
	);
	const routes = Object.entries(found.r).filter(([, points]) => Array.isArray(points) && points.every(Number.isFinite));
	return { places: new Map(places), routes: new Map(routes) };
}

/** Keep the places of an environment; undefined forgets them. A browser that keeps nothing is no fault. */
export function keepPlaces(environment: string, layout: MapPlaces | undefined): void {
	if (layout === undefined) session.delete(environment);
	else session.set(environment, layout);
	const { [environment]: _, ...others } = stored();
	const newest = Object.entries(others).slice(-(MOST_ENVIRONMENTS - 1));
	const own =
		layout === undefined || layout.places.size > MOST_NODES
			? []
			: [
					[
						environment,
						{ p: Object.fromEntries([...layout.places].map(([id, { x, y }]) => [id, [x, y]])), r: Object.fromEntries(layout.routes) },
					],
				];
	try {
		localStorage.setItem(KEY, JSON.stringify(Object.fromEntries([...newest, ...own])));
	} catch {
		// full, or forbidden
	}
}
