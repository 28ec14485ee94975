import { useParams } from "@tanstack/react-router";
import { lazy, type ReactElement, Suspense, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/client.ts";
import {
	type ComparedQuery,
	useServiceDetail,
	useServiceInstances,
	useServiceOperations,
	useServiceVersions,
} from "../../api/service-detail.ts";
import { createCursorSync } from "../../charts/cursor-sync.ts";
import { preloadDrawing } from "../../charts/TimeSeries/use-plot-canvas.ts";
import { withTexts } from "../../i18n/i18n.ts";
import { detailTabOf, type ServiceUrl, searchFromServiceUrl, serviceUrlFromSearch } from "../../state/url/service.ts";
import { textValue } from "../../state/url.ts";
import { useEnvironment } from "../../state/use-environment.ts";
import { type HistoryStep, useSearchValues, useSetSearch } from "../../state/use-search.ts";
import { useTimeRange } from "../../state/use-time-range.ts";
import { ErrorPanel } from "../../ui/ErrorPanel.tsx";
import { useKeys } from "../../ui/keys.ts";
import { WaitingRows } from "../../ui/Skeleton.tsx";
import { tableSortFrom, textOfTableSort } from "../../ui/table-sort.ts";
import { NoRequests, UnknownService } from "./EmptyService.tsx";
import { ErrorsTab } from "./ErrorsTab.tsx";
import { InstancesTable } from "./InstancesTable.tsx";
import { orderInstances } from "./instance-rows.ts";
import { Neighbours } from "./Neighbours.tsx";
import { OperationsTable } from "./OperationsTable.tsx";
import { ServiceCharts } from "./ServiceCharts.tsx";
import { ServiceHeader } from "./ServiceHeader.tsx";
import styles from "./ServicePage.module.css";
import type { ServiceView } from "./service-view.ts";
import { VersionsTable } from "./VersionsTable.tsx";

const ExplainCells = lazy(withTexts(async () => ({ default: (await import("./ExplainCells.tsx")).ExplainCells }), "find"));
const LastWords = lazy(async () => ({ default: (await import("./LastWords.tsx")).LastWords }));

/** One service: its requests over time, who calls it and whom it waits for, its operations, instances, versions and errors. */
export function ServicePage(): ReactElement {
	const { t } = useTranslation();
	const { name, tab: part } = useParams({ strict: false }) as { readonly name: string; readonly tab?: string };
	const view = useServiceView(name);
	const detail = useServiceDetail(view.query);
	const instances = useServiceInstances(view.query, true);
	const tab = detailTabOf(part) ?? "overview";
	useEffect(preloadDrawing, []);
	useEffect(() => {
		document.title = `${name} · ${t("page.services")} · Spanglass`;
	}, [t, name]);
	const { instance } = view.url;
	const row =
		instance === undefined ? undefined : instances.data && orderInstances(instances.data.data).find((one) => one.instance === instance);
	const { sel, explains } = view.url;
	const isExplained = sel !== undefined && explains && row === undefined;
	const close = (): void => view.onUrl(row === undefined ? { sel: undefined, explains: false } : { instance: undefined });
	useKeys({ Escape: () => (row === undefined && !isExplained ? false : close()) });
	if (detail.error instanceof ApiError && detail.error.kind === "not_found") return <UnknownService name={name} />;
	const isSilent = detail.data !== undefined && detail.data.numbers.count === 0;
	return (
		<div className={styles.frame}>
			<div className={styles.page} aria-busy={detail.isFetching}>
				<ServiceHeader view={view} tab={tab} detail={detail.data} instances={instances.data} />
				{detail.error === null ? null : <ErrorPanel error={detail.error} onRetry={() => void detail.refetch()} />}
				{isSilent ? <NoRequests name={name} instances={instances.data} /> : null}
				<div className={styles.body}>
					{tab === "instances" || tab === "versions" || isSilent ? null : <ServiceCharts key={name} view={view} detail={detail.data} />}
					{tab === "overview" ? <Overview view={view} detail={detail} instances={instances} /> : null}
					{tab === "operations" ? <OperationsTable view={view} most={200} /> : null}
					{tab === "instances" ? <InstancesTable view={view} answer={instances.data} error={instances.error} most={100} isFull /> : null}
					{tab === "versions" ? <VersionsTable view={view} isFull /> : null}
					{tab === "errors" && detail.data !== undefined ? <ErrorsTab view={view} detail={detail.data} /> : null}
				</div>
			</div>
			{isExplained ? (
				<Suspense>
					<ExplainCells view={view} sel={sel} onClose={close} />
				</Suspense>
			) : null}
			{row === undefined ? null : (
				<Suspense>
					<LastWords key={`${row.environment} ${row.version} ${row.instance}`} service={name} row={row} onClose={close} />
				</Suspense>
			)}
		</div>
	);
}

interface OverviewProps {
	readonly view: ServiceView;
	readonly detail: ReturnType<typeof useServiceDetail>;
	readonly instances: ReturnType<typeof useServiceInstances>;
}

/** Everything at once, below the charts: tables of unknown length come together, so that none moves another. */
function Overview({ view, detail, instances }: OverviewProps): ReactElement {
	const operations = useServiceOperations(view.query, true);
	const versions = useServiceVersions(view.query, true);
	const isAnswered = [detail, instances, operations, versions].every(({ data, error }) => data !== undefined || error !== null);
	if (!isAnswered) return <WaitingRows count={14} isWaiting />;
	return (
		<>
			{detail.data === undefined ? null : <Neighbours detail={detail.data} />}
			<div className={styles.columns}>
				<OperationsTable view={view} most={10} />
				<div>
					<InstancesTable view={view} answer={instances.data} error={instances.error} most={8} />
					<VersionsTable view={view} />
				</div>
			</div>
		</>
	);
}

/** What all parts of the page share: the question, the address, and the moment that is pointed at. */
function useServiceView(name: string): ServiceView {
	const values = useSearchValues();
	const setSearch = useSetSearch();
	const { range } = useTimeRange();
	const env = useEnvironment();
	const [sync] = useState(createCursorSync);
	const url = serviceUrlFromSearch(values);
	const { namespace: ns, compare } = url;
	const query: ComparedQuery = useMemo(() => ({ name, ns, env, ...range, compare }), [name, ns, env, range, compare]);
	return {
		query,
		url,
		sort: tableSortFrom(textValue(values, "sort")),
		sync,
		onUrl: (changes: Partial<ServiceUrl>, step: HistoryStep = "push") => setSearch(searchFromServiceUrl({ ...url, ...changes }), step),
		onSort: (sort) => setSearch({ sort: textOfTableSort(sort) }, "push"),
	};
}
