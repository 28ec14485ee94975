/** Which traces explain an alert best. Pure: out of what was read of the candidates. */
import { type Suspect, workOf } from "@spanglass/shared/analysis/suspected-span";
import type { SuspectedSpan, Suspicion } from "@spanglass/shared/model/incident";
import type { TraceSkeleton } from "@spanglass/shared/model/trace-skeleton";
import { formatDuration, textOf } from "@spanglass/shared/units/format";
import { hexFromBytes } from "@spanglass/shared/units/hex";

export interface Candidate {
	readonly skeleton: TraceSkeleton;
	readonly suspect: Suspect | undefined;
}

const TRACES = 5;
/** Of one suspicion, while there are others. */
const OF_ONE = 3;

/**
 * The best traces, best first: of the suspicion that most candidates share, then of the next; among equals the longest (slow) or the
 * latest. At most three of one suspicion while others wait.
 */
export function chooseTraces(candidates: readonly Candidate[]): readonly Candidate[] {
	const groups = [...Map.groupBy(candidates, suspicionOf)].sort(([a, x], [b, y]) => rank(b, y) - rank(a, x) || (a < b ? -1 : 1));
	const first: Candidate[] = [];
	const rest: Candidate[] = [];
	for (const [, group] of groups) {
		const ordered = group.toSorted(byWorth);
		first.push(...ordered.slice(0, OF_ONE));
		rest.push(...ordered.slice(OF_ONE));
	}
	return [...first, ...rest].slice(0, TRACES);
}

function suspicionOf({ skeleton, suspect }: Candidate): string {
	return suspect === undefined ? "" : workOf(skeleton, suspect.row);
}

/** What nothing is suspected of comes last. */
function rank(suspicion: string, group: readonly Candidate[]): number {
	return suspicion === "" ? -1 : group.length;
}

function byWorth(a: Candidate, b: Candidate): number {
	const slow =
		(b.suspect?.because === "latency" ? b.skeleton.durationNanos : 0) - (a.suspect?.because === "latency" ? a.skeleton.durationNanos : 0);
	if (slow !== 0) return slow;
	if (a.skeleton.startTime !== b.skeleton.startTime) return a.skeleton.startTime < b.skeleton.startTime ? 1 : -1;
	return a.skeleton.traceId < b.skeleton.traceId ? -1 : 1;
}

/** A suspected span in words and numbers. `hasWarnings`: of the span or what lies below it. */
export function describeSuspect({ skeleton, suspect }: Candidate, hasWarnings: boolean): SuspectedSpan | undefined {
	if (suspect === undefined) return undefined;
	const { row, because, selfNanos, usualNanos } = suspect;
	const [service = "", operation = ""] = workOf(skeleton, row).split("\n");
	const message = skeleton.errorMessages.find((each) => each.row === row)?.message ?? "";
	return {
		spanId: hexFromBytes(skeleton.spanIds.subarray(row * 8, row * 8 + 8)),
		service,
		operation,
		because,
		reason: because === "error" ? errorReason(suspect, message) : latencyReason(suspect),
		message,
		startOffsetNanos: skeleton.start[row] ?? 0,
		durationNanos: skeleton.duration[row] ?? 0,
		selfNanos,
		usualNanos,
		hasWarnings,
	};
}

function errorReason({ chainLength }: Suspect, message: string): string {
	const callers = chainLength - 1;
	const above = callers === 0 ? "" : `, and ${callers === 1 ? "the span" : `the ${callers} spans`} above it failed with it`;
	const said = message === "" ? "" : ` with “${message.split("\n")[0]?.slice(0, 160) ?? ""}”`;
	return `The deepest span that failed${said}: nothing below it did${above}.`;
}

function latencyReason({ selfNanos, usualNanos }: Suspect): string {
	const held = textOf(formatDuration(selfNanos));
	if (usualNanos === undefined)
		return `It held ${held} of the critical path itself, more than any other span; such work was not seen before.`;
	return `It held ${held} of the critical path itself; usually such work holds ${textOf(formatDuration(usualNanos))}.`;
}

/** What most candidates are suspected of; undefined when that is nothing. */
export function sharedSuspicion(candidates: readonly Candidate[]): Suspicion | undefined {
	const [best] = chooseTraces(candidates);
	if (best?.suspect === undefined) return undefined;
	const told = describeSuspect(best, false);
	if (told === undefined) return undefined;
	const traces = candidates.filter((candidate) => suspicionOf(candidate) === suspicionOf(best)).length;
	return {
		service: told.service,
		operation: told.operation,
		reason: `${traces} of ${candidates.length} traces looked at: ${told.reason.charAt(0).toLowerCase()}${told.reason.slice(1)}`,
		because: told.because,
		traceId: best.skeleton.traceId,
		spanId: told.spanId,
		selfNanos: told.selfNanos,
		usualNanos: told.usualNanos,
		traces,
		tracesOf: candidates.length,
		message: told.message,
	};
}
