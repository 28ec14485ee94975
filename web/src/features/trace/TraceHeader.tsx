import { spanIdAt } from "@spanglass/shared/analysis/span-tree";
import type { SpanJson } from "@spanglass/shared/api/schemas";
import { StatusCode } from "@spanglass/shared/model/span";
import { formatClock, formatIso, zoneLabel } from "@spanglass/shared/units/clock-text";
import { formatCount, formatDuration, formatDurationExact, shortId, textOf } from "@spanglass/shared/units/format";
import { Link, useCanGoBack, useNavigate, useRouter } from "@tanstack/react-router";
import { ChevronLeft, Download } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { attributeText } from "../../api/any-value.ts";
import { apiUrl } from "../../api/client.ts";
import { nodeColor, nodeName, nodeService, type TraceModel } from "../../geometry/trace-model.ts";
import button from "../../ui/Button.module.css";
import { Button, IconButton } from "../../ui/Button.tsx";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { Tag } from "../../ui/Pill.tsx";
import { ServiceName } from "../../ui/ServiceDot.tsx";
import { StatusGlyph } from "../../ui/StatusGlyph.tsx";
import { Tooltip } from "../../ui/Tooltip.tsx";
import { Value } from "../../ui/Value.tsx";
import styles from "./TraceHeader.module.css";
import { useLocalTraces } from "./trace-source.ts";
import { useSpan } from "./use-trace.ts";

const VERDICTS = {
	failed: { state: "error", label: "trace.verdictFailed" },
	degraded: { state: "warn", label: "trace.verdictDegraded" },
	clean: { state: "ok", label: "trace.verdictClean" },
} as const;

export interface TraceHeaderProps {
	readonly model: TraceModel;
	readonly onNextError: () => void;
}

/** What this trace is: how it went, its root, how long, how much, when. Tooltips stand above, for the sentence is right below. */
export function TraceHeader({ model, onNextError }: TraceHeaderProps): ReactElement {
	const { t } = useTranslation();
	const isLocal = useLocalTraces() !== undefined;
	const { skeleton, facts, durationNanos } = model;
	const verdict = VERDICTS[facts.verdict];
	const startMs = Number(skeleton.startTime / 1_000_000n);
	const root = useRootSpan(model);
	const count = (key: "trace.spans" | "trace.services" | "trace.errors" | "trace.logRecords", value: number): string =>
		t(key, { count: value, value: textOf(formatCount(value)) });
	return (
		<header className={styles.header}>
			<BackButton />
			<StatusGlyph state={verdict.state} label={t(verdict.label)} size={14} />
			<Tooltip content={root?.name || nodeName(model, facts.root)} side="top">
				<h1 className={styles.title}>{nodeName(model, facts.root) || t("trace.unnamed")}</h1>
			</Tooltip>
			<HttpStatus model={model} root={root} />
			<ServiceName name={nodeService(model, facts.root)} color={nodeColor(model, facts.root)} />
			<span className={styles.rule} />
			<Tooltip content={t("trace.durationHint", { exact: textOf(formatDurationExact(durationNanos)) })} side="top">
				<span className={styles.duration}>
					<Value of={formatDuration(durationNanos)} />
				</span>
			</Tooltip>
			{facts.rootNanos === undefined ? null : (
				<Tooltip content={t("trace.rootHint", { exact: textOf(formatDurationExact(facts.rootNanos)) })} side="top">
					<span className={styles.counts}>{t("trace.rootTook", { duration: textOf(formatDuration(facts.rootNanos)) })}</span>
				</Tooltip>
			)}
			<span className={styles.counts}>
				<i>· </i>
				{`${count("trace.spans", skeleton.spanCount)} · ${count("trace.services", skeleton.services.length)}`}
				{facts.errorCount === 0 ? null : (
					<>
						{" · "}
						<Tooltip content={t("trace.nextError")} keys="e" side="top">
							<button type="button" className={styles.errors} data-keys="e" onClick={onNextError}>
								{count("trace.errors", facts.errorCount)}
							</button>
						</Tooltip>
					</>
				)}
				{skeleton.logCount === 0 ? null : ` · ${count("trace.logRecords", skeleton.logCount)}`}
			</span>
			<Tooltip content={formatIso(skeleton.startTime)} side="top">
				<time className={styles.time}>
					<i>· </i>
					{`${formatClock(startMs, "milli")} ${zoneLabel(startMs)}`}
				</time>
			</Tooltip>
			<span className={styles.space} />
			<Tooltip content={skeleton.traceId} side="top">
				<span className={styles.id}>
					<CopyButton text={skeleton.traceId} label={t("trace.copyTraceId")}>
						<code>{shortId(skeleton.traceId)}</code>
					</CopyButton>
				</span>
			</Tooltip>
			{isLocal ? null : (
				<Tooltip content={t("trace.compareHint")} side="top">
					<Link to="/compare" search={{ a: skeleton.traceId, b: "median:" } as never} className={`${button.button} ${button.bordered}`}>
						{t("trace.compare")}
					</Link>
				</Tooltip>
			)}
			<ExportLink traceId={skeleton.traceId} />
		</header>
	);
}

/** Download the trace: from the collector, or out of the file that is open. */
function ExportLink({ traceId }: { readonly traceId: string }): ReactElement {
	const { t } = useTranslation();
	const local = useLocalTraces();
	const words = (
		<>
			{t("trace.export")}
			<Download size={14} strokeWidth={1.5} aria-hidden />
		</>
	);
	return (
		<Tooltip content={t("trace.exportHint")} side="top">
			{local === undefined ? (
				<a
					className={`${button.button} ${button.bordered}`}
					href={apiUrl("traceOtlp", { path: { traceId } })}
					download={`trace-${traceId}.json`}
				>
					{words}
				</a>
			) : (
				<Button look="bordered" onClick={() => local.download(traceId)}>
					{words}
				</Button>
			)}
		</Tooltip>
	);
}

/** Back to where the reader came from; to the list of traces when the trace was opened by its link. */
function BackButton(): ReactElement {
	const { t } = useTranslation();
	const navigate = useNavigate();
	const { history } = useRouter();
	const canGoBack = useCanGoBack();
	const onClick = (): void => (canGoBack ? history.back() : void navigate({ to: "/traces" }));
	return (
		<IconButton
			small
			side="top"
			className={styles.back ?? ""}
			label={t("trace.back")}
			icon={<ChevronLeft size={16} strokeWidth={1.5} />}
			onClick={onClick}
		/>
	);
}

const STATUS_KEYS = ["http.response.status_code", "http.status_code"] as const;

function useRootSpan({ skeleton, facts }: TraceModel): SpanJson | undefined {
	const spanId = facts.root < skeleton.spanCount ? spanIdAt(skeleton.spanIds, facts.root) : undefined;
	return useSpan(skeleton.traceId, spanId).data?.data[0];
}

/** The HTTP status of the root, once its attributes are known. */
function HttpStatus({ model, root }: { readonly model: TraceModel; readonly root: SpanJson | undefined }): ReactElement | null {
	const { skeleton, facts } = model;
	const attributes = root?.attributes ?? [];
	const code = STATUS_KEYS.map((key) => attributeText(attributes, key)).find((text) => text !== undefined);
	if (code === undefined) return null;
	const failed = Number(code) >= 500 || skeleton.status[facts.root] === StatusCode.error;
	return <Tag tone={failed ? "error" : Number(code) >= 400 ? "warn" : "ok"}>{code}</Tag>;
}
