import type { DiffPart } from "@spanglass/shared/analysis/diff-cause";
import { formatDuration, formatSignificant, textOf } from "@spanglass/shared/units/format";
import type { ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { RichText } from "../../ui/RichText.tsx";
import { Tooltip } from "../../ui/Tooltip.tsx";
import { wholePercent } from "../../ui/whole-percent.ts";
import styles from "./ComparePage.module.css";
import { answeredBy, type Comparison, nameOf } from "./comparison.ts";
import { useVersions } from "./use-versions.ts";

export interface CompareSentenceProps {
	readonly comparison: Comparison;
	readonly onChoose: (node: number) => void;
}

const PARTS = { b: <b />, hot: <span className={styles.hot} /> };

/** One line that says where the time went: the sub-tree that explains most, what is called more often, and whose version differs. */
export function CompareSentence({ comparison, onChoose }: CompareSentenceProps): ReactElement {
	const { t } = useTranslation();
	const { diff, cause } = comparison;
	const { verdict, main, calls } = cause;
	const delta = textOf(formatDuration(Math.abs(diff.deltaNanos)));
	const press = (node: number | undefined, children: ReactNode): ReactElement => (
		<Tooltip content={t("compare.sentenceHint")}>
			<button type="button" className={styles.fact} onClick={() => node !== undefined && onChoose(node)}>
				{children}
			</button>
		</Tooltip>
	);
	if (verdict === "same") {
		return (
			<p className={styles.sentence} role="status">
				<RichText text={(places) => t("compare.same", places)} values={{ delta }} parts={PARTS} />
				<RootNote comparison={comparison} />
			</p>
		);
	}
	const opening = diff.deltaNanos > 0 ? "compare.longer" : "compare.shorter";
	const place = main === undefined ? undefined : diff.nodes[main.node];
	const isFound = verdict === "found" && main !== undefined;
	return (
		<p className={styles.sentence} role="status">
			<RichText text={(places) => t(opening, places)} values={{ delta }} parts={PARTS} />
			{isFound
				? press(
						main.node,
						<RichText
							text={(places) => t(foundKey(comparison), places)}
							values={{
								...nameOf(place),
								percent: wholePercent(main.share),
								inside: nameOf(diff.nodes[cause.inside?.node ?? -1]).operation,
							}}
							parts={PARTS}
						/>,
					)
				: press(main?.node, <Spread comparison={comparison} />)}
			{calls === undefined ? null : press(calls, <Calls comparison={comparison} at={calls} />)}
			<Versions comparison={comparison} at={calls ?? main?.node} />
			<RootNote comparison={comparison} />
		</p>
	);
}

function foundKey({ diff, cause }: Comparison): "compare.found" | "compare.foundItself" | "compare.foundInside" {
	if (cause.inside !== undefined) return "compare.foundInside";
	const callsOthers = diff.nodes.some(({ parent }) => parent === cause.main?.node);
	return cause.main?.isItself === true && callsOthers ? "compare.foundItself" : "compare.found";
}

function Spread({ comparison }: Pick<CompareSentenceProps, "comparison">): ReactElement {
	const { t, i18n } = useTranslation();
	const { parts } = comparison.cause;
	if (parts.length === 0) return <>{t("compare.spreadNone")}</>;
	const textOfPart = ({ node, share, isItself }: DiffPart): string =>
		t(isItself ? "compare.partItself" : "compare.part", { ...nameOf(comparison.diff.nodes[node]), percent: wholePercent(share) });
	const list = new Intl.ListFormat(i18n.language, { type: "conjunction" }).format(parts.map(textOfPart));
	return <RichText text={(places) => t("compare.spread", places)} values={{ parts: list }} parts={PARTS} />;
}

/** `payment Pay was called 3 × in A and 1 × in B; 2 and 0 failed.` */
function Calls({ comparison, at }: { readonly comparison: Comparison; readonly at: number }): ReactElement {
	const { t } = useTranslation();
	const { diff } = comparison;
	const node = diff.nodes[at];
	const values = {
		...nameOf(diff.nodes[answeredBy(diff, at)]),
		a: formatSignificant(node?.a?.spans ?? 0),
		b: formatSignificant(node?.b?.spans ?? 0),
		failedA: formatSignificant(node?.a?.errors ?? 0),
		failedB: formatSignificant(node?.b?.errors ?? 0),
	};
	const failed = (node?.a?.errors ?? 0) + (node?.b?.errors ?? 0) > 0;
	return <RichText text={(places) => t(failed ? "compare.callsFailed" : "compare.calls", places)} values={values} parts={PARTS} />;
}

/** Said when the place ran in another version on each side. */
function Versions({ comparison, at }: { readonly comparison: Comparison; readonly at: number | undefined }): ReactElement | null {
	const { t } = useTranslation();
	const node = at === undefined ? undefined : answeredBy(comparison.diff, at);
	const { a, b, isSettled } = useVersions(comparison, node);
	if (!isSettled || a === "" || b === "" || a === b) return null;
	const { service } = nameOf(comparison.diff.nodes[node ?? -1]);
	return (
		<span className={styles.version}>
			<RichText text={(places) => t("compare.version", places)} values={{ service, a, b }} parts={PARTS} />
		</span>
	);
}

function RootNote({ comparison }: Pick<CompareSentenceProps, "comparison">): ReactElement | null {
	const { t } = useTranslation();
	const { nodes } = comparison.diff;
	const isShared = nodes.some(({ parent, inA, inB }) => parent < 0 && inA !== undefined && inB !== undefined);
	return isShared ? null : <em className={styles.note}>{t("compare.rootsDiffer")}</em>;
}
