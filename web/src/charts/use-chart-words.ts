import { formatCount, formatDuration, textOf } from "@spanglass/shared/units/format";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { TimeWindow } from "../geometry/time-scale.ts";
import type { FlameWords } from "./Flame/flame-scene.ts";

/** The words that charts draw, in the page's language. */
export function useFlameWords(): FlameWords {
	const { t } = useTranslation();
	return useMemo(
		() => ({
			gap: (nanos) => t("trace.gap", { duration: textOf(formatDuration(nanos)) }),
			retries: (name, count, lostNanos) => t("trace.retryStrip", { name, count, lost: textOf(formatDuration(lostNanos)) }),
			similar: (name, { rows, sumNanos, medianNanos, isSequential }) => {
				const [sum, median] = [textOf(formatDuration(sumNanos)), textOf(formatDuration(medianNanos))];
				return `×${rows.length} ${name} · Σ ${sum} · p50 ${median}${isSequential ? " · N+1?" : ""}`;
			},
			queue: (nanos) => t("trace.inQueue", { duration: textOf(formatDuration(nanos)) }),
			spans: (count) => t("trace.spans", { count, value: textOf(formatCount(count)) }),
		}),
		[t],
	);
}

/** A window in words, for those who do not see it. */
export function useWindowText(): (window: TimeWindow) => string {
	const { t } = useTranslation();
	return useCallback(({ from, to }) => t("trace.window", { from: textOf(formatDuration(from)), to: textOf(formatDuration(to)) }), [t]);
}
