import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { TraceSort } from "../../state/url/traces.ts";
import { Menu, MenuChoices } from "../../ui/Menu.tsx";
import { SORT_KEYS } from "./sort-names.ts";

export interface SortMenuProps<S extends TraceSort> {
	readonly trigger: ReactElement;
	readonly open: boolean;
	readonly onOpenChange: (open: boolean) => void;
	readonly sorts: readonly S[];
	readonly sort: S;
	readonly onSort: (sort: S) => void;
}

/** The orders of the list; the collector sorts the whole match, not the fetched page. */
export function SortMenu<S extends TraceSort>({ sorts, sort, onSort, ...menu }: SortMenuProps<S>): ReactElement {
	const { t } = useTranslation();
	return (
		<Menu {...menu} align="end">
			<MenuChoices value={sort} onChange={onSort} options={sorts.map((value) => ({ value, label: t(SORT_KEYS[value]) }))} />
		</Menu>
	);
}
