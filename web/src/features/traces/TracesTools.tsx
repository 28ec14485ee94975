import { formatExact } from "@spanglass/shared/units/format";
import type { ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { TracesView } from "../../state/url/traces.ts";
import { Pill } from "../../ui/Pill.tsx";
import { toggleTerm, topLevelTerms } from "../../ui/QueryBar/query-terms.ts";
import { SegmentedControl } from "../../ui/SegmentedControl.tsx";
import { StatusGlyph } from "../../ui/StatusGlyph.tsx";
import styles from "./TracesPage.module.css";

const ERRORS_TERM = "status:error";
const SLOW_TERM = "duration:>500ms";
/** A span says of itself that it repeats an earlier attempt, as HTTP and gRPC do. */
const RETRIES_TERM = "(any.http.request.resend_count:>0 OR any.rpc.request.metadata.grpc_previous_rpc_attempts:>0)";
const ASYNC_TERM = "any.kind:consumer";
const ROOT_TERM = "-parent:*";

/** Conditions that one often wants, to be switched on and off. */
export function QuickFilters({ q, onQuery }: { readonly q: string; readonly onQuery: (q: string) => void }): ReactElement {
	const { t } = useTranslation();
	const terms = topLevelTerms(q);
	const toggle = (term: string) => () => onQuery(toggleTerm(q, term));
	return (
		<fieldset className={styles.pills} aria-label={t("list.quickFilters")}>
			<Pill pressed={terms.includes(ERRORS_TERM)} onPress={toggle(ERRORS_TERM)} tone="error">
				<StatusGlyph state="error" label={t("common.error")} size={10} />
				{t("traces.errors")}
			</Pill>
			<Pill pressed={terms.includes(SLOW_TERM)} onPress={toggle(SLOW_TERM)} note="> 500 ms">
				{t("traces.slow")}
			</Pill>
			<Pill pressed={terms.includes(RETRIES_TERM)} onPress={toggle(RETRIES_TERM)}>
				↻ {t("traces.retries")}
			</Pill>
			<Pill pressed={terms.includes(ASYNC_TERM)} onPress={toggle(ASYNC_TERM)}>
				{t("traces.async")}
			</Pill>
			<Pill pressed={terms.includes(ROOT_TERM)} onPress={toggle(ROOT_TERM)}>
				{t("traces.rootOnly")}
			</Pill>
		</fieldset>
	);
}

/** Whole traces, the single spans that satisfy the query, groups of those spans, or all traces laid over each other. */
export function ViewSwitch({ view, onView }: { readonly view: TracesView; readonly onView: (view: TracesView) => void }): ReactElement {
	const { t } = useTranslation();
	const options = [
		{ value: "traces", label: t("traces.viewTraces") },
		{ value: "spans", label: t("traces.viewSpans") },
		{ value: "group", label: t("traces.viewGroup") },
		{ value: "structure", label: t("traces.viewStructure") },
	] as const;
	return <SegmentedControl label={t("traces.view")} value={view} onChange={onView} options={options} />;
}

export interface ListFootProps {
	readonly isLoading: boolean;
	/** Where the list ends: that all of it is there. */
	readonly end: "traces.end" | "find.spansEnd" | undefined;
	readonly total: number;
}

export function ListFoot({ isLoading, end, total }: ListFootProps): ReactNode {
	const { t } = useTranslation();
	if (isLoading) return <span role="status">{t("list.loadingMore")}…</span>;
	return end === undefined ? null : t(end, { value: formatExact(total) });
}
