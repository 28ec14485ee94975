/** Groups of failed spans with what became of them. */
import type { ErrorGroup } from "@spanglass/shared/analysis/error-group";
import { ERROR_GROUP_STATES, type ErrorDecision, type ErrorGroupState } from "@spanglass/shared/model/error-group-state";
import { LIMITS } from "@spanglass/shared/model/limits";
import type { Filter } from "@spanglass/shared/query/filter";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import { type UnixNanos, unixMillisFromNanos, unixNanos } from "@spanglass/shared/units/time";
import { type TimeBuckets, timeBuckets } from "@spanglass/shared/units/time-buckets";
import type { Deploy } from "../store/api/rollup-queries.ts";
import type { Coverage, QueryControl, TelemetryReader } from "../store/api/telemetry-store.ts";

export interface ErrorsQuestion {
	readonly range: TimeRange;
	readonly filter: Filter;
	readonly environment: string | undefined;
	readonly limit: number;
}

export interface ToldError extends ErrorGroup {
	readonly state: ErrorGroupState;
	readonly decisionVersion: number;
	/** Undefined: the range before cannot be told. */
	readonly before: number | undefined;
	readonly suspect: Pick<Deploy, "version" | "at"> | undefined;
}

export interface ToldErrors extends Coverage {
	readonly buckets: TimeBuckets;
	readonly errors: readonly ToldError[];
	readonly total: number;
}

const BARS = 60;
/** Groups that are told apart. */
const GROUPS = 2_000;
/** A version appeared so long before the first failure at most. */
const SUSPECT_NANOS = 15n * 60_000_000_000n;

/**
 * Groups of the range, told against the range of the same length before it. `decisions`: documents by fingerprint.
 *
 * Cost  two passes over the failed spans of the two ranges.
 */
export async function listErrors(
	reader: Pick<TelemetryReader, "groupErrors" | "listDeploys">,
	{ range, filter, environment, limit }: ErrorsQuestion,
	{ decisions, control }: { readonly decisions: ReadonlyMap<string, ErrorDecision>; readonly control: QueryControl },
): Promise<ToldErrors> {
	const buckets = timeBuckets(range.start, range.end, { most: BARS });
	const query = { range, filter, buckets, limit: GROUPS, rows: LIMITS.groupedRows };
	const { groups, total, ...coverage } = await reader.groupErrors(query, control);
	const length = range.end - range.start;
	const earlier =
		range.start > length
			? await reader.groupErrors({ ...query, ...rangeWithBuckets({ start: unixNanos(range.start - length), end: range.start }) }, control)
			: undefined;
	const before = new Map(earlier?.groups.map(({ fingerprint, count }) => [fingerprint, count]));
	const deploys = await reader.listDeploys({ range, ...(environment === undefined ? {} : { environment }) }, control);
	const errors = groups.map((group): ToldError => {
		const count = earlier === undefined || !earlier.complete ? undefined : (before.get(group.fingerprint) ?? 0);
		const decision = decisions.get(group.fingerprint);
		const state = stateOf(group, decision, count ?? before.get(group.fingerprint));
		return {
			...group,
			state,
			decisionVersion: decision?.version ?? 0,
			before: count,
			suspect: state === "new" ? suspectOf(group, deploys) : undefined,
		};
	});
	const order = (a: ToldError, b: ToldError) => urgency(a) - urgency(b) || b.count - a.count || (a.fingerprint < b.fingerprint ? -1 : 1);
	return { ...coverage, buckets, errors: errors.sort(order).slice(0, limit), total };
}

function rangeWithBuckets(range: TimeRange) {
	return { range, buckets: timeBuckets(range.start, range.end, { most: 1 }) };
}

function urgency({ state }: ToldError): number {
	return ERROR_GROUP_STATES.indexOf(state);
}

function stateOf({ last }: ErrorGroup, decision: ErrorDecision | undefined, before: number | undefined): ErrorGroupState {
	if (decision?.state === "muted") return "muted";
	if (decision?.state === "resolved") return unixMillisFromNanos(last) > decision.at ? "regressed" : "resolved";
	return before === undefined || before > 0 ? "ongoing" : "new";
}

function suspectOf({ service, namespace, first }: ErrorGroup, deploys: readonly Deploy[]): ToldError["suspect"] {
	const isShortlyBefore = (at: UnixNanos) => at <= first && first - at <= SUSPECT_NANOS;
	return deploys.findLast((deploy) => deploy.service === service && deploy.namespace === namespace && isShortlyBefore(deploy.at));
}
