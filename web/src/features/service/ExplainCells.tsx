import { quoteText } from "@spanglass/shared/query/fields";
import { formatClock } from "@spanglass/shared/units/clock-text";
import { formatDuration, textOf } from "@spanglass/shared/units/format";
import { useNavigate } from "@tanstack/react-router";
import { type ReactElement, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useExplainQuery } from "../../api/search.ts";
import { useServiceHeat } from "../../api/service-detail.ts";
import type { Selection } from "../../state/url/selection.ts";
import { Drawer } from "../../ui/Drawer.tsx";
import { ErrorPanel } from "../../ui/ErrorPanel.tsx";
import { Differences } from "../../ui/Explain/Differences.tsx";
import { ExplainTitle } from "../../ui/Explain/ExplainTitle.tsx";
import { WaitingRows } from "../../ui/Skeleton.tsx";
import { PHONE, useMedia } from "../../ui/use-media.ts";
import { cellQuery, countedQuery } from "./heat-cells.ts";
import styles from "./ServicePage.module.css";
import type { ServiceView } from "./service-view.ts";

export interface ExplainCellsProps {
	readonly view: ServiceView;
	readonly sel: Selection;
	readonly onClose: () => void;
}

/** In what the traces behind selected cells differ from all others of the service; a difference leads to those traces. */
export function ExplainCells({ view, sel, onClose }: ExplainCellsProps): ReactElement {
	const { t } = useTranslation();
	const isPhone = useMedia(PHONE);
	const { compare: _, ...range } = view.query;
	const heat = useServiceHeat({ ...range, op: view.url.op }, true);
	const durations = `${textOf(formatDuration(sel.min))} – ${textOf(formatDuration(sel.max))}`;
	const times = `${formatClock(sel.startMs, "minute")} – ${formatClock(sel.endMs, "minute")}`;
	return (
		<Drawer
			title={<ExplainTitle hint={t("find.explainHint")} />}
			label={t("find.explain")}
			closeLabel={t("common.close")}
			widthPx={isPhone ? 640 : 340}
			onClose={onClose}
		>
			<p className={styles.selected}>{t("service.explainCells", { times, durations, name: range.name })}</p>
			{heat.data === undefined ? (
				<WaitingRows count={8} isWaiting={heat.isFetching} />
			) : (
				<Explained view={view} sel={sel} counted={heat.data.counted} />
			)}
		</Drawer>
	);
}

interface ExplainedProps extends Pick<ExplainCellsProps, "view" | "sel"> {
	readonly counted: "requests" | "spans";
}

function Explained({ view, sel, counted }: ExplainedProps): ReactElement {
	const navigate = useNavigate();
	const { name, env, fromMs, toMs } = view.query;
	const { op } = view.url;
	const q = countedQuery(name, { counted }) + (op === undefined ? "" : ` name:${quoteText(op)}`);
	const query = useMemo(() => ({ q, env, fromMs, toMs }), [q, env, fromMs, toMs]);
	const own = cellQuery(q, sel);
	const { data, error, isFetching, refetch } = useExplainQuery(query, { startMs: sel.startMs, endMs: sel.endMs, q: own });
	const onFilter = (condition: string): void => {
		const search = { q: `${own} ${condition}`, from: String(sel.startMs), to: String(sel.endMs), ...(env === undefined ? {} : { env }) };
		void navigate({ to: "/traces", search: search as never });
	};
	if (error !== null) return <ErrorPanel error={error} onRetry={() => void refetch()} />;
	if (data === undefined) return <WaitingRows count={8} isWaiting={isFetching} />;
	return <Differences data={data} isBusy={isFetching} onFilter={onFilter} />;
}
