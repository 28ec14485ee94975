import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useStatus } from "../../api/status.ts";
import { useEnvironment } from "../../state/use-environment.ts";
import { useSetSearch } from "../../state/use-search.ts";
import button from "../../ui/Button.module.css";
import { Button } from "../../ui/Button.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";

/** Why no service is known at all: nothing ever arrived, none in this environment, or none of what arrived names one. */
export function EmptyServices(): ReactElement | null {
	const { t } = useTranslation();
	const status = useStatus();
	const environment = useEnvironment();
	const setSearch = useSetSearch();
	if (status.data === undefined && status.error === null) return null;
	const stored = status.data?.stored;
	if (stored !== undefined && stored.traces + stored.logs + stored.metrics === 0) {
		return (
			<EmptyState title={t("services.neverTitle")} text={t("services.neverText")}>
				<Link to="/connect" className={`${button.button} ${button.primary}`}>
					{t("services.neverAction")}
				</Link>
			</EmptyState>
		);
	}
	if (environment === undefined) return <EmptyState title={t("services.noneTitle")} text={t("services.noneText")} />;
	return (
		<EmptyState title={t("services.environmentTitle", { name: environment })} text={t("services.environmentText", { name: environment })}>
			<Button look="primary" onClick={() => setSearch({ env: undefined }, "push")}>
				{t("services.environmentAction")}
			</Button>
		</EmptyState>
	);
}

export interface FilteredOutProps {
	/** How many services the typed text hides; 0 when the tab alone is empty. */
	readonly hiddenCount: number;
	readonly tab: "all" | "active" | "silent";
	readonly onClear: () => void;
}

/** The filter, or the tab, leaves nothing. */
export function FilteredOut({ hiddenCount, tab, onClear }: FilteredOutProps): ReactElement {
	const { t } = useTranslation();
	if (hiddenCount === 0) return <EmptyState title={t(tab === "silent" ? "services.tabEmptySilent" : "services.tabEmptyActive")} />;
	return (
		<EmptyState title={t("services.filteredTitle")} text={t("services.filteredText", { count: hiddenCount })}>
			<Button look="primary" onClick={onClear}>
				{t("services.filteredAction")}
			</Button>
		</EmptyState>
	);
}
