import { errorState } from "@spanglass/shared/analysis/error-state";
import { formatDuration, formatPercent, formatRate } from "@spanglass/shared/units/format";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { withValues } from "../../state/url.ts";
import { useSearchValues } from "../../state/use-search.ts";
import { Button } from "../../ui/Button.tsx";
import { Drawer } from "../../ui/Drawer.tsx";
import { Change, Failed, Quantile, Rate } from "../../ui/Measures.tsx";
import { NodeMark } from "../../ui/NodeMark.tsx";
import { type CallPair, type GraphContent, latencyOfCalls, textOfPair } from "./graph-content.ts";
import styles from "./MapDrawer.module.css";
import { kindOfNode, nameOfNode } from "./map-words.ts";

export interface NodeDrawerProps {
	readonly id: string;
	readonly content: GraphContent;
	readonly onClose: () => void;
	readonly onFocus: () => void;
}

/** A database, topic or external: what its callers measured of it, and who they are. */
export function NodeDrawer({ id, content, onClose, onFocus }: NodeDrawerProps): ReactElement | null {
	const { t } = useTranslation();
	const entry = content.nodes.get(id);
	if (entry === undefined) return null;
	const { node, numbers, before } = entry;
	const { count, errorCount, errorRatio, ratePerSecond, durations } = numbers;
	const name = nameOfNode(t, node);
	const callers = content.pairs.filter(({ to }) => to === id);
	const callees = content.pairs.filter(({ from }) => from === id);
	const title = (
		<span className={styles.title}>
			<NodeMark type={node.type} color={entry.color} /> {name}
		</span>
	);
	return (
		<Drawer
			title={title}
			label={name}
			closeLabel={t("common.close")}
			onClose={onClose}
			widthPx={400}
			tools={
				<Button small look="bordered" onClick={onFocus}>
					{t("map.focusHere")}
				</Button>
			}
		>
			<section className={styles.section} aria-label={name}>
				<p className={styles.kind}>{kindOfNode(t, node)}</p>
				<dl className={styles.facts}>
					<div>
						<dt>{t("map.requests")}</dt>
						<dd>
							<b>
								<Rate perSecond={ratePerSecond} count={count} />
							</b>
							<Change
								isQuiet
								was={before === null ? undefined : { value: before.ratePerSecond, count: before.count }}
								now={{ value: ratePerSecond, count }}
								format={formatRate}
							/>
						</dd>
					</div>
					<div>
						<dt>{t("map.errors")}</dt>
						<dd>
							<b>
								<Failed ratio={errorRatio} errorCount={errorCount} count={count} state={errorState(errorRatio ?? 0)} />
							</b>
							<Change
								isQuiet
								was={before === null ? undefined : { value: before.errorRatio, count: before.count }}
								now={{ value: errorRatio, count }}
								format={formatPercent}
								bad="up"
							/>
						</dd>
					</div>
					<div>
						<dt>p99</dt>
						<dd>
							<b>
								<Quantile quantile={0.99} nanos={durations.p99} count={durations.count} />
							</b>
							<Change
								isQuiet
								was={before === null ? undefined : { value: before.durations.p99, count: before.count }}
								now={{ value: durations.p99, count }}
								format={formatDuration}
								bad="up"
							/>
						</dd>
					</div>
				</dl>
			</section>
			<Neighbours title={t("map.callers")} pairs={callers} end="from" content={content} />
			<Neighbours title={t("map.callees")} pairs={callees} end="to" content={content} />
		</Drawer>
	);
}

interface NeighboursProps {
	readonly title: string;
	readonly pairs: readonly CallPair[];
	readonly end: "from" | "to";
	readonly content: GraphContent;
}

/** The edges at one side, each a link to its numbers. */
function Neighbours({ title, pairs, end, content }: NeighboursProps): ReactElement | null {
	const { t } = useTranslation();
	const values = useSearchValues();
	if (pairs.length === 0) return null;
	return (
		<section className={styles.section} aria-label={title}>
			<h3>{title}</h3>
			<ul className={styles.neighbours}>
				{pairs.map((pair) => {
					const other = content.nodes.get(pair[end]);
					const { durations } = latencyOfCalls(pair.edges[0].calls);
					return (
						<li key={pair[end]}>
							<Link to="." search={withValues(values, { sel: textOfPair(content, pair) }) as never} resetScroll={false}>
								<NodeMark type={other?.node.type ?? "service"} color={other?.color ?? 0} />
								<span>{nameOfNode(t, other?.node)}</span>
								<Rate perSecond={pair.ratePerSecond} count={pair.attempts} />
								<Failed
									ratio={pair.attempts === 0 ? null : pair.errorCount / pair.attempts}
									errorCount={pair.errorCount}
									count={pair.attempts}
									state={errorState(pair.errorCount / Math.max(pair.attempts, 1))}
								/>
								<Quantile quantile={0.99} nanos={durations.p99} count={durations.count} />
							</Link>
						</li>
					);
				})}
			</ul>
		</section>
	);
}
