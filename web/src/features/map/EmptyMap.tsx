import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useKnownServices } from "../../api/known-services.ts";
import { useStatus } from "../../api/status.ts";
import { rangeChanges, rangeUpTo } from "../../state/time-range.ts";
import { useEnvironment, useSetEnvironment } from "../../state/use-environment.ts";
import { useSetSearch } from "../../state/use-search.ts";
import { useTimeRange } from "../../state/use-time-range.ts";
import { NothingInRange, NothingYet } from "../../ui/EmptyState.tsx";

/** Why there is nothing to draw: nothing ever arrived, none of it in this range, or no calls in it. */
export function EmptyMap(): ReactElement | null {
	const { t } = useTranslation();
	const status = useStatus();
	const { range } = useTimeRange();
	const services = useKnownServices({ ...range, enabled: true });
	const environment = useEnvironment();
	const setEnvironment = useSetEnvironment();
	const setSearch = useSetSearch();
	if (services === undefined) return null;
	if (status.data !== undefined && status.data.stored.traces === 0)
		return <NothingYet title={t("map.neverTitle")} text={t("map.neverText")} />;
	const lastMs = services.reduce((last, { lastSeen }) => Math.max(last, Number(BigInt(lastSeen) / 1_000_000n)), 0);
	const isHere = lastMs >= range.fromMs && lastMs < range.toMs;
	return (
		<NothingInRange
			title={t("map.emptyTitle")}
			lastMs={lastMs === 0 || isHere ? undefined : lastMs}
			textOf={(when) => (when === undefined ? t("map.noCalls") : t("map.lastData", { when }))}
			onLast={(last) => setSearch({ ...rangeChanges(rangeUpTo(last)), live: undefined }, "push")}
			onEverywhere={environment === undefined ? undefined : () => setEnvironment(undefined)}
		/>
	);
}
