import { formatClock } from "@spanglass/shared/units/clock-text";
import { formatDuration, textOf } from "@spanglass/shared/units/format";
import { Link } from "@tanstack/react-router";
import { type ReactElement, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useSpansOf } from "../../api/spans.ts";
import { useHoldRefresh } from "../../state/auto-refresh.ts";
import type { Selection } from "../../state/url/selection.ts";
import { AnchoredPopover } from "../../ui/AnchoredPopover.tsx";
import { ErrorPanel } from "../../ui/ErrorPanel.tsx";
import { useDelayed } from "../../ui/Skeleton.tsx";
import { Exemplar } from "./Exemplar.tsx";
import styles from "./Exemplars.module.css";

/** A cell that was chosen: what it holds, and where it is drawn. */
export interface CellPick {
	readonly cell: Selection;
	readonly place: { readonly x: number; readonly y: number };
	readonly env: string | undefined;
	/** Only this operation. */
	readonly op: string | undefined;
	/** Finds what the cell counts. */
	readonly q: string;
	readonly unit: "requests" | "spans";
}

const SHOWN = 5;
/** Spans that are looked at for those of one operation. */
const LOOKED_AT = 200;

/** The longest spans of a cell as ways to their traces, and the way to all of them. */
export function CellPopover({ pick, onClose }: { readonly pick: CellPick; readonly onClose: () => void }): ReactElement {
	const { t } = useTranslation();
	const { cell, env, op, q, place } = pick;
	const query = { q, env, fromMs: cell.startMs, toMs: cell.endMs };
	const answer = useSpansOf(query, op === undefined ? SHOWN : LOOKED_AT);
	useHoldRefresh(true);
	const isSlow = useDelayed(answer.isFetching);
	const list = useRef<HTMLUListElement>(null);
	const shown = answer.data?.data.filter(({ operation }) => op === undefined || operation === op).slice(0, SHOWN);
	const isHere = shown !== undefined;
	// the keys go on at the first trace as soon as there is one
	useEffect(() => {
		if (isHere) list.current?.querySelector("a")?.focus();
	}, [isHere]);
	const title = `${textOf(formatDuration(cell.min))} – ${textOf(formatDuration(cell.max))}`;
	const search = {
		...{ view: "spans", q, from: String(cell.startMs), to: String(cell.endMs), sort: "longest" },
		...(env === undefined ? {} : { env }),
	};
	return (
		<AnchoredPopover place={place} label={t("service.exemplarsOf", { title })} onClose={onClose}>
			<div className={styles.popover}>
				<h4>
					{title} <small>{`${formatClock(cell.startMs, "minute")} – ${formatClock(cell.endMs, "minute")}`}</small>
				</h4>
				{answer.error === null ? null : <ErrorPanel error={answer.error} onRetry={() => void answer.refetch()} />}
				<ul ref={list} aria-busy={answer.isFetching}>
					{shown?.map((span) => (
						<Exemplar key={`${span.traceId} ${span.spanId}`} span={span} />
					))}
					{shown === undefined && isSlow ? <li className={styles.note}>{t("common.loading")}…</li> : null}
					{shown?.length === 0 ? <li className={styles.note}>{t("service.noExemplars")}</li> : null}
				</ul>
				<Link to="/traces" search={search as never} className={styles.all}>
					{t(pick.unit === "requests" ? "service.allRequestsOfCell" : "service.allSpansOfCell")}
				</Link>
			</div>
		</AnchoredPopover>
	);
}
