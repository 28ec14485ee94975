import type { ErrorGroupJson, ErrorGroupsJson } from "@spanglass/shared/api/error-schemas";
import { quoteText } from "@spanglass/shared/query/fields";
import { formatClock } from "@spanglass/shared/units/clock-text";
import { formatCount, formatExact, shortId } from "@spanglass/shared/units/format";
import { unixMillisFromText } from "@spanglass/shared/units/time";
import { Link } from "@tanstack/react-router";
import { type ReactElement, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useDecideError } from "../../api/errors.ts";
import { TimeSeries } from "../../charts/TimeSeries/TimeSeries.tsx";
import { type SearchValues, withValues } from "../../state/url.ts";
import { Button } from "../../ui/Button.tsx";
import { Drawer } from "../../ui/Drawer.tsx";
import { ErrorPanel } from "../../ui/ErrorPanel.tsx";
import { ServiceDot } from "../../ui/ServiceDot.tsx";
import styles from "./ErrorsPage.module.css";

export interface ErrorDrawerProps {
	readonly group: ErrorGroupJson;
	readonly answer: Pick<ErrorGroupsJson, "start" | "stepNanos">;
	/** Range and environment of the address, kept by links. */
	readonly kept: SearchValues;
	readonly onClose: () => void;
}

/** A group complete: its course, what it says, where, in which versions, the newest examples; and what to do about it. */
export function ErrorDrawer({ group, answer, kept, onClose }: ErrorDrawerProps): ReactElement {
	const { t } = useTranslation();
	const { service, color, type, template, frame, count, traces, before, first, last, stack } = group;
	const clock = (nanos: string) => formatClock(unixMillisFromText(nanos), "second");
	const title = (
		<>
			<ServiceDot color={color} /> {service} · {type === "" ? group.operations[0]?.value : type}
		</>
	);
	return (
		<Drawer title={title} label={`${service} ${type}`} closeLabel={t("errors.close")} onClose={onClose}>
			<div className={styles.drawer}>
				<p className={styles.message}>{template || group.operations[0]?.value || t("errors.noMessage")}</p>
				{frame === "" ? null : <p className={styles.frame}>{t("errors.at", { frame })}</p>}
				<p className={styles.facts}>
					{t("errors.times", { count, value: formatExact(count), traces: formatExact(traces) })}
					{before === null ? "" : ` · ${t("errors.before", { count: before, value: formatExact(before) })}`}
					{` · ${t("errors.seen", { first: clock(first), last: clock(last) })}`}
				</p>
				<Actions group={group} kept={kept} />
				<Course group={group} answer={answer} />
				<Counts title={t("errors.versions")} values={group.versions} />
				<Counts title={t("errors.instances")} values={group.instances} />
				<Counts title={t("errors.operations")} values={group.operations} />
				<section>
					<h3>{t("errors.examples")}</h3>
					<ul className={styles.samples}>
						{group.samples.map(({ traceId, spanId, start, message }) => (
							<li key={`${traceId}${spanId}`}>
								<Link to="/t/$traceId" params={{ traceId }} search={{ span: spanId } as never} title={message}>
									<time>{formatClock(unixMillisFromText(start), "milli")}</time>
									<code>{shortId(traceId)}</code>
									<span>{message}</span>
								</Link>
							</li>
						))}
					</ul>
				</section>
				{stack === "" ? null : (
					<section>
						<h3>{t("errors.stack")}</h3>
						<pre className={styles.stack}>{stack}</pre>
					</section>
				)}
			</div>
		</Drawer>
	);
}

function Actions({ group, kept }: { readonly group: ErrorGroupJson; readonly kept: SearchValues }): ReactElement {
	const { t } = useTranslation();
	const decide = useDecideError();
	const { fingerprint, decisionVersion: version, state } = group;
	const isClosed = state === "resolved" || state === "muted";
	const set = (next: "resolved" | "muted" | undefined): void => decide.mutate({ fingerprint, state: next, version });
	return (
		<>
			<div className={styles.actions}>
				{isClosed ? (
					<Button look="bordered" small disabled={decide.isPending} onClick={() => set(undefined)}>
						{t("errors.reopen")}
					</Button>
				) : (
					<>
						<Button look="bordered" small disabled={decide.isPending} title={t("errors.resolveHint")} onClick={() => set("resolved")}>
							{t("errors.resolve")}
						</Button>
						<Button look="bordered" small disabled={decide.isPending} onClick={() => set("muted")}>
							{t("errors.mute")}
						</Button>
					</>
				)}
				<Link to="/traces" search={withValues(kept, { q: queryOf(group) }) as never} className={styles.link}>
					{t("errors.showTraces")}
				</Link>
			</div>
			{decide.error === null ? null : <ErrorPanel error={decide.error} onRetry={() => decide.reset()} />}
		</>
	);
}

/** The nearest query: failed spans of the service with the group's first operation. */
function queryOf({ service, operations, type }: ErrorGroupJson): string {
	const exception = type === "" || /^[1-5](?:xx|\d\d)$/.test(type) ? "" : ` event.exception.type:${quoteText(type)}`;
	return `service:${quoteText(service)} status:error${operations.length > 1 ? exception : ""}`;
}

function Course({ group, answer }: Pick<ErrorDrawerProps, "group" | "answer">): ReactElement {
	const { t } = useTranslation();
	const name = t("errors.failed");
	const series = useMemo(() => [{ key: "failed", name, color: "error", values: group.counts }], [group.counts, name]);
	return (
		<TimeSeries
			label={t("errors.course")}
			startMs={unixMillisFromText(answer.start)}
			stepMs={answer.stepNanos / 1e6}
			kind="bars"
			series={series}
			formatValue={formatCount}
			heightPx={120}
			legend="none"
		/>
	);
}

function Counts({ title, values }: { readonly title: string; readonly values: ErrorGroupJson["versions"] }): ReactElement | null {
	const [most] = values;
	if (most === undefined) return null;
	return (
		<section>
			<h3>{title}</h3>
			<ul className={styles.counts}>
				{values.map(({ value, count }) => (
					<li key={value}>
						<span>{value}</span>
						<meter min={0} max={most.count} value={count} aria-hidden />
						<b>{formatExact(count)}</b>
					</li>
				))}
			</ul>
		</section>
	);
}
