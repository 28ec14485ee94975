import { formatDuration, formatExact, formatPercent, formatRate } from "@spanglass/shared/units/format";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Value } from "../../ui/Value.tsx";
import { type CallPair, type GraphContent, latencyOfCalls } from "./graph-content.ts";
import styles from "./MapPage.module.css";
import { kindOfNode, nameOfNode } from "./map-words.ts";

export interface PairReadingProps {
	readonly content: GraphContent;
	readonly node: string | undefined;
	readonly pair: CallPair | undefined;
}

/** The numbers of what the pointer is on. */
export function PairReading({ content, node, pair }: PairReadingProps): ReactElement | null {
	const { t } = useTranslation();
	const entry = content.nodes.get(node ?? "");
	const numbers = pair === undefined ? entry?.numbers : undefined;
	const count = pair?.attempts ?? numbers?.count ?? 0;
	const failed = pair?.errorCount ?? numbers?.errorCount ?? 0;
	const durations = pair === undefined ? numbers?.durations : latencyOfCalls(pair.edges[0].calls).durations;
	const side = pair === undefined ? undefined : latencyOfCalls(pair.edges[0].calls).side;
	const title =
		pair === undefined
			? nameOfNode(t, entry?.node)
			: `${nameOfNode(t, content.nodes.get(pair.from)?.node)} → ${nameOfNode(t, content.nodes.get(pair.to)?.node)}`;
	if (durations === undefined) return null;
	return (
		<>
			<b>{title}</b>
			<p className={styles.kind}>{pair === undefined ? entry && kindOfNode(t, entry.node) : t(`map.side_${side ?? "server"}`)}</p>
			<dl className={styles.facts}>
				<dt>{t(pair === undefined ? "map.requests" : "map.attempts")}</dt>
				<dd>
					<Value of={formatRate(pair?.ratePerSecond ?? numbers?.ratePerSecond ?? 0)} />
				</dd>
				<dt>{t("map.errors")}</dt>
				<dd>{count === 0 ? "—" : <Value of={formatPercent(failed / count)} />}</dd>
				{(["p50", "p95", "p99"] as const).map((name) => {
					const value = durations[name];
					return (
						<div key={name}>
							<dt>{name}</dt>
							<dd>{value === null ? "—" : <Value of={formatDuration(value)} />}</dd>
						</div>
					);
				})}
				<dt>n</dt>
				<dd>{formatExact(count)}</dd>
			</dl>
		</>
	);
}
