import { Navigate } from "@tanstack/react-router";
import { lazy, type ReactElement, Suspense } from "react";
import { useStatus } from "../api/status.ts";
import { withTexts } from "../i18n/i18n.ts";
import { ErrorPanel } from "../ui/ErrorPanel.tsx";

const FirstRunPage = lazy(
	withTexts(async () => ({ default: (await import("../features/first-run/FirstRunPage.tsx")).FirstRunPage }), "firstRun"),
);

/** `/`: the traces when there are any, else how to send the first one. */
export function HomePage(): ReactElement | null {
	const status = useStatus();
	if (status.data !== undefined && status.data.stored.traces > 0) return <Navigate to="/traces" replace />;
	if (status.data === undefined) {
		return status.error === null ? null : <ErrorPanel error={status.error} onRetry={() => void status.refetch()} />;
	}
	return (
		<Suspense>
			<FirstRunPage />
		</Suspense>
	);
}
