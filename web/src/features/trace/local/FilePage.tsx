import { formatExact } from "@spanglass/shared/units/format";
import { type ReactElement, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { type LocalFiles, useLocalFiles } from "../../../state/local-files.ts";
import { fileUrlFromSearch, searchFromFileUrl } from "../../../state/url/file.ts";
import { useSearchValues } from "../../../state/use-search.ts";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { ErrorPanel } from "../../../ui/ErrorPanel.tsx";
import { useDelayed } from "../../../ui/Skeleton.tsx";
import { TraceScreen } from "../TraceScreen.tsx";
import { TraceSourceContext } from "../trace-source.ts";
import { useTraceModel } from "../use-trace.ts";
import { WaitingTrace } from "../WaitingTrace.tsx";
import { FileBar, FileLink } from "./FileBar.tsx";
import { FileDrop } from "./FileDrop.tsx";
import { FileFaultPanel } from "./FileFaultPanel.tsx";
import styles from "./FilePage.module.css";
import { FileTraces } from "./FileTraces.tsx";
import { useOpenFile } from "./use-open-file.ts";

/** Traces out of files, from memory alone. The address holds which trace and how it is looked at; the file itself it cannot hold. */
export function FilePage(): ReactElement {
	const { t } = useTranslation();
	const local = useLocalFiles();
	const { trace } = fileUrlFromSearch(useSearchValues());
	useEffect(() => {
		document.title = `${t("page.file")} · Spanglass`;
	}, [t]);
	return local === undefined ? <FileDrop wanted={trace} /> : <Opened local={local} wanted={trace} />;
}

function Opened({ local, wanted }: { readonly local: LocalFiles; readonly wanted: string | undefined }): ReactElement {
	const { t } = useTranslation();
	const name = useFileName(local);
	const state = useOpenFile(local);
	const waits = useDelayed(state.kind === "reading");
	switch (state.kind) {
		case "reading":
			return (
				<p className={styles.reading} role="status">
					{waits ? t("file.reading", { name }) : null}
				</p>
			);
		case "fault":
			return (
				<div className={styles.failed}>
					<FileFaultPanel fault={state.fault} />
					<FileDrop wanted={undefined} />
				</div>
			);
		case "crash":
			return (
				<div className={styles.failed}>
					<ErrorPanel error={new Error(`${t("file.crashed")}: ${state.error.message}`)} />
					<FileDrop wanted={undefined} />
				</div>
			);
		case "open": {
			const { summary, source } = state;
			const only = summary.traces.length === 1 ? summary.traces[0]?.traceId : undefined;
			const traceId = wanted ?? only;
			return (
				<TraceSourceContext value={source}>
					<div className={styles.page}>
						<FileBar name={name} summary={summary} traceId={traceId} />
						{traceId === undefined ? (
							<FileTraces traces={summary.traces} />
						) : source.local?.has(traceId) ? (
							<FileTrace key={traceId} traceId={traceId} />
						) : (
							<EmptyState title={t("file.notInFile")} text={<code>{traceId}</code>}>
								<FileLink search={searchFromFileUrl({ trace: undefined })}>
									{t("file.all", { value: formatExact(summary.traces.length) })}
								</FileLink>
							</EmptyState>
						)}
					</div>
				</TraceSourceContext>
			);
		}
	}
}

function FileTrace({ traceId }: { readonly traceId: string }): ReactElement {
	const trace = useTraceModel(traceId);
	if (trace.data !== undefined) return <TraceScreen model={trace.data} />;
	if (trace.error !== null) return <ErrorPanel error={trace.error} onRetry={() => void trace.refetch()} />;
	return <WaitingTrace />;
}

/** The file's name; of several the first one's and how many there are. */
function useFileName({ files }: LocalFiles): string {
	const { t } = useTranslation();
	const name = files[0]?.name ?? "";
	return files.length < 2 ? name : t("file.names", { name, count: files.length });
}
