/** Whether instances are still heard of, and who of those that are not is missed. */
import type { InstanceSighting } from "../store/api/rollup-queries.ts";

/** By the time since it last sent anything, of any signal. */
export type Liveness = "live" | "late" | "lost";

/** So many times its usual interval without a sign makes an instance late, and lost. */
const LATE_AFTER = 2;
const LOST_AFTER = 4;
/** At least: senders that flush several times a second are not late between two flushes. */
const LEAST_LATE_MS = 15_000;
const LEAST_LOST_MS = 30_000;
/** Of an instance that has not sent often enough to know how often it does. */
const ASSUMED_INTERVAL_MS = 60_000;
const DAY_MS = 86_400_000;

/** How an instance does by the time since its last sign. `now`: Unix ms. */
export function livenessOf(
	{ lastSeen, usualIntervalMs = ASSUMED_INTERVAL_MS }: Pick<InstanceSighting, "lastSeen" | "usualIntervalMs">,
	now: number,
): Liveness {
	const silent = now - lastSeen;
	if (silent > Math.max(LEAST_LOST_MS, LOST_AFTER * usualIntervalMs)) return "lost";
	return silent > Math.max(LEAST_LATE_MS, LATE_AFTER * usualIntervalMs) ? "late" : "live";
}

/**
 * Of the lost ones those that nobody misses: another version of their service runs and theirs does not (a roll-out replaced them), they have no
 * name of their own, or were heard of last more than a day ago. The others are what every page counts as lost. `now`: Unix ms.
 */
export function goneSightings(sightings: readonly InstanceSighting[], now: number): ReadonlySet<InstanceSighting> {
	const lost = sightings.filter((sighting) => livenessOf(sighting, now) === "lost");
	const running = sightings.filter((sighting) => livenessOf(sighting, now) !== "lost");
	const services = new Set(running.map(serviceOf));
	const versions = new Set(running.map((sighting) => `${serviceOf(sighting)} ${sighting.version}`));
	const isReplaced = (sighting: InstanceSighting) =>
		services.has(serviceOf(sighting)) && !versions.has(`${serviceOf(sighting)} ${sighting.version}`);
	return new Set(lost.filter((sighting) => sighting.instance === "" || now - sighting.lastSeen > DAY_MS || isReplaced(sighting)));
}

function serviceOf({ environment, namespace, service }: InstanceSighting): string {
	return JSON.stringify([environment, namespace, service]);
}

/** Lost, and missed: see `goneSightings`. */
export function lostSightings(sightings: readonly InstanceSighting[], now: number): readonly InstanceSighting[] {
	const gone = goneSightings(sightings, now);
	return sightings.filter((sighting) => livenessOf(sighting, now) === "lost" && !gone.has(sighting));
}
