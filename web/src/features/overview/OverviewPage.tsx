import type { OverviewJson } from "@spanglass/shared/api/overview-schemas";
import { formatBytes, formatRate, textOf } from "@spanglass/shared/units/format";
import { Link, useNavigate } from "@tanstack/react-router";
import { type ReactElement, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useOverview } from "../../api/overview.ts";
import { useStatus } from "../../api/status.ts";
import { useIngestState } from "../../api/use-live.ts";
import { useAsOf } from "../../state/clock.ts";
import { rangeChanges } from "../../state/time-range.ts";
import { withValues } from "../../state/url.ts";
import { useEnvironment, useSetEnvironment } from "../../state/use-environment.ts";
import { useKeptSearch } from "../../state/use-kept-search.ts";
import { useSetSearch } from "../../state/use-search.ts";
import { useTimeRange } from "../../state/use-time-range.ts";
import { Button } from "../../ui/Button.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorPanel } from "../../ui/ErrorPanel.tsx";
import { WaitingRows } from "../../ui/Skeleton.tsx";
import { ChangeList } from "./ChangeList.tsx";
import { EntryCharts } from "./EntryCharts.tsx";
import { HealthBand } from "./HealthBand.tsx";
import { InsightList } from "./InsightList.tsx";
import { changeLink } from "./insight-words.ts";
import styles from "./OverviewPage.module.css";
import { RegressionTable } from "./RegressionTable.tsx";

/** What is broken, and since when: the first page once there are traces. */
export function OverviewPage(): ReactElement {
	const { t } = useTranslation();
	const { range } = useTimeRange();
	const environment = useEnvironment();
	const overview = useOverview({ ...range, environment });
	useEffect(() => {
		document.title = `${t("overview.title")} · Spanglass`;
	}, [t]);
	return (
		<div className={styles.page} aria-busy={overview.isFetching}>
			{overview.error === null ? null : <ErrorPanel error={overview.error} onRetry={() => void overview.refetch()} />}
			{overview.data === undefined ? (
				<WaitingRows count={14} isWaiting={overview.isFetching} />
			) : (
				<Sections overview={overview.data} checkedMs={overview.dataUpdatedAt} />
			)}
			<IngestLine />
		</div>
	);
}

function Sections({ overview, checkedMs }: { readonly overview: OverviewJson; readonly checkedMs: number }): ReactElement {
	const kept = useKeptSearch();
	const setSearch = useSetSearch();
	const navigate = useNavigate();
	const nowMs = useAsOf();
	if (overview.services.length === 0) return <Nothing />;
	const onRange = (fromMs: number, toMs: number): void =>
		setSearch({ ...rangeChanges({ from: String(Math.round(fromMs)), to: String(Math.round(toMs)) }), live: undefined }, "push");
	const onDeploy = (index: number): void => {
		const change = overview.changes[index];
		if (change === undefined) return;
		const { to, params, values } = changeLink(change);
		void navigate({ to, params: params as never, search: withValues(kept, values) as never });
	};
	return (
		<>
			<div className={styles.top}>
				<div className={styles.state}>
					<HealthBand
						services={overview.services}
						instances={overview.instances}
						insights={overview.insights}
						lostOf={overview.lostOf}
						kept={kept}
					/>
					<InsightList insights={overview.insights} checkedMs={checkedMs} kept={kept} />
				</div>
				<ChangeList changes={overview.changes} kept={kept} />
			</div>
			<EntryCharts overview={overview} nowMs={nowMs} onRange={onRange} onDeploy={onDeploy} />
			<RegressionTable overview={overview} kept={kept} />
		</>
	);
}

function Nothing(): ReactElement {
	const { t } = useTranslation();
	const environment = useEnvironment();
	const setEnvironment = useSetEnvironment();
	if (environment === undefined) return <EmptyState title={t("overview.quietTitle")} text={t("overview.quietText")} />;
	return (
		<EmptyState title={t("overview.noneTitle", { name: environment })} text={t("overview.noneText", { name: environment })}>
			<Button look="primary" onClick={() => setEnvironment(undefined)}>
				{t("env.showAll")}
			</Button>
		</EmptyState>
	);
}

/** Whether data arrives, how much, what it takes on disk. */
function IngestLine(): ReactElement {
	const { t } = useTranslation();
	const { word, spansPerSecond } = useIngestState();
	const status = useStatus("seldom");
	const rejected = status.data === undefined ? 0 : Object.values(status.data.rejected).reduce((sum, count) => sum + count, 0);
	return (
		<footer className={styles.ingest}>
			<Link to="/status" data-word={word}>
				{t(`ingest.${word}`)}
			</Link>
			<span>{t("overview.spansPerSecond", { value: textOf(formatRate(spansPerSecond)) })}</span>
			<span data-bad={rejected > 0}>{t("overview.dropped", { count: rejected })}</span>
			{status.data === undefined ? null : <span>{t("overview.disk", { value: textOf(formatBytes(status.data.databaseBytes)) })}</span>}
		</footer>
	);
}
