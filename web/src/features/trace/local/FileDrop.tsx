import { shortId } from "@spanglass/shared/units/format";
import { FileUp } from "lucide-react";
import { type ReactElement, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useOpenFiles } from "../../../state/use-open-files.ts";
import button from "../../../ui/Button.module.css";
import { cx } from "../../../ui/class-names.ts";
import styles from "./FilePage.module.css";

/** Where files are dropped or chosen. `wanted` is the trace of an address whose file is gone. */
export function FileDrop({ wanted }: { readonly wanted: string | undefined }): ReactElement {
	const { t } = useTranslation();
	const { open } = useOpenFiles();
	const field = useRef<HTMLInputElement>(null);
	useEffect(() => {
		if (document.activeElement === document.body) field.current?.focus();
	}, []);
	return (
		<section className={styles.drop}>
			<FileUp size={24} strokeWidth={1.5} aria-hidden />
			<h2>{t(wanted === undefined ? "file.title" : "file.gone")}</h2>
			<p>{wanted === undefined ? t("file.formats") : t("file.goneText", { id: shortId(wanted) })}</p>
			<label className={cx(button.button, button.primary, styles.choose)}>
				<input ref={field} type="file" multiple className="visually-hidden" onChange={(event) => open([...(event.target.files ?? [])])} />
				{t("file.choose")}
			</label>
			<p className={styles.promise}>{t("file.promise")}</p>
		</section>
	);
}
