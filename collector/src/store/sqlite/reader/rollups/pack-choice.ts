/**
 * Which stored rows answer a question. The minute rows of a closed hour lie in merged packs, with the same numbers by 10 and by 60 minutes
 * beside them: of each hour one of the three is read, and what is not merged (always minute rows) is added.
 *
 *   a question    |----:17--------------------:00------:00---:20------|
 *   its runs      [ minutes of the first hour )[ hours  )[ 10 minutes )
 */
import { PACK_STEPS, type PackStep } from "../../../../rollup/pack.ts";
import { MINUTES_PER_HOUR } from "../../rollup-row.ts";
import type { MinuteRange } from "./minute-range.ts";

/** Hours of which merged packs of one step are read; whole ones, wherever the question begins and ends in them. */
export interface StepRun extends MinuteRange {
	readonly step: PackStep;
}

/**
 * The runs of a question, without gaps and overlaps; at most three.
 *
 * `stepMinutes`: the question's steps, counted from its first minute; undefined: one number for the range.
 */
export function chooseRuns({ first, end }: MinuteRange, stepMinutes: number | undefined): readonly StepRun[] {
	const firstWhole = Math.min(end, ceilHour(first));
	const endWhole = Math.max(firstWhole, floorHour(end));
	const pieces = [
		{ first, end: firstWhole },
		{ first: firstWhole, end: endWhole },
		{ first: endWhole, end },
	];
	return pieces
		.filter((piece) => piece.first < piece.end)
		.map((piece) => ({
			first: floorHour(piece.first),
			end: ceilHour(piece.end),
			step: stepOf(piece, stepMinutes === undefined ? undefined : { first, stepMinutes }),
		}));
}

interface Steps {
	readonly first: number;
	readonly stepMinutes: number;
}

/** The widest rows none of which reaches over the piece's ends or over a border of the question's steps. */
function stepOf(piece: MinuteRange, steps: Steps | undefined): PackStep {
	const fits = (step: PackStep) =>
		piece.first % step === 0 &&
		piece.end % step === 0 &&
		(steps === undefined || (steps.first % step === 0 && steps.stepMinutes % step === 0));
	return PACK_STEPS.findLast(fits) ?? 1;
}

function floorHour(minute: number): number {
	return minute - (minute % MINUTES_PER_HOUR);
}

function ceilHour(minute: number): number {
	return floorHour(minute + MINUTES_PER_HOUR - 1);
}
