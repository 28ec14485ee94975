import { ageOf, formatIso } from "@spanglass/shared/units/clock-text";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useClock } from "./use-clock.ts";

const KEYS = { second: "time.secondsAgo", minute: "time.minutesAgo", hour: "time.hoursAgo", day: "time.daysAgo" } as const;

/** How long ago a moment was, ticking; the moment itself on hover. `nanos` is a decimal string of epoch nanoseconds. */
export function Age({ nanos }: { readonly nanos: string }): ReactElement {
	const { t } = useTranslation();
	const moment = BigInt(nanos);
	const age = ageOf(Number(moment / 1_000_000n), useClock());
	return (
		<time title={formatIso(moment)} dateTime={formatIso(moment)}>
			{t(KEYS[age.unit], { count: age.value })}
		</time>
	);
}
