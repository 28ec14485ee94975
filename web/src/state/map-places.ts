/** Where the nodes of the map stand, as the collector keeps it: one document of kind `map` for every environment, the same for everybody. */

/** Node -> x, y; link (`from\u0000to`) -> the points that it passes. */
export interface MapPlaces {
	readonly places: ReadonlyMap<string, { readonly x: number; readonly y: number }>;
	readonly routes: ReadonlyMap<string, readonly number[]>;
	/** Nodes that somebody put where they are. */
	readonly pinned: ReadonlySet<string>;
}

export const NO_PLACES: MapPlaces = { places: new Map(), routes: new Map(), pinned: new Set() };
const LINK = "\u0000";
const MOST_ID = 128;

/** The id of an environment's document; undefined is the one of all environments; maps of namespaces have their own. What an id must not hold is written as its code. */
export function placesIdOf(environment: string | undefined, isGrouped = false): string {
	const groups = isGrouped ? "groups-" : "";
	if (environment === undefined) return `${groups}all`;
	const text = environment.replace(/[^A-Za-z0-9.-]/gu, (sign) => `_${sign.codePointAt(0)?.toString(16)}_`);
	const id = `${groups}env-${text}`;
	return id.length <= MOST_ID ? id : `${id.slice(0, MOST_ID - 9)}-${hashOf(environment)}`;
}

/** FNV-1a, so that long names that begin alike differ. */
function hashOf(text: string): string {
	let hash = 0x811c9dc5;
	for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
	return (hash >>> 0).toString(16).padStart(8, "0");
}

/** `nodes`: id, x, y, and 1 when pinned. `routes`: indices of both ends in `nodes`, then x, y, x, y … */
export interface MapPlacesJson {
	readonly nodes: readonly (readonly [string, number, number, (0 | 1)?])[];
	readonly routes: readonly (readonly number[])[];
}

export function jsonFromPlaces({ places, routes, pinned }: MapPlaces): MapPlacesJson {
	const ids = [...places.keys()].sort();
	const index = new Map(ids.map((id, at) => [id, at]));
	return {
		nodes: ids.map((id) => {
			const { x, y } = places.get(id) ?? { x: 0, y: 0 };
			return pinned.has(id) ? [id, Math.round(x), Math.round(y), 1] : [id, Math.round(x), Math.round(y)];
		}),
		routes: [...routes.keys()].sort().flatMap((key) => {
			const [from, to] = key.split(LINK).map((id) => index.get(id));
			return from === undefined || to === undefined ? [] : [[from, to, ...(routes.get(key) ?? []).map(Math.round)]];
		}),
	};
}

/** What a document says; nonsense counts as nothing. */
export function placesFromJson(json: unknown): MapPlaces {
	if (typeof json !== "object" || json === null) return NO_PLACES;
	const nodes: readonly unknown[] = "nodes" in json && Array.isArray(json.nodes) ? json.nodes : [];
	const lines: readonly unknown[] = "routes" in json && Array.isArray(json.routes) ? json.routes : [];
	const places = new Map<string, { readonly x: number; readonly y: number }>();
	const pinned = new Set<string>();
	const ids = nodes.map((node) => {
		const [id, x, y, isPinned]: readonly unknown[] = Array.isArray(node) ? node : [];
		if (typeof id !== "string" || !isNumber(x) || !isNumber(y)) return undefined;
		places.set(id, { x, y });
		if (isPinned === 1) pinned.add(id);
		return id;
	});
	const routes = lines.flatMap((line): [string, readonly number[]][] => {
		if (!Array.isArray(line) || !line.every(isNumber)) return [];
		const [from, to] = [ids[line[0] ?? -1], ids[line[1] ?? -1]];
		return from === undefined || to === undefined ? [] : [[`${from}${LINK}${to}`, line.slice(2)]];
	});
	return { places, routes: new Map(routes), pinned };
}

function isNumber(value: unknown): value is number {
	return typeof value === "number" && Number.isFinite(value);
}
