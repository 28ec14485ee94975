/** What every part of the page about a service is given. */
import type { ComparedQuery } from "../../api/service-detail.ts";
import type { CursorSync } from "../../charts/cursor-sync.ts";
import type { ServiceUrl } from "../../state/url/service.ts";
import type { HistoryStep } from "../../state/use-search.ts";
import type { TableSort } from "../../ui/table-sort.ts";

export interface ServiceView {
	readonly query: ComparedQuery;
	readonly url: ServiceUrl;
	/** Of the operations. */
	readonly sort: TableSort | undefined;
	readonly sync: CursorSync;
	readonly onUrl: (changes: Partial<ServiceUrl>, step?: HistoryStep) => void;
	readonly onSort: (sort: TableSort | undefined) => void;
}
