/** What a round reports: lines of the table that `main.ts` prints. */

export interface Check {
	readonly what: string;
	readonly value: string | number;
	/** The pass rule in words; undefined: only told. */
	readonly must?: string;
	/** Whether the rule holds; undefined without a rule. */
	readonly holds?: boolean;
	/** The rule is about time: it says nothing on a machine that does other things, and `npm test` leaves it out. */
	readonly isTimed?: true;
}

export function fact(what: string, value: string | number): Check {
	return { what, value };
}

export function exactly(what: string, value: string | number, expected: string | number): Check {
	return { what, value, must: `= ${expected}`, holds: value === expected };
}

export function atMost(what: string, value: number, limit: number): Check {
	return { what, value: rounded(value), must: `≤ ${rounded(limit)}`, holds: value <= limit };
}

export function atLeast(what: string, value: number, limit: number): Check {
	return { what, value: rounded(value), must: `≥ ${rounded(limit)}`, holds: value >= limit };
}

/** The same rule as one about time. */
export function timed(check: Check): Check {
	return { ...check, isTimed: true };
}

function rounded(value: number): number {
	return Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 100) / 100;
}

/** The rules that do not hold, for people: empty when the round passed. */
export function faultsOf(checks: readonly Check[]): readonly string[] {
	return checks.filter(({ holds }) => holds === false).map(({ what, value, must }) => `${what}: ${value}, must be ${must}`);
}

/** The same without rules about time. */
export function untimedFaultsOf(checks: readonly Check[]): readonly string[] {
	return faultsOf(checks.filter(({ isTimed }) => isTimed !== true));
}
