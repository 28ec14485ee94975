import type { KeyValueJson, SpanJson } from "@spanglass/shared/api/schemas";
import { type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";
import { anyValueText } from "../../../api/any-value.ts";
import { AttributeList } from "./AttributeList.tsx";
import styles from "./SpanDrawer.module.css";

/** All attributes in three sections, with a search over keys and values. */
export function AttributesTab({ span }: { readonly span: SpanJson }): ReactElement {
	const { t } = useTranslation();
	const [text, setText] = useState("");
	const word = text.trim().toLowerCase();
	const matching = (attributes: readonly KeyValueJson[]): readonly KeyValueJson[] =>
		attributes
			.filter(({ key, value }) => word === "" || key.toLowerCase().includes(word) || anyValueText(value).toLowerCase().includes(word))
			.sort((a, b) => (a.key < b.key ? -1 : 1));
	const scopeText = [span.scope.name, span.scope.version].filter((part) => part !== "").join(" ");
	const sections = [
		{
			title: t("trace.sectionSpan"),
			scope: "any" as const,
			note: "",
			attributes: matching(span.attributes),
			dropped: span.droppedAttributesCount,
		},
		{
			title: t("trace.sectionScope"),
			scope: "scope" as const,
			note: scopeText,
			attributes: matching(span.scope.attributes),
			dropped: span.scope.droppedAttributesCount,
		},
		{
			title: t("trace.sectionResource"),
			scope: "resource" as const,
			note: "",
			attributes: matching(span.resource.attributes),
			dropped: span.resource.droppedAttributesCount,
		},
	];
	const nothing = sections.every((section) => section.attributes.length === 0);
	return (
		<>
			<input
				type="search"
				className={styles.search}
				value={text}
				placeholder={t("trace.searchAttributes")}
				aria-label={t("trace.searchAttributes")}
				onChange={(event) => setText(event.target.value)}
				spellCheck={false}
			/>
			{nothing ? <p className={styles.nothing}>{word === "" ? t("trace.noAttributes") : t("trace.noMatch")}</p> : null}
			{sections.map(({ title, scope, note, attributes, dropped }) =>
				attributes.length === 0 && note === "" ? null : (
					<section key={title} className={styles.section}>
						<h3>
							{title} {note === "" ? null : <code>{note}</code>}
						</h3>
						<AttributeList attributes={attributes} owner={{ span, scope }} />
						{dropped > 0 ? <p className={styles.note}>{t("trace.dropped", { count: dropped })}</p> : null}
					</section>
				),
			)}
		</>
	);
}
