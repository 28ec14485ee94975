import type { NumbersJson, VersionComparisonJson } from "@spanglass/shared/api/rollup-schemas";
import { formatDuration, formatExact, formatPercent, formatRate } from "@spanglass/shared/units/format";
import { unixMillisFromText } from "@spanglass/shared/units/time";
import { Link } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { ArrowLeftRight, ChevronDown, X } from "lucide-react";
import { type ReactElement, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useVersionComparisons, type VersionPair } from "../../api/service-detail.ts";
import { withValues } from "../../state/url.ts";
import { useKeptSearch } from "../../state/use-kept-search.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { DataTable } from "../../ui/DataTable.tsx";
import { ErrorPanel } from "../../ui/ErrorPanel.tsx";
import { Change, Nothing } from "../../ui/Measures.tsx";
import { Menu, MenuChoices } from "../../ui/Menu.tsx";
import { momentText } from "../../ui/moment-text.ts";
import { NodeMark } from "../../ui/NodeMark.tsx";
import { WaitingRows } from "../../ui/Skeleton.tsx";
import type { TableColumn } from "../../ui/table-sort.ts";
import { Value } from "../../ui/Value.tsx";
import { Section } from "./Section.tsx";
import styles from "./ServicePage.module.css";
import type { ServiceView } from "./service-view.ts";
import { type ComparedOperation, type Measure, measured } from "./version-rows.ts";

export interface VersionComparisonProps {
	readonly view: ServiceView;
	readonly pair: VersionPair;
	/** What either side can be. */
	readonly versions: readonly string[];
}

/** Two versions beside each other: operations that became worse first, then what only the second one brought. */
export function VersionComparison({ view, pair, versions }: VersionComparisonProps): ReactElement {
	const { t } = useTranslation();
	const [answer] = useVersionComparisons(view.query, [pair]);
	const columns = useMemo(() => operationColumns(t, pair), [t, pair]);
	const data = answer?.data;
	const { a, b } = pair;
	const onPair = (next: VersionPair): void => view.onUrl({ versions: next });
	return (
		<Section
			title={t("service.versionAgainst", { a, b })}
			note={data === undefined ? null : <Sides data={data} />}
			end={
				<>
					<VersionPick
						label={t("service.pickA")}
						value={a}
						options={versions}
						onPick={(next) => onPair({ a: next, b: next === b ? a : b })}
					/>
					<span aria-hidden>→</span>
					<VersionPick
						label={t("service.pickB")}
						value={b}
						options={versions}
						onPick={(next) => onPair({ a: next === a ? b : a, b: next })}
					/>
					<IconButton
						small
						label={t("service.swapVersions")}
						icon={<ArrowLeftRight size={14} strokeWidth={1.5} aria-hidden />}
						onClick={() => onPair({ a: b, b: a })}
					/>
					<IconButton
						small
						label={t("service.endComparison")}
						icon={<X size={14} strokeWidth={1.5} aria-hidden />}
						onClick={() => view.onUrl({ versions: undefined })}
					/>
				</>
			}
		>
			{answer === undefined || answer.error === null ? null : <ErrorPanel error={answer.error} onRetry={() => void answer.refetch()} />}
			{data === undefined ? (
				<WaitingRows count={6} isWaiting={answer?.isFetching ?? false} />
			) : (
				<>
					<Missing data={data} />
					<DataTable
						label={t("service.versionAgainst", { a, b })}
						columns={columns}
						rows={data.operations}
						keyOf={({ operation, kind, protocol }) => `${operation} ${kind} ${protocol}`}
						isMuted={({ b: now }) => now === null}
					/>
					<News data={data} />
				</>
			)}
		</Section>
	);
}

interface VersionPickProps {
	readonly label: string;
	readonly value: string;
	readonly options: readonly string[];
	readonly onPick: (version: string) => void;
}

function VersionPick({ label, value, options, onPick }: VersionPickProps): ReactElement {
	const trigger = (
		<Button small look="bordered" aria-label={`${label}: ${value}`}>
			{value} <ChevronDown size={12} strokeWidth={1.5} aria-hidden />
		</Button>
	);
	const all = options.includes(value) ? options : [value, ...options];
	return (
		<Menu trigger={trigger} align="end">
			<MenuChoices value={value} onChange={onPick} options={[...new Set(all)].map((version) => ({ value: version, label: version }))} />
		</Menu>
	);
}

function Sides({ data: { a, b } }: { readonly data: VersionComparisonJson }): ReactElement {
	const { t } = useTranslation();
	return (
		<span className={styles.about}>
			{[a, b].map(({ version, firstSeen, numbers }) => (
				<span key={version} title={t("service.hintRequests")}>
					{t("service.versionSide", {
						version,
						value: formatExact(numbers.count),
						since: firstSeen === null ? "—" : momentText(unixMillisFromText(firstSeen)),
					})}
				</span>
			))}
		</span>
	);
}

/** A version that served nothing in the range cannot be compared. */
function Missing({ data: { a, b } }: { readonly data: VersionComparisonJson }): ReactElement | null {
	const { t } = useTranslation();
	const missing = [a, b].filter(({ numbers }) => numbers.count === 0);
	if (missing.length === 0) return null;
	return <p className={styles.none}>{t("service.versionMissing", { versions: missing.map(({ version }) => version).join(", ") })}</p>;
}

const FORMATS = { rate: formatRate, errors: formatPercent, p50: formatDuration, p99: formatDuration } as const;
const HINTS = { rate: "service.hintVersionRate", errors: "service.hintErrors" } as const;

function operationColumns(t: TFunction, { a, b }: VersionPair): readonly TableColumn<ComparedOperation>[] {
	const heads = { rate: t("service.columnRate"), errors: t("service.columnErrors"), p50: "p50", p99: "p99" };
	const hintOf = (measure: Measure): string =>
		measure === "rate" || measure === "errors" ? t(HINTS[measure]) : t("service.hintQuantile", { name: measure });
	const count = (key: "a" | "b", head: string): TableColumn<ComparedOperation> => ({
		key: `n ${key}`,
		head: `n ${head}`,
		hint: t("service.hintVersionCount", { version: head }),
		align: "end",
		isWide: true,
		cell: (row) => (row[key] === null ? <Nothing /> : formatExact(row[key].count)),
	});
	const measures = (["rate", "errors", "p50", "p99"] as const).map(
		(measure): TableColumn<ComparedOperation> => ({
			key: measure,
			head: heads[measure],
			hint: hintOf(measure),
			align: "end",
			isWide: measure === "rate" || measure === "p50",
			cell: (row) => <Pair measure={measure} a={row.a} b={row.b} />,
		}),
	);
	return [
		{
			key: "operation",
			head: t("service.columnOperation"),
			hint: t("service.hintSpans"),
			grows: true,
			cell: (row) => (
				<span className={styles.name} title={row.operation}>
					<b>{row.operation}</b>
					{row.a === null ? <em>{t("service.isNew")}</em> : null}
					{row.b === null ? <em>{t("service.isGone")}</em> : null}
				</span>
			),
		},
		count("a", a),
		count("b", b),
		...measures,
	];
}

interface PairProps {
	readonly measure: Measure;
	readonly a: NumbersJson | null;
	readonly b: NumbersJson | null;
}

/** `400 ms → 1.3 s ▲225%`. */
function Pair({ measure, a, b }: PairProps): ReactElement {
	const format = FORMATS[measure];
	const [was, now] = [measured(a, measure), measured(b, measure)];
	const text = (of: ReturnType<typeof measured>): ReactElement =>
		of === undefined || of.value === null ? <Nothing /> : <Value of={format(of.value)} />;
	return (
		<span className={styles.pair}>
			<span className={styles.was}>{text(was)}</span>
			<span aria-hidden>→</span>
			<span>{text(now)}</span>
			<span className={styles.change}>
				{was === undefined || now === undefined ? null : (
					<Change was={was} now={now} format={format} {...(measure === "rate" ? {} : { bad: "up" as const })} />
				)}
			</span>
		</span>
	);
}

/** Errors and calls of the second version that the first one had not. */
function News({ data }: { readonly data: VersionComparisonJson }): ReactElement {
	const { t } = useTranslation();
	const kept = useKeptSearch();
	const { b, newErrors, edges } = data;
	return (
		<div className={styles.columns}>
			<Section title={t("service.newErrorsOf", { version: b.version })} note={t("service.newErrorsHint")}>
				{newErrors === null ? (
					<p className={styles.none}>{t("service.newsUnknown", { version: data.a.version })}</p>
				) : newErrors.length === 0 ? (
					<p className={styles.none}>{t("service.noNewErrors")}</p>
				) : (
					<ul className={styles.list}>
						{newErrors.map(({ fingerprint, type, template, count }) => (
							<li key={fingerprint}>
								<Link to="/errors" search={withValues(kept, { sel: fingerprint }) as never} title={`${type} ${template}`}>
									<b>{type}</b> {template}
								</Link>
								<span title={t("service.hintErrorCount")}>{formatExact(count)}</span>
							</li>
						))}
					</ul>
				)}
			</Section>
			<Section title={t("service.newCalls")} note={<span title={t("service.hintNewEdges")}>{t("service.newCallsHint")}</span>}>
				{edges === null ? (
					<p className={styles.none}>{t("service.edgesUnknown")}</p>
				) : edges.added.length + edges.gone.length === 0 ? (
					<p className={styles.none}>{t("service.noNewEdges")}</p>
				) : (
					<ul className={styles.list}>
						{edges.added.map((node) => (
							<li key={`+ ${node.type} ${node.name}`}>
								<span>
									<NodeMark type={node.type} color={0} /> <b>{node.name}</b>
								</span>
								<em>{t("service.isNew")}</em>
							</li>
						))}
						{edges.gone.map((node) => (
							<li key={`- ${node.type} ${node.name}`}>
								<span>
									<NodeMark type={node.type} color={0} /> <b>{node.name}</b>
								</span>
								<em>{t("service.isGone")}</em>
							</li>
						))}
					</ul>
				)}
			</Section>
		</div>
	);
}
