import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { SERVICE_SORT_COLUMNS, type ServiceSort, type ServiceSortColumn } from "../../state/url/services.ts";
import { Menu, MenuChoices } from "../../ui/Menu.tsx";
import { columnName } from "./columns.ts";
import { nextSort } from "./service-rows.ts";

export interface SortMenuProps {
	readonly trigger: ReactElement;
	readonly open: boolean;
	readonly onOpenChange: (open: boolean) => void;
	readonly sort: ServiceSort;
	readonly onSort: (sort: ServiceSort) => void;
}

/** The orders of the list, each in its usual direction; the heads of the columns turn them round. */
export function SortMenu({ sort, onSort, ...menu }: SortMenuProps): ReactElement {
	const { t } = useTranslation();
	const options: { readonly value: ServiceSortColumn | "health"; readonly label: string }[] = [
		{ value: "health", label: t("services.sortHealth") },
		...SERVICE_SORT_COLUMNS.map((column) => ({ value: column, label: columnName(t, column) })),
	];
	return (
		<Menu {...menu} align="end">
			<MenuChoices
				value={sort?.column ?? "health"}
				onChange={(column) => onSort(column === "health" ? undefined : nextSort(sort?.column === column ? sort : undefined, column))}
				options={options}
			/>
		</Menu>
	);
}
