import type { ListJson } from "@spanglass/shared/api/answer-schemas";
import type { ServiceJson } from "@spanglass/shared/api/schemas";
import { formatExact } from "@spanglass/shared/units/format";
import { lazy, type ReactElement, type ReactNode, useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useServiceList } from "../../api/services.ts";
import { rangeChanges, rangeUpTo } from "../../state/time-range.ts";
import { SERVICE_TABS, type ServicesUrl, type ServiceTab, searchFromServicesUrl, servicesUrlFromSearch } from "../../state/url/services.ts";
import { useEnvironment } from "../../state/use-environment.ts";
import { type HistoryStep, useSearchValues, useSetSearch } from "../../state/use-search.ts";
import { useTimeRange } from "../../state/use-time-range.ts";
import { AnswerFacts } from "../../ui/AnswerFacts.tsx";
import { Button } from "../../ui/Button.tsx";
import { ErrorPanel } from "../../ui/ErrorPanel.tsx";
import { FilterField } from "../../ui/FilterField.tsx";
import { momentText } from "../../ui/moment-text.ts";
import { SegmentedControl } from "../../ui/SegmentedControl.tsx";
import { WaitingRows } from "../../ui/Skeleton.tsx";
import { SortButton } from "../../ui/SortButton.tsx";
import { sortName } from "./columns.ts";
import { EmptyServices, FilteredOut } from "./EmptyServices.tsx";
import { ServiceList } from "./ServiceList.tsx";
import styles from "./ServicesPage.module.css";
import { lastSeenMs, pickServices, sortServices } from "./service-rows.ts";

const loadSortMenu = async () => ({ default: (await import("./SortMenu.tsx")).SortMenu });
const SortMenu = lazy(loadSortMenu);

const TAB_KEYS = { all: "services.tabAll", active: "services.tabActive", silent: "services.tabSilent" } as const satisfies Record<
	ServiceTab,
	string
>;

/** Every known service with rate, errors and latency in the range; by status first. */
export function ServicesPage(): ReactElement {
	const { t } = useTranslation();
	const url = servicesUrlFromSearch(useSearchValues());
	const { range } = useTimeRange();
	const environment = useEnvironment();
	const list = useServiceList({ ...range, environment });
	const setSearch = useSetSearch();
	useEffect(() => {
		document.title = `${t("services.title")} · Spanglass`;
	}, [t]);
	const setUrl = (changes: Partial<ServicesUrl>, step: HistoryStep): void => setSearch(searchFromServicesUrl({ ...url, ...changes }), step);
	const all = list.data?.data;
	return (
		<div className={styles.page}>
			<div className={styles.tools}>
				<SegmentedControl
					label={t("services.tabs")}
					value={url.tab}
					onChange={(tab) => setUrl({ tab }, "push")}
					options={SERVICE_TABS.map((tab) => ({ value: tab, label: t(TAB_KEYS[tab]), note: countOf(all, tab) }))}
				/>
				<FilterField
					className={styles.filter}
					value={url.q}
					label={t("services.filter")}
					clearLabel={t("services.clearFilter")}
					onChange={(q) => setUrl({ q }, "replace")}
				/>
				<SortButton
					className={styles.sort}
					name={url.sort === undefined ? t("services.sortHealthShort") : sortName(t, url.sort)}
					preload={() => void loadSortMenu()}
				>
					{(menu) => <SortMenu {...menu} sort={url.sort} onSort={(sort) => setUrl({ sort }, "push")} />}
				</SortButton>
			</div>
			<div className={styles.body} aria-busy={list.isFetching}>
				{list.error === null ? null : <ErrorPanel error={list.error} onRetry={() => void list.refetch()} />}
				{list.data === undefined ? (
					<WaitingRows count={12} isWaiting={list.isFetching} />
				) : list.data.data.length === 0 ? (
					<EmptyServices />
				) : (
					<Services answer={list.data} url={url} onUrl={setUrl} />
				)}
			</div>
		</div>
	);
}

function countOf(services: readonly ServiceJson[] | undefined, tab: ServiceTab): string {
	return services === undefined ? "" : formatExact(pickServices(services, tab, "").length);
}

interface ServicesProps {
	readonly answer: ListJson<ServiceJson>;
	readonly url: ServicesUrl;
	readonly onUrl: (changes: Partial<ServicesUrl>, step: HistoryStep) => void;
}

function Services({ answer, url, onUrl }: ServicesProps): ReactElement {
	const { t } = useTranslation();
	const { data } = answer;
	const { q, sort, tab } = url;
	const rows = useMemo(() => sortServices(pickServices(data, tab, q), sort), [data, tab, q, sort]);
	return (
		<>
			{data.every((service) => service.silent) ? <AllSilent services={data} /> : null}
			{rows.length === 0 ? (
				<FilteredOut hiddenCount={pickServices(data, tab, "").length} tab={tab} onClear={() => onUrl({ q: "" }, "push")} />
			) : (
				<ServiceList
					key={tab}
					rows={rows}
					find={q}
					label={t("services.table", { sort: sortName(t, sort) })}
					sort={sort}
					onSort={(next) => onUrl({ sort: next }, "push")}
					foot={<Foot answer={answer} shown={rows.length} />}
				/>
			)}
		</>
	);
}

/** Nothing in the range: when there was something last, and the way there. The silent rows stay below. */
function AllSilent({ services }: { readonly services: readonly ServiceJson[] }): ReactElement | null {
	const { t } = useTranslation();
	const setSearch = useSetSearch();
	const lastMs = lastSeenMs(services);
	if (lastMs === undefined) return null;
	const when = momentText(lastMs);
	return (
		<p className={styles.notice} role="status">
			{t("services.allSilent", { when })}
			<Button look="bordered" small onClick={() => setSearch({ ...rangeChanges(rangeUpTo(lastMs)), live: undefined }, "push")}>
				{t("list.rangeAction", { when })}
			</Button>
		</p>
	);
}

function Foot({ answer, shown }: { readonly answer: ListJson<ServiceJson>; readonly shown: number }): ReactNode {
	const { t } = useTranslation();
	const total = answer.total ?? answer.data.length;
	const count = t("services.foot", { count: total, shown: formatExact(shown), total: formatExact(total) });
	return (
		<AnswerFacts tookMs={answer.tookMs} complete={answer.complete} warnings={answer.warnings}>
			{count}
		</AnswerFacts>
	);
}
