import type { ServiceDetailJson } from "@spanglass/shared/api/rollup-schemas";
import { formatExact } from "@spanglass/shared/units/format";
import type { TFunction } from "i18next";
import { lazy, type MouseEvent, type ReactElement, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { DataTable } from "../../ui/DataTable.tsx";
import { Share } from "../../ui/Measures.tsx";
import type { TableColumn } from "../../ui/table-sort.ts";
import type { ExemplarPick } from "./ExemplarPopover.tsx";
import { classColor, className } from "./red-series.ts";
import { Section } from "./Section.tsx";
import styles from "./ServicePage.module.css";
import type { ServiceView } from "./service-view.ts";

const ExemplarPopover = lazy(async () => ({ default: (await import("./ExemplarPopover.tsx")).ExemplarPopover }));

type ErrorClass = ServiceDetailJson["errors"][number];

/** Failed requests by how they failed and in which operation, the most frequent first; each shows traces in which it happened. */
export function ErrorsTab({ view, detail }: { readonly view: ServiceView; readonly detail: ServiceDetailJson }): ReactElement {
	const { t } = useTranslation();
	const { errors, numbers } = detail;
	const { op } = view.url;
	const rows = useMemo(() => (op === undefined ? errors : errors.filter(({ operation }) => operation === op)), [errors, op]);
	const [pick, setPick] = useState<ExemplarPick>();
	const { name, env, fromMs, toMs } = view.query;
	const columns = useMemo(() => {
		const onPick = (operation: string, event: MouseEvent<HTMLElement>): void => {
			const box = event.currentTarget.getBoundingClientRect();
			const place = { x: box.left + Math.min(box.width, 240) / 2, y: box.bottom - 4 };
			setPick({ title: operation, place, query: { name, env, fromMs, toMs, op: operation } });
		};
		return errorColumns(t, { onPick, total: numbers.errorCount });
	}, [t, name, env, fromMs, toMs, numbers.errorCount]);
	return (
		<Section
			title={t("service.failedRequests")}
			note={t("service.failedOf", { failed: formatExact(numbers.errorCount), value: formatExact(numbers.count) })}
		>
			{rows.length === 0 ? (
				<p className={styles.none}>{t("service.nothingFailed")}</p>
			) : (
				<DataTable
					label={t("service.failedRequests")}
					columns={columns}
					rows={rows}
					keyOf={({ statusClass, operation }) => `${statusClass} ${operation}`}
				/>
			)}
			{pick === undefined ? null : (
				<Suspense>
					<ExemplarPopover key={pick.title} pick={pick} onClose={() => setPick(undefined)} />
				</Suspense>
			)}
		</Section>
	);
}

interface ErrorColumns {
	readonly total: number;
	readonly onPick: (operation: string, event: MouseEvent<HTMLElement>) => void;
}

function errorColumns(t: TFunction, { onPick, total }: ErrorColumns): readonly TableColumn<ErrorClass>[] {
	const words = { unnamed: t("service.unnamedError"), other: t("service.otherErrors") };
	return [
		{
			key: "class",
			head: t("service.columnClass"),
			hint: t("service.hintClass"),
			cell: ({ statusClass }) => (
				<span className={styles.name}>
					<i className={styles.swatch} style={{ background: `var(--${classColor(statusClass)})` }} />
					<b>{className(statusClass, words)}</b>
				</span>
			),
		},
		{
			key: "operation",
			head: t("service.columnOperation"),
			grows: true,
			cell: ({ operation }) => (
				<button
					type="button"
					className={styles.name}
					title={t("service.failedTraces", { name: operation })}
					aria-haspopup="dialog"
					onClick={(event) => onPick(operation, event)}
				>
					<b>{operation}</b>
				</button>
			),
		},
		{ key: "count", head: t("service.columnFailed"), align: "end", cell: ({ count }) => formatExact(count) },
		{
			key: "share",
			head: t("service.columnShare"),
			hint: t("service.hintErrorShare"),
			isWide: true,
			cell: ({ count }) => <Share of={total === 0 ? 0 : count / total} title={t("service.hintErrorShare")} isGuilty={count >= total / 2} />,
		},
	];
}
