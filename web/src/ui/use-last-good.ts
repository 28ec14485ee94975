import { useState } from "react";

/** The last answer that there was: what was asked for in vain, a mistyped query say, leaves it on screen. */
export function useLastGood<T>(answer: T | undefined): T | undefined {
	const [kept, setKept] = useState(answer);
	if (answer !== undefined && answer !== kept) setKept(answer);
	return answer ?? kept;
}
