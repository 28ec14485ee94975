/** How the alert clock does: of the last minute, and since this start. */
const KEPT_MS = 60_000;

interface Round {
	readonly at: number;
	readonly lagMs: number;
	readonly tookMs: number;
	readonly rules: number;
}

export class ClockFigures {
	evaluations = 0;
	failed = 0;
	missed = 0;
	#rounds: Round[] = [];

	/** `lagMs`: how late the latest of its rules was when the answer was there. */
	add(round: Round, failed: number): void {
		this.evaluations += round.rules;
		this.failed += failed;
		this.#rounds = [...this.#rounds.filter(({ at }) => at > round.at - KEPT_MS), round];
	}

	/** Milliseconds. */
	lag(now: number): number {
		return Math.max(0, ...this.#recent(now).map(({ lagMs }) => lagMs));
	}

	/** Milliseconds of one evaluation. */
	mean(now: number): number {
		const recent = this.#recent(now);
		const rules = recent.reduce((sum, round) => sum + round.rules, 0);
		return rules === 0 ? 0 : recent.reduce((sum, { tookMs }) => sum + tookMs, 0) / rules;
	}

	#recent(now: number): readonly Round[] {
		return this.#rounds.filter(({ at }) => at > now - KEPT_MS);
	}
}
