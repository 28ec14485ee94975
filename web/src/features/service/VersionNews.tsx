import type { VersionComparisonJson } from "@spanglass/shared/api/rollup-schemas";
import { formatExact } from "@spanglass/shared/units/format";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Nothing } from "../../ui/Measures.tsx";
import styles from "./ServicePage.module.css";
import { newOperations } from "./version-rows.ts";

/** What a version brought that the one before it had not, in a few words; names on hover. */
export function VersionNews({ comparison }: { readonly comparison: VersionComparisonJson | undefined }): ReactElement {
	const { t } = useTranslation();
	if (comparison === undefined) return <Nothing />;
	const { a, newErrors, edges } = comparison;
	const errors = newErrors ?? [];
	const operations = a.numbers.count === 0 ? [] : newOperations(comparison);
	const calls = edges?.added.map(({ name }) => name) ?? [];
	const parts = [
		{
			key: "errors",
			isBad: true,
			count: errors.length,
			text: t("service.newErrors", { count: errors.length, value: formatExact(errors.length) }),
			title: errors.map(({ type, template, count }) => `${type} ${template} · ${formatExact(count)}`).join("\n"),
		},
		{
			key: "operations",
			isBad: false,
			count: operations.length,
			text: t("service.newOperations", { count: operations.length, value: formatExact(operations.length) }),
			title: operations.join("\n"),
		},
		{
			key: "edges",
			isBad: false,
			count: calls.length,
			text: t("service.newEdges", { count: calls.length, value: formatExact(calls.length) }),
			title: `${calls.join("\n")}\n${t("service.hintNewEdges")}`,
		},
	].filter(({ count }) => count > 0);
	if (newErrors === null) return <span title={t("service.newsUnknown", { version: a.version })}>—</span>;
	if (parts.length === 0) return <span title={t("service.newsNone", { version: a.version })}>{t("service.nothingNew")}</span>;
	return (
		<span className={styles.news}>
			{parts.map(({ key, isBad, text, title }) => (
				<em key={key} data-bad={isBad} title={title}>
					{text}
				</em>
			))}
		</span>
	);
}
