import { useState } from "react";

/** What an answer says, kept while the same `place` is asked again: an empty page does not blink with each refresh. `verdict` undefined: not known yet. */
export function useVerdict(verdict: boolean | undefined, place: string): boolean {
	const [kept, setKept] = useState({ place, verdict: false });
	if (verdict !== undefined && (kept.verdict !== verdict || kept.place !== place)) setKept({ place, verdict });
	return verdict ?? (kept.place === place && kept.verdict);
}
