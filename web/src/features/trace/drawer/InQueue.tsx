import type { SpanJson } from "@spanglass/shared/api/schemas";
import { parseTraceId } from "@spanglass/shared/model/ids";
import { SpanKind } from "@spanglass/shared/model/span";
import { formatDuration, shortId, textOf } from "@spanglass/shared/units/format";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { queueName } from "../../../geometry/trace-model.ts";
import { RichText } from "../../../ui/RichText.tsx";
import { useSpan } from "../use-trace.ts";
import type { SpanDrawerProps } from "./SpanDrawer.tsx";
import styles from "./SpanFacts.module.css";
import { TraceLink } from "./TraceLink.tsx";

type InQueueProps = Pick<SpanDrawerProps, "model" | "row" | "select"> & { readonly span: SpanJson | undefined };

/** How long the message of a consumer waited: since its producer of this trace, or of another one that it links to. */
export function InQueue(props: InQueueProps): ReactElement | null {
	const { t } = useTranslation();
	const { model, row, select, span } = props;
	const entry = model.queues.consumer.indexOf(row);
	if (entry < 0) {
		const link = span?.kind === SpanKind.consumer ? span.links[0] : undefined;
		return span === undefined || link === undefined || parseTraceId(link.traceId) === undefined ? null : (
			<Elsewhere span={span} link={link} />
		);
	}
	const waited = model.queues.waited[entry] ?? 0;
	const producer = model.queues.producer[entry] ?? 0;
	return (
		<p className={waited < 0 ? styles.skew : styles.queue}>
			<RichText
				text={(places) => t(waited < 0 ? "trace.queuedSkew" : "trace.queuedAfter", places)}
				values={{ duration: textOf(formatDuration(Math.abs(waited))), queue: queueName(model, row) }}
				parts={{ b: <b />, go: <button type="button" onClick={() => select(producer)} /> }}
			/>
		</p>
	);
}

/** A consumer that only links: the producer is looked up in its own trace. */
function Elsewhere({ span, link }: { readonly span: SpanJson; readonly link: SpanJson["links"][number] }): ReactElement {
	const { t } = useTranslation();
	const producer = useSpan(link.traceId, link.spanId).data?.data.find(({ kind }) => kind === SpanKind.producer);
	const waited = producer === undefined ? undefined : Number(BigInt(span.startTime) - BigInt(producer.endTime));
	const key = waited === undefined ? "trace.queuedElsewhereUnknown" : waited < 0 ? "trace.queuedElsewhereSkew" : "trace.queuedElsewhere";
	const others = span.links.length - 1;
	return (
		<p className={waited !== undefined && waited < 0 ? styles.skew : styles.queue}>
			<RichText
				text={(places) => t(key, places)}
				values={{ duration: textOf(formatDuration(Math.abs(waited ?? 0))), id: shortId(link.traceId) }}
				parts={{
					b: <b />,
					go: <TraceLink traceId={link.traceId} spanId={link.spanId} />,
				}}
			/>
			{others > 0 ? ` · ${t("trace.queuedMore", { count: others })}` : null}
		</p>
	);
}
