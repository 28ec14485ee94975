import type { SpanJson } from "@spanglass/shared/api/schemas";
import { formatClock } from "@spanglass/shared/units/clock-text";
import { formatDuration, textOf } from "@spanglass/shared/units/format";
import { type ReactElement, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { attributeText } from "../../../api/any-value.ts";
import type { ViewStore } from "../../../charts/view-store.ts";
import type { TraceModel } from "../../../geometry/trace-model.ts";
import { sinceStart } from "../use-trace.ts";
import { AttributeList } from "./AttributeList.tsx";
import styles from "./SpanDrawer.module.css";
import { Stack } from "./SummaryTab.tsx";

/** The events of a span in the order in which they were sent. */
export function EventsTab({
	span,
	model,
	view,
}: {
	readonly span: SpanJson;
	readonly model: TraceModel;
	readonly view: ViewStore;
}): ReactElement {
	const { t } = useTranslation();
	useEffect(() => () => view.point({ instant: undefined }), [view]);
	if (span.events.length === 0) return <p className={styles.nothing}>{t("trace.noEvents")}</p>;
	return (
		<>
			{span.events.map((event, index) => {
				const nanos = sinceStart(model, event.time);
				return (
					<section
						// biome-ignore lint/suspicious/noArrayIndexKey: events have no id and never move
						key={index}
						className={styles.section}
						onPointerEnter={() => view.point({ instant: nanos })}
						onPointerLeave={() => view.point({ instant: undefined })}
					>
						<h3>
							<code>{formatClock(Number(BigInt(event.time) / 1_000_000n), "milli")}</code>{" "}
							{`+${textOf(formatDuration(Math.max(nanos, 0)))}`} <b>{event.name === "" ? t("trace.unnamed") : event.name}</b>
						</h3>
						<AttributeList
							attributes={event.attributes.filter(({ key }) => key !== "exception.stacktrace")}
							owner={{ span, scope: "event" }}
						/>
						<Stack text={attributeText(event.attributes, "exception.stacktrace")} />
						{event.droppedAttributesCount > 0 ? (
							<p className={styles.note}>{t("trace.dropped", { count: event.droppedAttributesCount })}</p>
						) : null}
					</section>
				);
			})}
			{span.droppedEventsCount > 0 ? <p className={styles.note}>{t("trace.dropped", { count: span.droppedEventsCount })}</p> : null}
		</>
	);
}
