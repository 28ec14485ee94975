/** The sortable columns: their heads, and what they say about their numbers. */
import type { TFunction } from "i18next";
import type { ServiceSort, ServiceSortColumn } from "../../state/url/services.ts";

/** The head of a column, as short as its numbers. */
export function columnHead(t: TFunction, column: ServiceSortColumn): string {
	switch (column) {
		case "name":
			return t("services.columnName");
		case "rate":
			return t("services.columnRate");
		case "errors":
			return t("services.columnErrors");
		case "instances":
			return t("services.columnInstances");
		case "seen":
			return t("services.columnSeen");
		default:
			return column;
	}
}

/** The column in a sentence. */
export function columnName(t: TFunction, column: ServiceSortColumn): string {
	if (column === "rate") return t("services.columnRateLong");
	if (column === "errors") return t("services.columnErrorsLong");
	return columnHead(t, column);
}

/** Which spans, which attributes: where the column's numbers come from. */
export function columnHint(t: TFunction, column: ServiceSortColumn): string {
	switch (column) {
		case "name":
			return t("services.hintName");
		case "rate":
			return t("services.hintRate");
		case "errors":
			return t("services.hintErrors");
		case "p50":
			return t("services.hintP50");
		case "p95":
			return t("services.hintQuantile", { quantile: "p95", needed: 20 });
		case "p99":
			return t("services.hintQuantile", { quantile: "p99", needed: 100 });
		case "instances":
			return t("services.hintInstances");
		case "seen":
			return t("services.hintSeen");
	}
}

/** The order of the list in words. */
export function sortName(t: TFunction, sort: ServiceSort): string {
	if (sort === undefined) return t("services.sortHealth");
	const column = columnName(t, sort.column);
	return sort.direction === "desc" ? t("services.sortDesc", { column }) : t("services.sortAsc", { column });
}
