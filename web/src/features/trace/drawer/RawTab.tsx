import type { SpanJson } from "@spanglass/shared/api/schemas";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { CopyButton } from "../../../ui/CopyButton.tsx";
import styles from "./SpanDrawer.module.css";

/** The span as the collector's API gives it. */
export function RawTab({ all }: { readonly all: readonly SpanJson[] }): ReactElement {
	const { t } = useTranslation();
	const text = JSON.stringify(all.length === 1 ? all[0] : all, null, 2);
	return (
		<section className={styles.raw}>
			<CopyButton text={text} label={t("trace.copySpan")} />
			<pre>{text}</pre>
		</section>
	);
}
