import { errorState } from "@spanglass/shared/analysis/error-state";
import type { EdgeJson } from "@spanglass/shared/api/rollup-schemas";
import { formatDuration, formatExact, formatPercent, formatRate, textOf } from "@spanglass/shared/units/format";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { type TraceListQuery, useTopTraces } from "../../api/traces.ts";
import { withValues } from "../../state/url.ts";
import { useKeptSearch } from "../../state/use-kept-search.ts";
import button from "../../ui/Button.module.css";
import { Drawer } from "../../ui/Drawer.tsx";
import { Change, Failed, Quantile, Rate } from "../../ui/Measures.tsx";
import { NodeMark } from "../../ui/NodeMark.tsx";
import { Value } from "../../ui/Value.tsx";
import { EdgeTraces } from "./EdgeTraces.tsx";
import { edgeQuery } from "./edge-query.ts";
import { type CallPair, type GraphContent, latencyOfCalls } from "./graph-content.ts";
import styles from "./MapDrawer.module.css";
import { nameOfNode } from "./map-words.ts";

export interface EdgeDrawerProps {
	readonly pair: CallPair;
	readonly content: GraphContent;
	readonly range: Pick<TraceListQuery, "fromMs" | "toMs" | "env">;
	readonly onClose: () => void;
}

/** The numbers of who calls whom, from both sides, what they were before, and the traces behind them. */
export function EdgeDrawer({ pair, content, range, onClose }: EdgeDrawerProps): ReactElement {
	const { t } = useTranslation();
	const caller = content.nodes.get(pair.from);
	const callee = content.nodes.get(pair.to);
	const names = { caller: nameOfNode(t, caller?.node), callee: nameOfNode(t, callee?.node) };
	const title = (
		<span className={styles.title}>
			<NodeMark type={caller?.node.type ?? "service"} color={caller?.color ?? 0} /> {names.caller}
			<span aria-hidden> → </span>
			<NodeMark type={callee?.node.type ?? "service"} color={callee?.color ?? 0} /> {names.callee}
		</span>
	);
	return (
		<Drawer title={title} label={t("map.edge", names)} closeLabel={t("common.close")} onClose={onClose} widthPx={400}>
			{pair.edges.map((edge) => (
				<EdgeNumbers key={`${edge.type} ${edge.evidence}`} edge={edge} />
			))}
			<TracesOf pair={pair} range={range} />
			<Ends pair={pair} content={content} />
		</Drawer>
	);
}

function EdgeNumbers({ edge }: { readonly edge: EdgeJson }): ReactElement {
	const { t } = useTranslation();
	const { calls, before, type, evidence } = edge;
	const { side, durations } = latencyOfCalls(calls);
	const was = before?.[side];
	return (
		<section className={styles.section} aria-label={type}>
			<p className={styles.kind}>
				{t(`map.calls_${type}`)} ·{" "}
				<span className={evidence === "paired" || evidence === "link" ? undefined : styles.inferred}>{t(`map.evidence_${evidence}`)}</span>
			</p>
			<dl className={styles.facts}>
				<div>
					<dt>{t("map.attempts")}</dt>
					<dd>
						<b>
							<Rate perSecond={calls.ratePerSecond} count={calls.attempts} />
						</b>
						<Change
							isQuiet
							was={before === null ? undefined : { value: before.ratePerSecond, count: before.attempts }}
							now={{ value: calls.ratePerSecond, count: calls.attempts }}
							format={formatRate}
						/>
					</dd>
				</div>
				<div>
					<dt>{t("map.errors")}</dt>
					<dd>
						<b>
							<Failed
								ratio={calls.errorRatio}
								errorCount={calls.errorCount}
								count={calls.attempts}
								state={errorState(calls.errorRatio ?? 0)}
							/>
						</b>
						<Change
							isQuiet
							was={before === null ? undefined : { value: before.errorRatio, count: before.attempts }}
							now={{ value: calls.errorRatio, count: calls.attempts }}
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
							was={was && { value: was.p99, count: was.count }}
							now={{ value: durations.p99, count: durations.count }}
							format={formatDuration}
							bad="up"
						/>
					</dd>
				</div>
			</dl>
			<Resilience edge={edge} />
			<Sides edge={edge} />
		</section>
	);
}

const TOLD = 1.05;

/** `↻ ×3.4: 139 attempts/s for 41 calls/s`, where calls are repeated. */
function Resilience({ edge }: { readonly edge: EdgeJson }): ReactElement | null {
	const { t } = useTranslation();
	const { amplification, ratePerSecond, resends } = edge.calls;
	if (amplification === null || amplification < TOLD) return null;
	return (
		<p className={styles.resilience}>
			<b title={t("map.hintRetry")}>↻ ×{amplification.toFixed(1)}</b>
			<span>
				{t("map.attemptsForCalls", {
					attempts: textOf(formatRate(ratePerSecond)),
					calls: textOf(formatRate(ratePerSecond / amplification)),
					resends: formatExact(resends),
				})}
			</span>
		</p>
	);
}

const SIDES = ["client", "server", "queue"] as const;

/** Durations as each side measured them. */
function Sides({ edge: { calls } }: { readonly edge: EdgeJson }): ReactElement | null {
	const { t } = useTranslation();
	const shown = SIDES.filter((side) => calls[side].count > 0);
	if (shown.length === 0) return null;
	return (
		<table className={styles.sides}>
			<thead>
				<tr>
					<th scope="col">{t("map.measuredBy")}</th>
					<th scope="col">n</th>
					<th scope="col">p50</th>
					<th scope="col">p95</th>
					<th scope="col">p99</th>
				</tr>
			</thead>
			<tbody>
				{shown.map((side) => {
					const { count, p50, p95, p99 } = calls[side];
					return (
						<tr key={side}>
							<th scope="row">{t(`map.by_${side}`)}</th>
							<td>{formatExact(count)}</td>
							<td>
								<Quantile quantile={0.5} nanos={p50} count={count} />
							</td>
							<td>
								<Quantile quantile={0.95} nanos={p95} count={count} />
							</td>
							<td>
								<Quantile quantile={0.99} nanos={p99} count={count} />
							</td>
						</tr>
					);
				})}
				{calls.network === null || calls.network < 0 ? null : (
					<tr title={t("map.hintNetwork")}>
						<th scope="row">{t("map.network")}</th>
						<td colSpan={4}>
							<Value of={formatDuration(calls.network)} /> {t("map.onAverage")}
						</td>
					</tr>
				)}
			</tbody>
		</table>
	);
}

const LISTED = 3;

/** The slowest traces with this call, one that failed, and the way to all of them. */
function TracesOf({ pair, range }: Pick<EdgeDrawerProps, "pair" | "range">): ReactElement {
	const { t } = useTranslation();
	const kept = useKeptSearch();
	const [edge] = pair.edges;
	const q = edgeQuery(edge);
	const failedQ = edgeQuery(edge, true);
	const slowest = useTopTraces({ q, sort: "longest", ...range }, LISTED);
	const failed = useTopTraces({ q: failedQ, sort: "newest", ...range }, 1);
	const look = `${button.button} ${button.bordered} ${button.small}`;
	return (
		<section className={styles.section} aria-label={t("map.traces")}>
			<h3>
				{t("map.traces")} <small>{t("map.tracesHint")}</small>
			</h3>
			<EdgeTraces slowest={slowest} failed={pair.errorCount === 0 ? undefined : failed} />
			<p className={styles.links}>
				<Link to="/traces" search={withValues(kept, { q, sort: "longest" }) as never} className={look}>
					{t("map.allTraces")}
				</Link>
				{pair.errorCount === 0 ? null : (
					<Link to="/traces" search={withValues(kept, { q: failedQ }) as never} className={look}>
						{t("map.failedTraces")}
					</Link>
				)}
			</p>
		</section>
	);
}

/** The ways to both ends. */
function Ends({ pair, content }: Pick<EdgeDrawerProps, "pair" | "content">): ReactElement | null {
	const { t } = useTranslation();
	const kept = useKeptSearch();
	const ends = [pair.from, pair.to].flatMap((id) => content.nodes.get(id) ?? []).filter(({ node }) => node.type === "service");
	if (ends.length === 0) return null;
	return (
		<section className={styles.section} aria-label={t("map.ends")}>
			<h3>{t("map.ends")}</h3>
			<ul className={styles.ends}>
				{ends.map(({ node, color }) => (
					<li key={`${node.namespace} ${node.name}`}>
						<Link to="/services/$name" params={{ name: node.name } as never} search={kept as never}>
							<NodeMark type="service" color={color} /> {node.name}
						</Link>
						<Link to="/services/$name/$tab" params={{ name: node.name, tab: "operations" } as never} search={kept as never}>
							{t("map.operations")}
						</Link>
						<Link to="/services/$name/$tab" params={{ name: node.name, tab: "instances" } as never} search={kept as never}>
							{t("map.instances")}
						</Link>
						<Link to="/logs" search={withValues(kept, { q: `service:"${node.name.replace(/["\\]/g, "\\$&")}"` }) as never}>
							{t("page.logs")}
						</Link>
					</li>
				))}
			</ul>
		</section>
	);
}
