import { withCondition } from "@spanglass/shared/query/filter-edit";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useExplain } from "../../../api/search.ts";
import type { Selection } from "../../../state/url/selection.ts";
import { Drawer } from "../../../ui/Drawer.tsx";
import { ErrorPanel } from "../../../ui/ErrorPanel.tsx";
import { Differences } from "../../../ui/Explain/Differences.tsx";
import { ExplainTitle } from "../../../ui/Explain/ExplainTitle.tsx";
import { WaitingRows } from "../../../ui/Skeleton.tsx";
import { PHONE, useMedia } from "../../../ui/use-media.ts";
import { type PartProps, useSearchQuery } from "./part-props.ts";

/** In what the selected traces differ from all others that the search finds; every difference is a filter. */
export function ExplainPanel({ url, setUrl, setPlace }: PartProps): ReactElement | null {
	const { t } = useTranslation();
	const isPhone = useMedia(PHONE);
	if (url.sel === undefined) return null;
	return (
		<Drawer
			title={<ExplainTitle hint={t("find.explainHint")} />}
			label={t("find.explain")}
			closeLabel={t("common.close")}
			widthPx={isPhone ? 640 : 340}
			onClose={() => setPlace({ explains: false }, "push")}
		>
			<Explained
				url={url}
				sel={url.sel}
				onFilter={(condition) => setUrl({ q: withCondition(url.q, condition) })}
				onGroup={(key) => setUrl({ view: "group", by: [key] })}
			/>
		</Drawer>
	);
}

interface ExplainedProps extends Pick<PartProps, "url"> {
	readonly sel: Selection;
	readonly onFilter: (condition: string) => void;
	readonly onGroup: (key: string) => void;
}

function Explained({ url, sel, onFilter, onGroup }: ExplainedProps): ReactElement {
	const query = useSearchQuery(url);
	const { data, error, isFetching, refetch } = useExplain(query, sel);
	if (error !== null) return <ErrorPanel error={error} onRetry={() => void refetch()} />;
	if (data === undefined) return <WaitingRows count={8} isWaiting={isFetching} />;
	return <Differences data={data} isBusy={isFetching} onFilter={onFilter} onGroup={onGroup} />;
}
