import type { LogRecordJson, ResourceJson, SpanSummaryJson } from "@spanglass/shared/api/schemas";
import { formatClock } from "@spanglass/shared/units/clock-text";
import { formatDuration, formatExact, shortId, textOf } from "@spanglass/shared/units/format";
import { unixMillisFromText } from "@spanglass/shared/units/time";
import { measureOf } from "@spanglass/shared/units/ucum";
import { Link } from "@tanstack/react-router";
import { type ReactElement, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import {
	type LastWordsQuery,
	useLastLogs,
	useLastMetricNames,
	useLastMetrics,
	useLastSpans,
	useSpanResource,
} from "../../api/last-words.ts";
import { logBody, logPairs, logTime } from "../../api/log-text.ts";
import { Sparkline } from "../../charts/Sparkline/Sparkline.tsx";
import { Age } from "../../ui/Age.tsx";
import { Button } from "../../ui/Button.tsx";
import { Drawer } from "../../ui/Drawer.tsx";
import { ErrorPanel } from "../../ui/ErrorPanel.tsx";
import { LogLevel } from "../../ui/LogLevel.tsx";
import { LogText } from "../../ui/LogText.tsx";
import { momentText } from "../../ui/moment-text.ts";
import { WaitingRows } from "../../ui/Skeleton.tsx";
import { StatusGlyph } from "../../ui/StatusGlyph.tsx";
import { Value } from "../../ui/Value.tsx";
import { INSTANCE_GLYPHS, type InstanceJson } from "./instance-rows.ts";
import styles from "./LastWords.module.css";
import { lastValue, lastWordsQuery, placesOf, runtimeMetrics } from "./last-words.ts";

export interface LastWordsProps {
	readonly service: string;
	readonly row: InstanceJson;
	readonly onClose: () => void;
}

const LOGS = 50;
const SPANS = 20;

/** What an instance said last, beside the list: when, which version, where; its last log records, spans and runtime metrics. */
export function LastWords({ service, row, onClose }: LastWordsProps): ReactElement {
	const { t } = useTranslation();
	const query = lastWordsQuery(service, row);
	const logs = useLastLogs(query, LOGS);
	const spans = useLastSpans(query, SPANS);
	const [record] = logs.data?.data ?? [];
	const [span] = spans.data?.data ?? [];
	const told = useSpanResource(record === undefined && logs.data !== undefined ? span : undefined);
	const name = row.instance === "" ? t("service.noInstanceId") : row.instance;
	const title = (
		<span className={styles.title}>
			<StatusGlyph state={INSTANCE_GLYPHS[row.liveness]} label={t(`service.word_${row.liveness}`)} size={10} /> {name}
		</span>
	);
	return (
		<Drawer title={title} label={t("service.lastWords", { name })} closeLabel={t("common.close")} onClose={onClose}>
			<Facts row={row} resource={record?.resource ?? told.data} />
			<Part title={t("service.lastLogs")} answer={logs} empty={t("service.noLastLogs")} to="/logs" all={t("service.allLogs")} query={query}>
				<LogLines records={logs.data?.data ?? []} />
			</Part>
			<Part
				title={t("service.lastSpans")}
				answer={spans}
				empty={t("service.noLastSpans")}
				to="/traces"
				all={t("service.allSpans")}
				query={query}
			>
				<ol className={styles.spans}>
					{spans.data?.data.map((one) => (
						<SpanLine key={`${one.traceId} ${one.spanId}`} span={one} />
					))}
				</ol>
				<p className={styles.note}>{t("service.openSpansNote")}</p>
			</Part>
			<Metrics query={query} />
		</Drawer>
	);
}

function Facts({ row, resource }: { readonly row: InstanceJson; readonly resource: ResourceJson | undefined }): ReactElement {
	const { t } = useTranslation();
	return (
		<dl className={styles.facts}>
			<dt>{t("service.heardLast")}</dt>
			<dd>
				{momentText(unixMillisFromText(row.lastSeen))} · <Age nanos={row.lastSeen} />
			</dd>
			<dt>{t("service.columnVersion")}</dt>
			<dd>{row.version === "" ? t("service.noVersion") : row.version}</dd>
			<dt>{t("service.heardFirst")}</dt>
			<dd>{momentText(unixMillisFromText(row.firstSeen))}</dd>
			{row.environment === "" ? null : (
				<>
					<dt>{t("service.environment")}</dt>
					<dd>{row.environment}</dd>
				</>
			)}
			{placesOf(resource).map(({ key, value }) => (
				<Fact key={key} name={key} value={value} />
			))}
		</dl>
	);
}

function Fact({ name, value }: { readonly name: string; readonly value: string }): ReactElement {
	return (
		<>
			<dt>
				<code>{name}</code>
			</dt>
			<dd>{value}</dd>
		</>
	);
}

interface PartProps {
	readonly title: string;
	readonly answer: ReturnType<typeof useLastLogs> | ReturnType<typeof useLastSpans>;
	readonly empty: string;
	/** Where everything of it is, and what the way there is called. */
	readonly to: "/logs" | "/traces";
	readonly all: string;
	readonly query: LastWordsQuery;
	readonly children: ReactNode;
}

function Part({ title, answer, empty, to, all, query, children }: PartProps): ReactElement {
	const { q, fromMs, toMs } = query;
	const { data, error, isFetching, refetch } = answer;
	const search = { q, from: String(fromMs), to: String(toMs), ...(to === "/traces" ? { view: "spans" } : {}) };
	return (
		<section className={styles.part} aria-label={title} aria-busy={isFetching}>
			<header>
				<h3>{title}</h3>
				{data === undefined || data.data.length === 0 ? null : <small>{formatExact(data.data.length)}</small>}
				<Link to={to} search={search as never} className={styles.all}>
					{all}
				</Link>
			</header>
			{error !== null ? (
				<ErrorPanel error={error} onRetry={() => void refetch()} />
			) : data === undefined ? (
				<WaitingRows count={4} isWaiting={isFetching} />
			) : data.data.length === 0 ? (
				<p className={styles.note}>{empty}</p>
			) : (
				children
			)}
		</section>
	);
}

const SHOWN_LOGS = 12;

/** The newest at once, the others on demand: what else was left stands below. */
function LogLines({ records }: { readonly records: readonly LogRecordJson[] }): ReactElement {
	const { t } = useTranslation();
	const [showsAll, setShowsAll] = useState(false);
	const shown = showsAll ? records : records.slice(0, SHOWN_LOGS);
	return (
		<>
			<ol className={styles.logs}>
				{shown.map((one) => (
					<LogLine key={one.id} record={one} />
				))}
			</ol>
			{shown.length < records.length ? (
				<Button small onClick={() => setShowsAll(true)}>
					{t("measures.showAll", { count: records.length })}
				</Button>
			) : null}
		</>
	);
}

function LogLine({ record }: { readonly record: LogRecordJson }): ReactElement {
	const { t } = useTranslation();
	const text = (
		<>
			<time>{formatClock(unixMillisFromText(logTime(record)), "milli")}</time>
			<LogLevel of={record} />
			<span>
				<LogText text={logBody(record)} /> <i>{logPairs(record)}</i>
			</span>
		</>
	);
	if (record.traceId === "") return <li className={styles.log}>{text}</li>;
	return (
		<li>
			<Link
				to="/t/$traceId"
				params={{ traceId: record.traceId }}
				search={(record.spanId === "" ? { view: "logs" } : { span: record.spanId, tab: "logs" }) as never}
				className={styles.log}
				title={t("service.logTrace", { id: shortId(record.traceId) })}
			>
				{text}
			</Link>
		</li>
	);
}

function SpanLine({ span }: { readonly span: SpanSummaryJson }): ReactElement {
	const { t } = useTranslation();
	const { traceId, spanId, durationNanos, operation, status, startTime } = span;
	const isError = status.code === 2;
	const duration = formatDuration(durationNanos);
	return (
		<li>
			<Link
				to="/t/$traceId"
				params={{ traceId }}
				search={{ span: spanId } as never}
				className={styles.span}
				aria-label={t(isError ? "service.openFailed" : "service.openExemplar", {
					id: shortId(traceId),
					duration: textOf(duration),
					operation,
				})}
			>
				<time>{formatClock(unixMillisFromText(startTime), "milli")}</time>
				<StatusGlyph state={isError ? "error" : "ok"} label="" size={10} />
				<span>{operation}</span>
				<b>
					<Value of={duration} />
				</b>
			</Link>
		</li>
	);
}

/** The process as it was, as far as it sent metrics of its runtime. */
function Metrics({ query }: { readonly query: LastWordsQuery }): ReactElement {
	const { t } = useTranslation();
	const catalog = useLastMetricNames(query);
	const names = runtimeMetrics(catalog.data?.data ?? []);
	const values = useLastMetrics(query, names).flatMap((chart) => lastValue(chart) ?? []);
	return (
		<section className={styles.part} aria-label={t("service.lastMetrics")} aria-busy={catalog.isFetching}>
			<header>
				<h3>{t("service.lastMetrics")}</h3>
			</header>
			{catalog.error !== null ? (
				<ErrorPanel error={catalog.error} onRetry={() => void catalog.refetch()} />
			) : catalog.data === undefined ? (
				<WaitingRows count={2} isWaiting={catalog.isFetching} />
			) : names.length === 0 ? (
				<p className={styles.note}>{t("service.noLastMetrics")}</p>
			) : (
				<ul className={styles.metrics}>
					{values.map(({ name, line, unit, value, values: course }) => (
						<li key={name}>
							<Link to="/metrics" search={{ m: name, q: query.q, from: String(query.fromMs), to: String(query.toMs) } as never}>
								{name}
							</Link>
							<Sparkline values={course} widthPx={72} heightPx={18} />
							<b title={t("service.lastValue", { line })}>
								<Value of={measureOf(unit, name).format(value)} />
							</b>
						</li>
					))}
				</ul>
			)}
		</section>
	);
}
