import type { SpanJson } from "@spanglass/shared/api/schemas";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { attributeText } from "../../../api/any-value.ts";
import { AttributeList } from "./AttributeList.tsx";
import styles from "./SpanDrawer.module.css";

/** Keys that say most about a call, by what kind of call it is; the first spelling that is there wins. */
const HIGHLIGHTED: readonly (readonly string[])[] = [
	["http.request.method", "http.method"],
	["http.response.status_code", "http.status_code"],
	["http.route"],
	["url.full", "http.url", "url.path", "http.target"],
	["rpc.system.name", "rpc.system"],
	["rpc.service"],
	["rpc.method"],
	["rpc.response.status_code", "rpc.grpc.status_code"],
	["db.system.name", "db.system"],
	["db.namespace", "db.name"],
	["db.query.text", "db.statement"],
	["db.operation.name", "db.operation"],
	["db.collection.name", "db.sql.table"],
	["messaging.system"],
	["messaging.destination.name", "messaging.destination"],
	["messaging.consumer.group.name", "messaging.kafka.consumer.group"],
	["messaging.kafka.offset", "messaging.kafka.message.offset"],
	["server.address", "net.peer.name", "peer.service"],
	["error.type"],
	["service.version"],
];

/** The highlighted attributes of a span, in the order above. */
export function Highlights({ span }: { readonly span: SpanJson }): ReactElement | null {
	const { t } = useTranslation();
	const all = [...span.attributes, ...span.resource.attributes.filter(({ key }) => key === "service.version")];
	const found = HIGHLIGHTED.flatMap(
		(spellings) => spellings.map((key) => all.find((attribute) => attribute.key === key)).find((one) => one !== undefined) ?? [],
	);
	if (found.length === 0) return null;
	return (
		<section className={styles.section}>
			<h3>{t("trace.highlighted")}</h3>
			<AttributeList attributes={found} owner={{ span, scope: "any" }} />
		</section>
	);
}

/** What a reader needs first: the highlighted attributes and the exception. */
export function SummaryTab({ span, all }: { readonly span: SpanJson; readonly all: readonly SpanJson[] }): ReactElement {
	const { t } = useTranslation();
	const exceptions = span.events.filter((event) => event.name === "exception");
	return (
		<>
			{all.length > 1 ? <p className={styles.note}>{t("trace.duplicates", { count: all.length })}</p> : null}
			{span.marks.length === 0 ? null : (
				<p className={styles.note}>
					⚠ {t("trace.marks")}: {span.marks.join(", ")}
				</p>
			)}
			{exceptions.map((event) => (
				<section key={event.time} className={styles.section}>
					<h3>{t("trace.exception")}</h3>
					<code className={styles.exception}>
						{[attributeText(event.attributes, "exception.type"), attributeText(event.attributes, "exception.message")]
							.filter(Boolean)
							.join(": ")}
					</code>
					<Stack text={attributeText(event.attributes, "exception.stacktrace")} />
				</section>
			))}
			<Highlights span={span} />
			{span.traceState === "" ? null : (
				<section className={styles.section}>
					<h3>trace state</h3>
					<code>{span.traceState}</code>
				</section>
			)}
		</>
	);
}

/** A stack trace, folded. */
export function Stack({ text }: { readonly text: string | undefined }): ReactElement | null {
	const { t } = useTranslation();
	if (text === undefined || text === "") return null;
	return (
		<details className={styles.stack}>
			<summary>{t("trace.stack")}</summary>
			<pre>{text}</pre>
		</details>
	);
}
