import { spanIdAt } from "@spanglass/shared/analysis/span-tree";
import type { SpanJson } from "@spanglass/shared/api/schemas";
import { SpanKind } from "@spanglass/shared/model/span";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { lazy, type ReactElement, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { attributeText } from "../../../api/any-value.ts";
import type { ViewStore } from "../../../charts/view-store.ts";
import { nodeColor, nodeName, nodeService, type TraceModel } from "../../../geometry/trace-model.ts";
import { type DurationScope, SPAN_TABS, type SpanTab } from "../../../state/url/trace.ts";
import { IconButton } from "../../../ui/Button.tsx";
import { Drawer } from "../../../ui/Drawer.tsx";
import { ErrorPanel } from "../../../ui/ErrorPanel.tsx";
import { ServiceDot } from "../../../ui/ServiceDot.tsx";
import { SkeletonRows, useDelayed } from "../../../ui/Skeleton.tsx";
import type { SetTraceUrl } from "../TraceScreen.tsx";
import { type TraceLogs, useSpan } from "../use-trace.ts";
import { treeStep } from "../walk.ts";
import { Actions } from "./Actions.tsx";
import { AttributesTab } from "./AttributesTab.tsx";
import styles from "./SpanDrawer.module.css";
import { SpanFacts } from "./SpanFacts.tsx";
import { SummaryTab } from "./SummaryTab.tsx";

const OtherTab = lazy(async () => ({ default: (await import("./OtherTab.tsx")).OtherTab }));

export interface SpanDrawerProps {
	readonly model: TraceModel;
	readonly row: number;
	readonly tab: SpanTab;
	readonly scope: DurationScope;
	readonly logs: TraceLogs | undefined;
	readonly attempts: ReadonlyMap<number, string>;
	readonly view: ViewStore;
	readonly select: (node: number, step?: "push" | "replace") => void;
	readonly setUrl: SetTraceUrl;
	readonly onClose: () => void;
	readonly widthPx: number;
}

/** Everything about one span. */
export function SpanDrawer(props: SpanDrawerProps): ReactElement {
	const { t } = useTranslation();
	const { model, row, select, onClose } = props;
	const { skeleton } = model;
	const spanId = spanIdAt(skeleton.spanIds, row);
	const answer = useSpan(skeleton.traceId, spanId);
	const span = answer.data?.data[0];
	const waiting = useDelayed(answer.isLoading);
	const name = nodeName(model, row);
	const title = (
		<span className={styles.title}>
			<ServiceDot color={nodeColor(model, row)} />
			<span title={`${nodeService(model, row)} · ${span?.name ?? name}`}>{`${nodeService(model, row)} · ${name}`}</span>
			<small>{kindLabel(skeleton.kind[row] ?? 0, span)}</small>
		</span>
	);
	const sibling = (step: "previous" | "next") => (): void => select(treeStep(model, row, step), "replace");
	const tools = (
		<>
			<IconButton
				small
				label={t("trace.previousSibling")}
				keys="←"
				icon={<ChevronLeft size={16} strokeWidth={1.5} />}
				onClick={sibling("previous")}
			/>
			<IconButton
				small
				label={t("trace.nextSibling")}
				keys="→"
				icon={<ChevronRight size={16} strokeWidth={1.5} />}
				onClick={sibling("next")}
			/>
		</>
	);
	return (
		<Drawer
			title={title}
			label={`${t("trace.span")} ${name}`}
			closeLabel={t("common.close")}
			onClose={onClose}
			widthPx={props.widthPx}
			tools={tools}
		>
			<div className={styles.drawer}>
				<SpanFacts {...props} span={span} />
				<Tabs {...props} span={span} />
				{answer.error === null ? null : <ErrorPanel error={answer.error} onRetry={() => void answer.refetch()} />}
				<div className={styles.content} role="tabpanel" aria-label={t(TAB_NAMES[props.tab])}>
					{span === undefined ? (
						waiting ? (
							<SkeletonRows count={6} label={t("common.loading")} />
						) : null
					) : (
						<TabContent {...props} span={span} all={answer.data?.data ?? []} />
					)}
				</div>
				<Actions span={span} />
			</div>
		</Drawer>
	);
}

const KIND_NAMES: Readonly<Record<number, string>> = {
	[SpanKind.internal]: "INTERNAL",
	[SpanKind.server]: "SERVER",
	[SpanKind.client]: "CLIENT",
	[SpanKind.producer]: "PRODUCER",
	[SpanKind.consumer]: "CONSUMER",
};

const PROTOCOLS: readonly (readonly [keys: readonly string[], name: (value: string) => string])[] = [
	[["rpc.system.name", "rpc.system"], (value) => (value === "grpc" ? "gRPC" : value)],
	[["http.request.method", "http.method"], () => "HTTP"],
	[["db.system.name", "db.system"], (value) => value],
	[["messaging.system"], (value) => value],
];

function kindLabel(kind: number, span: SpanJson | undefined): string {
	const name = KIND_NAMES[kind] ?? "";
	for (const [keys, protocol] of span === undefined ? [] : PROTOCOLS) {
		const value = keys.map((key) => attributeText(span?.attributes ?? [], key)).find((text) => text !== undefined);
		if (value !== undefined) return `${protocol(value)} ${name}`.trim();
	}
	return name;
}

const TAB_NAMES = {
	summary: "trace.summary",
	attributes: "trace.attributes",
	logs: "trace.logs",
	events: "trace.events",
	links: "trace.links",
	raw: "trace.raw",
} as const satisfies Record<SpanTab, string>;

function Tabs({ model, row, tab, setUrl, span }: SpanDrawerProps & { readonly span: SpanJson | undefined }): ReactElement {
	const { t } = useTranslation();
	const { skeleton } = model;
	const counts: Readonly<Partial<Record<SpanTab, number | undefined>>> = {
		attributes: span === undefined ? undefined : span.attributes.length + span.resource.attributes.length + span.scope.attributes.length,
		logs: skeleton.spanLogCount[row] ?? 0,
		events: skeleton.eventCount[row] ?? 0,
		links: skeleton.linkCount[row] ?? 0,
	};
	return (
		<div className={styles.tabs} role="tablist" aria-label={t("trace.tabs")}>
			{SPAN_TABS.map((each) => (
				<button key={each} type="button" role="tab" aria-selected={each === tab} onClick={() => setUrl({ tab: each })}>
					{t(TAB_NAMES[each])}
					{counts[each] === undefined ? null : <em>{counts[each]}</em>}
				</button>
			))}
		</div>
	);
}

function TabContent(props: SpanDrawerProps & { readonly span: SpanJson; readonly all: readonly SpanJson[] }): ReactElement {
	const { span, all, tab, logs, model, row, view } = props;
	if (tab === "summary") return <SummaryTab span={span} all={all} />;
	if (tab === "attributes") return <AttributesTab span={span} />;
	return (
		<Suspense>
			<OtherTab {...{ tab, span, all, logs, model, row, view }} />
		</Suspense>
	);
}
