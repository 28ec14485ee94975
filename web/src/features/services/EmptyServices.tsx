import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useStatus } from "../../api/status.ts";
import { useEnvironment, useSetEnvironment } from "../../state/use-environment.ts";
import { Button } from "../../ui/Button.tsx";
import { EmptyState, NothingYet } from "../../ui/EmptyState.tsx";

/** Why no service is known at all: nothing ever arrived, none in this environment, or none of what arrived names one. */
export function EmptyServices(): ReactElement | null {
	const { t } = useTranslation();
	const status = useStatus();
	const environment = useEnvironment();
	const setEnvironment = useSetEnvironment();
	if (status.data === undefined && status.error === null) return null;
	const stored = status.data?.stored;
	if (stored !== undefined && stored.traces + stored.logs + stored.metrics === 0) {
		return <NothingYet title={t("services.neverTitle")} text={t("services.neverText")} />;
	}
	if (environment === undefined) return <EmptyState title={t("services.noneTitle")} text={t("services.noneText")} />;
	return (
		<EmptyState title={t("services.environmentTitle", { name: environment })} text={t("services.environmentText", { name: environment })}>
			<Button look="primary" onClick={() => setEnvironment(undefined)}>
				{t("env.showAll")}
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
