import { formatExact } from "@spanglass/shared/units/format";
import { X } from "lucide-react";
import { type ReactElement, useMemo } from "react";
import { createPortal } from "react-dom";
import { useTranslation } from "react-i18next";
import { useSpanGroups } from "../../../api/search.ts";
import type { TracesUrl } from "../../../state/url/traces.ts";
import { AnswerFacts } from "../../../ui/AnswerFacts.tsx";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { ErrorPanel } from "../../../ui/ErrorPanel.tsx";
import { WaitingRows } from "../../../ui/Skeleton.tsx";
import { useLastGood } from "../../../ui/use-last-good.ts";
import { useFrame, useQueryFault } from "../frame-context.ts";
import { NothingFound } from "../NothingFound.tsx";
import { useTracesUrl } from "../use-traces-url.ts";
import styles from "./Groups.module.css";
import { GroupTable } from "./GroupTable.tsx";
import { groupQuery } from "./group-query.ts";
import { orderFromText, sortedGroups, textOfOrder } from "./group-rows.ts";
import { KeyPicker } from "./KeyPicker.tsx";
import { useSearchQuery } from "./part-props.ts";

const LIMIT = 200;

/** The spans that satisfy the query, grouped by the values of keys; a row leads to the spans of its group. */
export function GroupsPage({ url }: { readonly url: TracesUrl }): ReactElement {
	const { t } = useTranslation();
	const { setUrl, setPlace } = useTracesUrl(url);
	const query = useSearchQuery(url);
	const { by } = url;
	const { data, error, isFetching, refetch } = useSpanGroups(query, by, LIMIT);
	const answer = useLastGood(data);
	const fault = useQueryFault(error);
	const isReady = answer !== undefined || error !== null || by.length === 0;
	const { factsSlot, orderSlot } = useFrame({ fault, keepsResult: answer !== undefined, isReady });
	const order = useMemo(() => orderFromText(url.order), [url.order]);
	// while another grouping is asked for, the former one has other columns
	const isOfKeys = answer?.data.every(({ values }) => values.length === by.length) ?? false;
	const rows = useMemo(() => (answer === undefined || !isOfKeys ? [] : sortedGroups(answer.data, order)), [answer, isOfKeys, order]);
	const facts =
		answer === undefined ? null : (
			<AnswerFacts tookMs={answer.tookMs} complete={answer.complete} warnings={answer.warnings}>
				<b>{t("find.groupFacts", { count: answer.total, value: formatExact(answer.total) })}</b>
				{` · ${t("find.groupSpans", { count: answer.spans, value: formatExact(answer.spans) })}`}
			</AnswerFacts>
		);
	return (
		<div className={styles.page} aria-busy={isFetching}>
			{factsSlot === null ? null : createPortal(facts, factsSlot)}
			{orderSlot === null ? null : createPortal(<Keys by={by} onBy={(next) => setUrl({ by: next })} />, orderSlot)}
			{error === null || fault !== undefined ? null : <ErrorPanel error={error} onRetry={() => void refetch()} />}
			{by.length === 0 ? (
				<EmptyState title={t("find.groupPick")} />
			) : answer === undefined ? (
				<WaitingRows count={12} isWaiting={isFetching} />
			) : rows.length === 0 && !isFetching ? (
				<NothingFound view="spans" query={{ ...query, sort: "newest" }} onQuery={(q) => setUrl({ q })} />
			) : (
				<GroupTable
					{...{ by, rows, order, answer }}
					onOrder={(next) => setPlace({ order: textOfOrder(next) }, "push")}
					onRow={(values) => setUrl({ view: "spans", q: groupQuery(url.q, by, values) })}
				/>
			)}
		</div>
	);
}

interface KeysProps {
	readonly by: readonly string[];
	readonly onBy: (by: readonly string[]) => void;
}

function Keys({ by, onBy }: KeysProps): ReactElement {
	const { t } = useTranslation();
	return (
		// biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a form's meaning and its own layout
		<span role="group" aria-label={t("find.groupKeys")} className={styles.keys}>
			{by.map((key) => (
				<button
					key={key}
					type="button"
					className={styles.key}
					aria-label={t("find.groupRemove", { key })}
					onClick={() => onBy(by.filter((other) => other !== key))}
				>
					{key}
					<X size={12} strokeWidth={1.5} aria-hidden />
				</button>
			))}
			<KeyPicker label={t("find.groupAdd")} onKey={(key) => onBy([...by.filter((other) => other !== key), key])} />
		</span>
	);
}
