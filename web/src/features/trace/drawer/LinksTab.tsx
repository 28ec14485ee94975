import type { SpanJson } from "@spanglass/shared/api/schemas";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { CopyButton } from "../../../ui/CopyButton.tsx";
import { AttributeList } from "./AttributeList.tsx";
import styles from "./SpanDrawer.module.css";
import { TraceLink } from "./TraceLink.tsx";

/** Spans that this span points at, mostly of other traces. */
export function LinksTab({ span }: { readonly span: SpanJson }): ReactElement {
	const { t } = useTranslation();
	if (span.links.length === 0) return <p className={styles.nothing}>{t("trace.noLinks")}</p>;
	return (
		<>
			{span.links.map((link, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: the same link may stand twice
				<section key={index} className={styles.section}>
					<h3 className={styles.link}>
						<TraceLink traceId={link.traceId} spanId={link.spanId}>
							<code>{link.traceId}</code>
						</TraceLink>
						<CopyButton text={link.traceId} label={t("trace.copyTraceId")} />
					</h3>
					<AttributeList
						attributes={[
							{ key: "span id", value: { stringValue: link.spanId } },
							...(link.traceState === "" ? [] : [{ key: "trace state", value: { stringValue: link.traceState } }]),
							...link.attributes,
						]}
					/>
				</section>
			))}
			{span.droppedLinksCount > 0 ? <p className={styles.note}>{t("trace.dropped", { count: span.droppedLinksCount })}</p> : null}
		</>
	);
}
