import type { TraceSummaryJson } from "@spanglass/shared/api/schemas";
import { formatCount, formatDuration, middleId, textOf } from "@spanglass/shared/units/format";
import { unixMillisFromText } from "@spanglass/shared/units/time";
import { Link } from "@tanstack/react-router";
import { type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";
import { searchFromFileUrl } from "../../../state/url/file.ts";
import { DataTable } from "../../../ui/DataTable.tsx";
import { momentText } from "../../../ui/moment-text.ts";
import { ServiceDot } from "../../../ui/ServiceDot.tsx";
import { StatusGlyph, traceOutcome } from "../../../ui/StatusGlyph.tsx";
import type { TableColumn, TableSort } from "../../../ui/table-sort.ts";
import styles from "./FilePage.module.css";

const OUTCOMES = { error: "trace.verdictFailed", warn: "trace.verdictDegraded", ok: "trace.verdictClean" } as const;

/** The traces of a file, to choose one of them. */
export function FileTraces({ traces }: { readonly traces: readonly TraceSummaryJson[] }): ReactElement {
	const { t } = useTranslation();
	const [sort, setSort] = useState<TableSort>();
	const columns: readonly TableColumn<TraceSummaryJson>[] = [
		{
			key: "start",
			head: t("file.start"),
			cell: ({ startTime }) => <time>{momentText(unixMillisFromText(startTime))}</time>,
			value: ({ startTime }) => unixMillisFromText(startTime),
		},
		{ key: "root", head: t("file.root"), grows: true, cell: (trace) => <Root trace={trace} />, value: ({ operation }) => operation },
		{
			key: "duration",
			head: t("file.duration"),
			align: "end",
			cell: ({ durationNanos }) => textOf(formatDuration(durationNanos)),
			value: ({ durationNanos }) => durationNanos,
		},
		{
			key: "spans",
			head: t("file.spanCount"),
			align: "end",
			cell: ({ spanCount }) => textOf(formatCount(spanCount)),
			value: ({ spanCount }) => spanCount,
		},
		{
			key: "errors",
			head: t("file.errorCount"),
			align: "end",
			isWide: true,
			cell: ({ errorCount }) => textOf(formatCount(errorCount)),
			value: ({ errorCount }) => errorCount,
		},
		{
			key: "services",
			head: t("file.services"),
			isWide: true,
			cell: (trace) => <Services trace={trace} />,
			value: ({ services }) => services.length,
		},
		{ key: "id", head: t("file.id"), isWide: true, cell: ({ traceId }) => <code title={traceId}>{middleId(traceId)}</code> },
	];
	return (
		<div className={styles.list}>
			<h2>{t("file.choosing")}</h2>
			<DataTable label={t("file.list")} columns={columns} rows={traces} keyOf={({ traceId }) => traceId} sort={sort} onSort={setSort} />
		</div>
	);
}

function Root({ trace }: { readonly trace: TraceSummaryJson }): ReactElement {
	const { t } = useTranslation();
	const state = traceOutcome(trace.rootStatus, trace.errorCount);
	return (
		<Link to="/file" search={searchFromFileUrl({ trace: trace.traceId }) as never} className={styles.root} title={trace.name}>
			<StatusGlyph state={state} label={t(OUTCOMES[state])} size={12} />
			<span>{trace.service}</span>
			<b>{trace.operation === "" ? t("trace.unnamed") : trace.operation}</b>
			{trace.rootSpanId === null ? <i>{t("file.noRoot")}</i> : null}
		</Link>
	);
}

const MOST_DOTS = 6;

function Services({ trace }: { readonly trace: TraceSummaryJson }): ReactElement {
	const names = trace.services.map(({ name }) => name).join(", ");
	return (
		<span className={styles.services} title={names}>
			<span className="visually-hidden">{names}</span>
			{trace.services.slice(0, MOST_DOTS).map(({ name, color }) => (
				<ServiceDot key={name} color={color} />
			))}
			{trace.services.length > MOST_DOTS ? `+${trace.services.length - MOST_DOTS}` : null}
		</span>
	);
}
