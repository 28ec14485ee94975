import type { SpanJson } from "@spanglass/shared/api/schemas";
import { formatDuration } from "@spanglass/shared/units/format";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";
import { getJson } from "../../api/client.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Drawer } from "../../ui/Drawer.tsx";
import { ErrorPanel } from "../../ui/ErrorPanel.tsx";
import { ServiceDot } from "../../ui/ServiceDot.tsx";
import { WaitingRows } from "../../ui/Skeleton.tsx";
import { Value } from "../../ui/Value.tsx";
import { type AttributeDiff, type DiffState, diffAttributes } from "./attribute-diff.ts";
import type { SetCompareUrl } from "./ComparePage.tsx";
import { colorOf, type Operand, placeOfSpan, rowsAt, spanIdOf } from "./compare-sides.ts";
import type { Comparison } from "./comparison.ts";
import styles from "./PairDrawer.module.css";

export interface PairDrawerProps {
	readonly comparison: Comparison;
	/** The chosen node of the difference. */
	readonly node: number;
	/** A span of it, in either trace. */
	readonly span: string;
	readonly setUrl: SetCompareUrl;
	readonly onClose: () => void;
}

/** Two spans at the same place, the first with the first, the second with the second: in what they differ, changed values first. */
export function PairDrawer(props: PairDrawerProps): ReactElement {
	const { t } = useTranslation();
	const { comparison, node, span, setUrl, onClose } = props;
	const { a, b, diff } = comparison;
	const place = diff.nodes[node];
	const [rowsA, rowsB] = [rowsAt(a, place?.inA), rowsAt(b, place?.inB)];
	const count = Math.max(rowsA.length, rowsB.length);
	const at = Math.max(0, pairIndex(comparison, span, [rowsA, rowsB]));
	const [spanA, spanB] = [useSpanAt(a, rowsA[at]), useSpanAt(b, rowsB[at])];
	const go = (step: 1 | -1): void => {
		const next = (at + step + count) % count;
		const id = idAt(a, rowsA[next]) ?? idAt(b, rowsB[next]);
		if (id !== undefined) setUrl({ span: id }, "replace");
	};
	const title = (
		<span className={styles.title}>
			<ServiceDot color={colorOf(place?.service ?? "", [a, b])} />
			<span>{`${place?.service ?? ""} · ${place?.operation ?? ""}`}</span>
		</span>
	);
	const tools =
		count < 2 ? null : (
			<>
				<small>{t("compare.pairOf", { at: at + 1, count })}</small>
				<IconButton small label={t("compare.pairPrevious")} icon={<ChevronLeft size={16} strokeWidth={1.5} />} onClick={() => go(-1)} />
				<IconButton small label={t("compare.pairNext")} icon={<ChevronRight size={16} strokeWidth={1.5} />} onClick={() => go(1)} />
			</>
		);
	const error = spanA.error ?? spanB.error;
	const isTypical = a.kind === "median" || b.kind === "median";
	return (
		<Drawer
			title={title}
			label={`${t("compare.pair")} ${place?.operation ?? ""}`}
			closeLabel={t("common.close")}
			onClose={onClose}
			tools={tools}
		>
			<dl className={styles.facts}>
				<Fact side="A" operand={a} row={rowsA[at]} nanos={place?.a?.nanos} />
				<Fact side="B" operand={b} row={rowsB[at]} nanos={place?.b?.nanos} />
			</dl>
			{error === null ? null : <ErrorPanel error={error} />}
			{isTypical ? (
				<p className={styles.note}>{t("compare.pairTypical")}</p>
			) : spanA.isLoading || spanB.isLoading ? (
				<WaitingRows count={6} isWaiting />
			) : (
				<Differences a={spanA.data?.data[0]} b={spanB.data?.data[0]} />
			)}
		</Drawer>
	);
}

function pairIndex({ a, b }: Comparison, span: string, [rowsA, rowsB]: readonly [readonly number[], readonly number[]]): number {
	const inA = placeOfSpan(a, span)?.row;
	if (inA !== undefined && rowsA.includes(inA)) return rowsA.indexOf(inA);
	return rowsB.indexOf(placeOfSpan(b, span)?.row ?? -1);
}

function idAt(operand: Operand, row: number | undefined): string | undefined {
	return operand.kind === "trace" && row !== undefined ? spanIdOf(operand, row) : undefined;
}

function useSpanAt(operand: Operand, row: number | undefined) {
	const traceId = operand.kind === "trace" ? operand.model.skeleton.traceId : "";
	const spanId = idAt(operand, row);
	return useQuery({
		queryKey: ["span", traceId, spanId],
		enabled: spanId !== undefined,
		queryFn: ({ signal }) => getJson("traceSpan", { path: { traceId, spanId: spanId ?? "" }, signal }),
	});
}

interface FactProps {
	readonly side: "A" | "B";
	readonly operand: Operand;
	readonly row: number | undefined;
	/** Of all spans at the place. */
	readonly nanos: number | undefined;
}

function Fact({ side, operand, row, nanos }: FactProps): ReactElement {
	const { t } = useTranslation();
	const spanId = idAt(operand, row);
	if (operand.kind === "median") {
		return (
			<div data-side={side}>
				<dt>{`${side} · ${t("compare.medianOf")}`}</dt>
				<dd>{nanos === undefined ? "—" : <Value of={formatDuration(nanos)} />}</dd>
			</div>
		);
	}
	const duration = row === undefined ? undefined : operand.model.skeleton.duration[row];
	return (
		<div data-side={side}>
			<dt>{`${side} · ${t("compare.duration")}`}</dt>
			<dd>{duration === undefined ? "—" : <Value of={formatDuration(duration)} />}</dd>
			<dd>
				{spanId === undefined ? (
					<small>{t("compare.pairNone", { side })}</small>
				) : (
					<Link to="/t/$traceId" params={{ traceId: operand.model.skeleton.traceId }} search={{ span: spanId } as never}>
						{t("compare.openSpan", { side })}
					</Link>
				)}
			</dd>
		</div>
	);
}

const STATE_TEXTS = { changed: "compare.changed", onlyA: "compare.onlyInA", onlyB: "compare.onlyInB", same: "compare.equal" } as const;
const PART_TEXTS = { span: "compare.partSpan", resource: "compare.partResource", scope: "compare.partScope" } as const;
const STATES: readonly DiffState[] = ["changed", "onlyA", "onlyB", "same"];

function Differences({ a, b }: { readonly a: SpanJson | undefined; readonly b: SpanJson | undefined }): ReactElement {
	const { t } = useTranslation();
	const [showsSame, setShowsSame] = useState(false);
	const rows = diffAttributes(a, b);
	return (
		<>
			{STATES.map((state) => {
				const own = rows.filter((row) => row.state === state);
				if (own.length === 0) return null;
				const isOpen = state !== "same" || showsSame;
				return (
					<section key={state} className={styles.section} aria-label={t(STATE_TEXTS[state], { count: own.length })}>
						<h3>
							{t(STATE_TEXTS[state], { count: own.length })}
							{state === "same" ? (
								<Button small aria-expanded={showsSame} onClick={() => setShowsSame(!showsSame)}>
									{t(showsSame ? "compare.hideEqual" : "compare.showEqual")}
								</Button>
							) : null}
						</h3>
						{isOpen ? (
							<dl className={styles.attributes}>
								{own.map((row) => (
									<Attribute key={`${row.part} ${row.key}`} row={row} />
								))}
							</dl>
						) : null}
					</section>
				);
			})}
		</>
	);
}

const LONG = 400;

function Attribute({ row }: { readonly row: AttributeDiff }): ReactElement {
	const { t } = useTranslation();
	const value = (side: "A" | "B", text: string | undefined): ReactElement | null =>
		text === undefined ? null : (
			<dd data-side={side} title={text.slice(0, 2_000)}>
				<i aria-hidden>{side}</i>
				<span>{text === "" ? "–" : text.length > LONG ? `${text.slice(0, LONG)}…` : text}</span>
			</dd>
		);
	return (
		<div>
			<dt>
				<code>{row.key}</code>
				{row.part === "span" ? null : <small>{t(PART_TEXTS[row.part])}</small>}
			</dt>
			{row.state === "same" ? (
				<dd>
					<span>{row.a}</span>
				</dd>
			) : (
				<>
					{value("A", row.a)}
					{value("B", row.b)}
				</>
			)}
		</div>
	);
}
