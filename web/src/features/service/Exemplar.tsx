import type { SpanSummaryJson } from "@spanglass/shared/api/schemas";
import { formatClock } from "@spanglass/shared/units/clock-text";
import { formatDuration, shortId, textOf } from "@spanglass/shared/units/format";
import { unixMillisFromText } from "@spanglass/shared/units/time";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { StatusGlyph } from "../../ui/StatusGlyph.tsx";
import { Value } from "../../ui/Value.tsx";
import styles from "./Exemplars.module.css";

/** A span as a link to its trace, which opens with the critical path on. */
export function Exemplar({ span }: { readonly span: SpanSummaryJson }): ReactElement {
	const { t } = useTranslation();
	const { traceId, spanId, durationNanos, operation, status, startTime } = span;
	const duration = formatDuration(durationNanos);
	const isError = status.code === 2;
	const clock = formatClock(unixMillisFromText(startTime), "second");
	return (
		<li>
			<Link
				to="/t/$traceId"
				params={{ traceId }}
				search={{ span: spanId, cp: "1" } as never}
				className={styles.exemplar}
				aria-label={t(isError ? "service.openFailed" : "service.openExemplar", {
					id: shortId(traceId),
					duration: textOf(duration),
					operation,
				})}
			>
				<StatusGlyph state={isError ? "error" : "ok"} label="" size={10} />
				<b>
					<Value of={duration} />
				</b>
				<span>{operation}</span>
				<time>{clock}</time>
				<code>{traceId.slice(0, 8)}</code>
			</Link>
		</li>
	);
}
