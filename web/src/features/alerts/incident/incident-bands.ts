/** When an incident's first alert was pending, firing, recovering: bands of its chart. Pure. */
import type { TransitionJson } from "@spanglass/shared/api/alert-schemas";
import type { AlertState } from "@spanglass/shared/model/alert";
import { unixMillisFromText } from "@spanglass/shared/units/time";

export interface StateBand {
	readonly key: string;
	readonly look: "pending" | "firing" | "recovering" | "noData";
	readonly fromMs: number;
	readonly toMs: number;
}

const LOOKS: Readonly<Record<AlertState, StateBand["look"] | undefined>> = {
	...{ pending: "pending", firing: "firing", recovering: "recovering", noData: "noData" },
	...{ error: "noData", ok: undefined },
};

/** One band for each stretch; the last one reaches to `endMs`. Transitions of one alert, oldest first. */
export function bandsOf(transitions: readonly TransitionJson[], endMs: number): readonly StateBand[] {
	return transitions.flatMap((transition, index): readonly StateBand[] => {
		const look = LOOKS[transition.to];
		if (look === undefined) return [];
		const next = transitions[index + 1];
		const fromMs = unixMillisFromText(transition.at);
		const toMs = next === undefined ? endMs : unixMillisFromText(next.at);
		return toMs > fromMs ? [{ key: String(transition.id), look, fromMs, toMs }] : [];
	});
}
