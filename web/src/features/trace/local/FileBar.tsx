import { formatCount, textOf } from "@spanglass/shared/units/format";
import { Link, useNavigate } from "@tanstack/react-router";
import { FileText, X } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { setLocalFiles } from "../../../state/local-files.ts";
import { searchFromFileUrl } from "../../../state/url/file.ts";
import type { SearchValues } from "../../../state/url.ts";
import { useOpenFiles } from "../../../state/use-open-files.ts";
import button from "../../../ui/Button.module.css";
import { Button, IconButton } from "../../../ui/Button.tsx";
import { Tag } from "../../../ui/Pill.tsx";
import { Tooltip } from "../../../ui/Tooltip.tsx";
import styles from "./FilePage.module.css";
import type { LocalSummary } from "./local-traces.ts";

const FORMAT_NAMES = { otlp: "OTLP JSON", jaeger: "Jaeger JSON", zipkin: "Zipkin JSON" } as const;

export interface FileBarProps {
	readonly name: string;
	readonly summary: LocalSummary;
	/** The trace that is shown; undefined: the list. */
	readonly traceId: string | undefined;
}

/** Which file is open, what is in it, that it is nowhere but here, and what was left out of it. */
export function FileBar({ name, summary, traceId }: FileBarProps): ReactElement {
	const { t } = useTranslation();
	const { choose } = useOpenFiles();
	const navigate = useNavigate();
	const close = (): void => {
		setLocalFiles([]);
		void navigate({ to: "/file", search: {} as never });
	};
	const count = (key: "file.traces" | "file.spans" | "file.strayLogs", value: number): string =>
		t(key, { count: value, value: textOf(formatCount(value)) });
	const traces = summary.traces.length;
	const notes = [...summary.warnings, ...(summary.strayLogs === 0 ? [] : [count("file.strayLogs", summary.strayLogs)])];
	return (
		<section className={styles.bar} aria-label={t("page.file")}>
			<div className={styles.row}>
				<FileText size={14} strokeWidth={1.5} aria-hidden />
				<b title={name}>{name}</b>
				<span className={styles.counts}>
					{[
						summary.formats.map((format) => FORMAT_NAMES[format]).join(" + "),
						count("file.traces", traces),
						count("file.spans", summary.spanCount),
					].join(" · ")}
				</span>
				<Tooltip content={t("file.promise")}>
					<span>
						<Tag tone="accent">{t("file.local")}</Tag>
					</span>
				</Tooltip>
				<span className={styles.space} />
				{traces > 1 && traceId !== undefined ? (
					<FileLink search={searchFromFileUrl({ trace: undefined })}>{t("file.all", { value: textOf(formatCount(traces)) })}</FileLink>
				) : null}
				<Button small look="bordered" onClick={choose}>
					{t("file.another")}
				</Button>
				<IconButton small label={t("file.close")} icon={<X size={14} strokeWidth={1.5} aria-hidden />} onClick={close} />
			</div>
			{notes.map((note) => (
				<p key={note} className={styles.note}>
					<i aria-hidden>⚠</i> {note}
				</p>
			))}
		</section>
	);
}

/** A link within the file's page that looks like a button. */
export function FileLink({ search, children }: { readonly search: SearchValues; readonly children: ReactNode }): ReactElement {
	return (
		<Link to="/file" search={search as never} className={`${button.button} ${button.bordered} ${button.small}`}>
			{children}
		</Link>
	);
}
