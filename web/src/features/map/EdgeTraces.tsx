import type { TraceSummaryJson } from "@spanglass/shared/api/schemas";
import { formatClock } from "@spanglass/shared/units/clock-text";
import { formatDuration, shortId, textOf } from "@spanglass/shared/units/format";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { useTopTraces } from "../../api/traces.ts";
import { ErrorPanel } from "../../ui/ErrorPanel.tsx";
import { StatusGlyph, traceOutcome } from "../../ui/StatusGlyph.tsx";
import { Value } from "../../ui/Value.tsx";
import styles from "./MapDrawer.module.css";

type TopTraces = ReturnType<typeof useTopTraces>;

export interface EdgeTracesProps {
	readonly slowest: TopTraces;
	/** Undefined: nothing failed. */
	readonly failed: TopTraces | undefined;
}

/** A few traces as links that open with their critical path. */
export function EdgeTraces({ slowest, failed }: EdgeTracesProps): ReactElement {
	const { t } = useTranslation();
	const rows = slowest.data?.data ?? [];
	const others = (failed?.data?.data ?? []).filter(({ traceId }) => !rows.some((row) => row.traceId === traceId));
	if (slowest.error !== null) return <ErrorPanel error={slowest.error} onRetry={() => void slowest.refetch()} />;
	return (
		<ul className={styles.traces} aria-busy={slowest.isFetching}>
			{[...rows, ...others].map((trace) => (
				<TraceRow key={trace.traceId} trace={trace} />
			))}
			{slowest.data !== undefined && rows.length === 0 ? <li className={styles.none}>{t("map.noTraces")}</li> : null}
		</ul>
	);
}

function TraceRow({ trace }: { readonly trace: TraceSummaryJson }): ReactElement {
	const { t } = useTranslation();
	const { traceId, durationNanos, operation, startTime, rootStatus, errorCount } = trace;
	const duration = formatDuration(durationNanos);
	return (
		<li>
			<Link
				to="/t/$traceId"
				params={{ traceId }}
				search={{ cp: "1" } as never}
				aria-label={t("map.openTrace", { id: shortId(traceId), duration: textOf(duration), operation })}
			>
				<StatusGlyph state={traceOutcome(rootStatus, errorCount)} label="" size={10} />
				<code>{traceId.slice(0, 8)}</code>
				<span>{operation}</span>
				<b>
					<Value of={duration} />
				</b>
				<time>{formatClock(Number(BigInt(startTime) / 1_000_000n), "second")}</time>
			</Link>
		</li>
	);
}
