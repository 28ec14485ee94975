import { formatClock } from "@spanglass/shared/units/clock-text";
import { Link } from "@tanstack/react-router";
import { type ReactElement, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { type ExemplarQuery, useServiceExemplars } from "../../api/service-detail.ts";
import { useHoldRefresh } from "../../state/auto-refresh.ts";
import { AnchoredPopover } from "../../ui/AnchoredPopover.tsx";
import { ErrorPanel } from "../../ui/ErrorPanel.tsx";
import { useDelayed } from "../../ui/Skeleton.tsx";
import { Exemplar } from "./Exemplar.tsx";
import styles from "./Exemplars.module.css";
import { serviceQueryText } from "./neighbour-rows.ts";

/** What was clicked: a value, of which spans, and where. */
export interface ExemplarPick {
	/** `p99 1.31 s`. */
	readonly title: string;
	/** Without a duration to be near to: the newest that failed. */
	readonly query: Omit<ExemplarQuery, "limit" | "failed">;
	readonly place: { readonly x: number; readonly y: number };
}

const NEAREST = 3;
const FAILED = 5;

/** Traces that stand for a number: the three nearest to it, and one that failed; of failures, the newest. */
export function ExemplarPopover({ pick, onClose }: { readonly pick: ExemplarPick; readonly onClose: () => void }): ReactElement {
	const { t } = useTranslation();
	const isOfFailures = pick.query.near === undefined;
	const near = useServiceExemplars({ ...pick.query, failed: isOfFailures, limit: isOfFailures ? FAILED : NEAREST });
	const failed = useServiceExemplars({ ...pick.query, near: undefined, failed: true, limit: isOfFailures ? FAILED : 1 });
	useHoldRefresh(true);
	const isSlow = useDelayed(near.isFetching);
	const list = useRef<HTMLUListElement>(null);
	const isHere = near.data !== undefined;
	// the keys go on at the first trace as soon as there is one
	useEffect(() => {
		if (isHere) list.current?.querySelector("a")?.focus();
	}, [isHere]);
	const { fromMs, toMs, env } = pick.query;
	const shown = near.data?.data.toSorted((a, b) => b.durationNanos - a.durationNanos) ?? [];
	const others = (failed.data?.data ?? []).filter((span) => !shown.some(({ traceId }) => traceId === span.traceId));
	const day = `${formatClock(fromMs, "minute")} – ${formatClock(toMs, "minute")}`;
	return (
		<AnchoredPopover place={pick.place} label={t("service.exemplarsOf", { title: pick.title })} onClose={onClose}>
			<div className={styles.popover}>
				<h4>
					{pick.title} <small>{day}</small>
				</h4>
				{near.error === null ? null : <ErrorPanel error={near.error} onRetry={() => void near.refetch()} />}
				<ul ref={list} aria-busy={near.isFetching}>
					{shown.map((span) => (
						<Exemplar key={span.spanId} span={span} />
					))}
					{near.data === undefined && isSlow ? <li className={styles.note}>{t("common.loading")}…</li> : null}
					{near.data?.data.length === 0 ? <li className={styles.note}>{t("service.noExemplars")}</li> : null}
				</ul>
				{others.length === 0 ? null : (
					<>
						<h5>{t("service.failedExemplar")}</h5>
						<ul>
							{others.map((span) => (
								<Exemplar key={span.spanId} span={span} />
							))}
						</ul>
					</>
				)}
				<Link
					to="/traces"
					search={
						{
							q: serviceQueryText(pick.query.name),
							from: String(fromMs),
							to: String(toMs),
							sort: "longest",
							...(env === undefined ? {} : { env }),
						} as never
					}
					className={styles.all}
				>
					{t("service.allOfBucket")}
				</Link>
			</div>
		</AnchoredPopover>
	);
}
