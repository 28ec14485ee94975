import type { ServiceDurationsJson, SpanJson } from "@spanglass/shared/api/schemas";
import { StatusCode } from "@spanglass/shared/model/span";
import { formatCount, formatDuration, formatExact, textOf } from "@spanglass/shared/units/format";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useServiceDurations } from "../../../api/service-durations.ts";
import { layoutDistribution } from "../../../geometry/distribution.ts";
import { DURATION_SCOPES, type DurationScope } from "../../../state/url/trace.ts";
import { useEnvironment } from "../../../state/use-environment.ts";
import { RichText } from "../../../ui/RichText.tsx";
import { wholePercent } from "../../../ui/whole-percent.ts";
import { rankOf, scopeRange } from "../percentile.ts";
import type { SetTraceUrl } from "../TraceScreen.tsx";
import styles from "./Percentile.module.css";

interface PercentileProps {
	readonly span: SpanJson | undefined;
	readonly scope: DurationScope;
	readonly setUrl: SetTraceUrl;
}

/** Where a span stands among its kind: the spread of durations with its place, the rank in words, and over how long. Keeps its height. */
export function Percentile({ span, scope, setUrl }: PercentileProps): ReactElement {
	const { t } = useTranslation();
	const env = useEnvironment();
	const answer = useServiceDurations(
		span === undefined
			? undefined
			: { service: span.service, op: span.name, kind: span.kind, ...scopeRange(span, scope), env, at: span.durationNanos },
	);
	return (
		<section className={styles.percentile} aria-label={t("trace.percentile")}>
			{span === undefined || answer.data === undefined ? <div className={styles.spread} /> : <Spread durations={answer.data} span={span} />}
			<div className={styles.words}>
				<span className={styles.rank}>
					{span !== undefined && answer.data !== undefined ? <RankText durations={answer.data} span={span} scope={scope} /> : null}
					{answer.error === null ? null : t("trace.rankUnknown")}
				</span>
				<fieldset className={styles.scopes} aria-label={t("trace.rankScope")}>
					{DURATION_SCOPES.map((each) => (
						<button
							key={each}
							type="button"
							aria-pressed={each === scope}
							title={t(SCOPE_HINTS[each])}
							onClick={() => setUrl({ scope: each }, "replace")}
						>
							{t(SCOPE_NAMES[each])}
						</button>
					))}
				</fieldset>
			</div>
		</section>
	);
}

const SCOPE_NAMES = { "1h": "trace.scopeHour", "24h": "trace.scopeDay" } as const satisfies Record<DurationScope, string>;
const SCOPE_HINTS = { "1h": "trace.scopeHourHint", "24h": "trace.scopeDayHint" } as const satisfies Record<DurationScope, string>;

function RankText(props: {
	readonly durations: ServiceDurationsJson;
	readonly span: SpanJson;
	readonly scope: DurationScope;
}): ReactElement {
	const { t } = useTranslation();
	const { durations, span } = props;
	const rank = rankOf(durations);
	const values = {
		percent: rank?.kind === "slower" ? wholePercent(Math.min(rank.ratio, NEVER_ALL)) : "",
		value: `${durations.complete ? "" : "≥ "}${textOf(formatCount(durations.count))}`,
		name: span.operation === "" ? t("trace.unnamed") : span.operation,
	};
	const key = rank === undefined ? "trace.rankUnknown" : RANK_TEXTS[rank.kind];
	const exact = `${formatExact(durations.count)} · ${t(SCOPE_HINTS[props.scope])}`;
	return (
		<span title={[exact, ...durations.warnings].join("\n")}>
			<RichText text={(places) => t(key, { ...places, count: durations.count })} values={values} parts={{ b: <b /> }} />
		</span>
	);
}

/** A span is never slower than all of its kind, it is one of them. */
const NEVER_ALL = 0.9949;
const RANK_TEXTS = { few: "trace.rankFew", fastest: "trace.rankFastest", slower: "trace.rankSlower" } as const;

const MOST_BARS = 36;
const HEIGHT = 34;
const BAR = 10;
/** The median's label keeps clear of both ends. */
const FROM_END = 24;

/** The spread as bars, the span's own bar marked; below it both ends and the median. */
function Spread({ durations, span }: { readonly durations: ServiceDurationsJson; readonly span: SpanJson }): ReactElement {
	const { t } = useTranslation();
	const { p50Nanos, histogram } = durations;
	const { bars, here, median } = layoutDistribution(histogram, { atNanos: span.durationNanos, medianNanos: p50Nanos, mostBars: MOST_BARS });
	const first = bars[0];
	const last = bars.at(-1);
	if (first === undefined || last === undefined) return <div className={styles.spread} />;
	const text = (nanos: number): string => textOf(formatDuration(nanos));
	const middle = p50Nanos === null ? "—" : text(p50Nanos);
	const summary = t("trace.spreadText", { from: text(first.fromNanos), to: text(last.toNanos), median: middle });
	const width = bars.length * BAR;
	const medianX = (median ?? 0) * width;
	return (
		<div className={styles.spread}>
			<svg viewBox={`0 0 ${width} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={summary}>
				<title>{summary}</title>
				{bars.map(({ fromNanos, height, isHere, count }, index) => (
					<rect
						key={fromNanos}
						className={isHere ? styles.here : styles.bar}
						data-failed={span.status.code === StatusCode.error}
						x={index * BAR + 0.6}
						width={BAR - 1.2}
						y={HEIGHT - barHeight(height, count)}
						height={barHeight(height, count)}
					/>
				))}
				{median === undefined ? null : <line className={styles.median} x1={medianX} x2={medianX} y1={0} y2={HEIGHT} />}
			</svg>
			<div className={styles.marker} aria-hidden>
				{here === undefined ? null : <b style={{ left: `${here * 100}%` }} />}
			</div>
			<div className={styles.ends} aria-hidden>
				<span>{text(first.fromNanos)}</span>
				<span>{text(last.toNanos)}</span>
				{median === undefined ? null : (
					<i style={{ left: `${Math.min(Math.max(median * 100, FROM_END), 100 - FROM_END)}%` }}>{`p50 ${middle}`}</i>
				)}
			</div>
		</div>
	);
}

/** Anything counted is seen. */
function barHeight(height: number, count: number): number {
	return count === 0 ? 0 : Math.max(height * (HEIGHT - 2), 2);
}
