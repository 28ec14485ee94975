import { lazy, type ReactElement, Suspense } from "react";
import { useStatus } from "../api/status.ts";
import { withTexts } from "../i18n/i18n.ts";
import { ErrorPanel } from "../ui/ErrorPanel.tsx";

const FirstRunPage = lazy(
	withTexts(async () => ({ default: (await import("../features/first-run/FirstRunPage.tsx")).FirstRunPage }), "firstRun"),
);
const OverviewPage = lazy(
	withTexts(async () => ({ default: (await import("../features/overview/OverviewPage.tsx")).OverviewPage }), "overview", "charts"),
);

/** `/`: how everything does when there are traces, else how to send the first one. */
export function HomePage(): ReactElement | null {
	const status = useStatus();
	if (status.data === undefined) {
		return status.error === null ? null : <ErrorPanel error={status.error} onRetry={() => void status.refetch()} />;
	}
	return <Suspense>{status.data.stored.traces > 0 ? <OverviewPage /> : <FirstRunPage />}</Suspense>;
}
