import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { TRACE_SORTS, type TraceSort } from "../../state/url/traces.ts";
import { Menu, MenuChoices } from "../../ui/Menu.tsx";
import { SORT_KEYS } from "./sort-names.ts";

export interface SortMenuProps {
	readonly trigger: ReactElement;
	readonly open: boolean;
	readonly onOpenChange: (open: boolean) => void;
	readonly sort: TraceSort;
	readonly onSort: (sort: TraceSort) => void;
}

/** The orders of the list; the collector sorts the whole match, not the fetched page. */
export function SortMenu({ sort, onSort, ...menu }: SortMenuProps): ReactElement {
	const { t } = useTranslation();
	return (
		<Menu {...menu} align="end">
			<MenuChoices value={sort} onChange={onSort} options={TRACE_SORTS.map((value) => ({ value, label: t(SORT_KEYS[value]) }))} />
		</Menu>
	);
}
