/** Instances of a service: what runs, what is gone, who stands out. Pure. */
import type { InstancesJson } from "@spanglass/shared/api/rollup-schemas";

export type InstanceJson = InstancesJson["data"][number];

export const INSTANCE_GLYPHS = { live: "ok", late: "warn", lost: "error" } as const satisfies Record<InstanceJson["liveness"], string>;

/** Lost, and missed: what every page counts as lost. */
export function isLost({ liveness, gone }: Pick<InstanceJson, "liveness" | "gone">): boolean {
	return liveness === "lost" && !gone;
}

export interface RunningVersions {
	/** Of instances that are not lost, most instances first. */
	readonly versions: readonly { readonly version: string; readonly count: number }[];
	readonly live: number;
	readonly late: number;
	readonly lost: number;
}

export function runningVersions(instances: readonly InstanceJson[]): RunningVersions {
	const of = (liveness: InstanceJson["liveness"]): number => instances.filter((one) => one.liveness === liveness).length;
	const running = Map.groupBy(
		instances.filter(({ liveness }) => liveness !== "lost"),
		({ version }) => version,
	);
	const versions = [...running].map(([version, { length: count }]) => ({ version, count }));
	return {
		versions: versions.toSorted((a, b) => b.count - a.count || (a.version < b.version ? 1 : -1)),
		live: of("live"),
		late: of("late"),
		lost: instances.filter(isLost).length,
	};
}

const RANK = { lost: 0, late: 1, live: 2 } as const;
const GONE = 3;

/** Lost ones first, then late ones, live ones, and those that are gone; among them the busiest first, ties by name. */
export function orderInstances(instances: readonly InstanceJson[]): readonly InstanceJson[] {
	const rank = ({ liveness, gone }: InstanceJson): number => (gone ? GONE : RANK[liveness]);
	return instances.toSorted((a, b) => rank(a) - rank(b) || b.numbers.count - a.numbers.count || (a.instance < b.instance ? -1 : 1));
}

const OUTLIER = 3;
const ENOUGH = 20;

/** Instances whose p99 or share of errors is more than three times the median of all with 20 requests or more. */
export function outliers(instances: readonly InstanceJson[]): ReadonlySet<InstanceJson> {
	const peers = instances.filter(({ numbers }) => numbers.count >= ENOUGH);
	if (peers.length < 3) return new Set();
	const median = (value: (one: InstanceJson) => number): number => {
		const sorted = peers.map(value).sort((a, b) => a - b);
		return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
	};
	const p99 = ({ numbers }: InstanceJson): number => numbers.durations.p99 ?? 0;
	const errors = ({ numbers }: InstanceJson): number => numbers.errorRatio ?? 0;
	const usual = { p99: median(p99), errors: median(errors) };
	return new Set(peers.filter((one) => p99(one) > usual.p99 * OUTLIER || (errors(one) > 0.01 && errors(one) > usual.errors * OUTLIER)));
}
