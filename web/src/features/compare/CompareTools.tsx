import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { CompareSort, CompareUrl, CompareView } from "../../state/url/compare.ts";
import { SegmentedControl } from "../../ui/SegmentedControl.tsx";
import styles from "./ComparePage.module.css";
import type { SetCompareUrl } from "./ComparePage.tsx";

export interface CompareToolsProps {
	readonly url: CompareUrl;
	readonly setUrl: SetCompareUrl;
}

/** What is shown, and in which order. */
export function CompareTools({ url, setUrl }: CompareToolsProps): ReactElement {
	const { t } = useTranslation();
	return (
		<div className={styles.tools}>
			<SegmentedControl<CompareView>
				label={t("compare.view")}
				value={url.view}
				onChange={(view) => setUrl({ view })}
				options={[
					{ value: "tree", label: t("compare.tree"), keys: "1" },
					{ value: "flames", label: t("compare.flames"), keys: "2" },
				]}
			/>
			<span className={styles.space} />
			{url.view === "tree" ? (
				<SegmentedControl<CompareSort>
					label={t("compare.sort")}
					value={url.sort}
					onChange={(sort) => setUrl({ sort }, "replace")}
					options={[
						{ value: "delta", label: t("compare.byDelta"), keys: "s" },
						{ value: "structure", label: t("compare.byStructure"), keys: "s" },
					]}
				/>
			) : null}
		</div>
	);
}
