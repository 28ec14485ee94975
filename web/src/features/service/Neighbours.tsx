import { errorState } from "@spanglass/shared/analysis/error-state";
import type { NeighbourJson, ServiceDetailJson } from "@spanglass/shared/api/rollup-schemas";
import { formatDuration, formatRate } from "@spanglass/shared/units/format";
import { Link } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { type ReactElement, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useKnownServices } from "../../api/known-services.ts";
import { withValues } from "../../state/url.ts";
import { useKeptSearch } from "../../state/use-kept-search.ts";
import { useTimeRange } from "../../state/use-time-range.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import { Amplification, Change, Failed, Nothing, Quantile, Rate, Share } from "../../ui/Measures.tsx";
import { NodeMark } from "../../ui/NodeMark.tsx";
import type { TableColumn } from "../../ui/table-sort.ts";
import { earlierLatency, edgeSelection, latencyOf, waitShare } from "./neighbour-rows.ts";
import { Section } from "./Section.tsx";
import styles from "./ServicePage.module.css";

/** Who sends work, and what is waited for; a row opens its edge on the map. */
export function Neighbours({ detail }: { readonly detail: ServiceDetailJson }): ReactElement {
	const { t } = useTranslation();
	const { callers, callees } = detail;
	const colors = useColors();
	const name = detail.service.name;
	const columnsOf = useMemo(() => {
		const shared = sharedColumns(t);
		const share: TableColumn<NeighbourJson> = {
			key: "share",
			head: t("service.columnShare"),
			hint: t("service.hintShare"),
			isWide: true,
			cell: (row) => (row.share === null ? <Nothing /> : <Share of={row.share} title={t("service.hintShare")} />),
		};
		const wait: TableColumn<NeighbourJson> = {
			key: "wait",
			head: t("service.columnWait"),
			hint: t("service.hintWait"),
			isWide: true,
			cell: (row) => {
				const of = waitShare(row, callees);
				return of === null ? <Nothing /> : <Share of={of} title={t("service.hintWait")} isGuilty={of >= 0.5} />;
			},
		};
		return {
			callers: [...shared.before, share, ...shared.after],
			callees: [...shared.before, wait, ...shared.after],
		};
	}, [t, callees]);
	const nameColumn = (side: "caller" | "callee"): TableColumn<NeighbourJson> => ({
		key: "name",
		head: t("service.columnService"),
		grows: true,
		cell: (row) => <NeighbourName row={row} side={side} focus={name} color={colors.get(row[side].name) ?? 0} />,
	});
	return (
		<div className={styles.neighbours}>
			<Section title={t("service.callers")} note={t("service.callersHint")}>
				{callers.length === 0 ? (
					<p className={styles.none}>{t("service.noCallers")}</p>
				) : (
					<DataTable
						label={t("service.callers")}
						columns={[nameColumn("caller"), ...columnsOf.callers]}
						rows={callers}
						keyOf={edgeSelection}
						most={6}
					/>
				)}
			</Section>
			<Section title={t("service.callees")} note={t("service.calleesHint")}>
				{callees.length === 0 ? (
					<p className={styles.none}>{t("service.noCallees")}</p>
				) : (
					<DataTable
						label={t("service.callees")}
						columns={[nameColumn("callee"), ...columnsOf.callees]}
						rows={callees}
						keyOf={edgeSelection}
						most={6}
					/>
				)}
			</Section>
		</div>
	);
}

/** The registered colours of services, by name. */
function useColors(): ReadonlyMap<string, number> {
	const { range } = useTimeRange();
	const services = useKnownServices({ ...range, enabled: true });
	return useMemo(() => new Map(services?.map(({ name, color }) => [name, color])), [services]);
}

interface NeighbourNameProps {
	readonly row: NeighbourJson;
	readonly side: "caller" | "callee";
	readonly focus: string;
	readonly color: number;
}

function NeighbourName({ row, side, focus, color }: NeighbourNameProps): ReactElement {
	const { t } = useTranslation();
	const kept = useKeptSearch();
	const node = row[side];
	const title = t(`service.evidence_${row.evidence}`);
	return (
		<Link to="/map" search={withValues(kept, { focus, hops: "1", sel: edgeSelection(row) }) as never} className={styles.name} title={title}>
			<NodeMark type={node.type} color={color} />
			<b data-inferred={row.evidence === "inferred" || row.evidence === "peer"}>{node.name}</b>
			<em>{node.system || row.type}</em>
		</Link>
	);
}

function sharedColumns(t: TFunction): {
	readonly before: readonly TableColumn<NeighbourJson>[];
	readonly after: readonly TableColumn<NeighbourJson>[];
} {
	return {
		before: [
			{
				key: "rate",
				head: t("service.columnRate"),
				hint: t("service.hintCalls"),
				align: "end",
				cell: ({ calls }) => <Rate perSecond={calls.ratePerSecond} count={calls.attempts} />,
			},
		],
		after: [
			{
				key: "rateChange",
				head: t("service.columnRateChange"),
				hint: t("service.hintChange"),
				align: "end",
				isWide: true,
				cell: ({ calls, before }) => (
					<Change
						was={before === null ? undefined : { value: before.ratePerSecond, count: before.attempts }}
						now={{ value: calls.ratePerSecond, count: calls.attempts }}
						format={formatRate}
					/>
				),
			},
			{
				key: "errors",
				head: t("service.columnErrors"),
				hint: t("service.hintEdgeErrors"),
				align: "end",
				cell: ({ calls }) => (
					<Failed ratio={calls.errorRatio} errorCount={calls.errorCount} count={calls.attempts} state={errorState(calls.errorRatio ?? 0)} />
				),
			},
			{
				key: "p99",
				head: "p99",
				hint: t("service.hintEdgeP99"),
				align: "end",
				cell: (row) => <Quantile quantile={0.99} nanos={latencyOf(row).p99} count={latencyOf(row).count} />,
			},
			{
				key: "p99Change",
				head: t("service.columnP99Change"),
				hint: t("service.hintChange"),
				align: "end",
				isWide: true,
				cell: (row) => {
					const was = earlierLatency(row);
					const { p99, count } = latencyOf(row);
					return <Change was={was && { value: was.p99, count: was.count }} now={{ value: p99, count }} format={formatDuration} bad="up" />;
				},
			},
			{
				key: "retry",
				head: t("service.columnRetry"),
				hint: t("service.hintRetry"),
				align: "end",
				cell: ({ calls }) => <Amplification factor={calls.amplification} attempts={calls.attempts} resends={calls.resends} />,
			},
		],
	};
}
