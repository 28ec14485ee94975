import { shortId } from "@spanglass/shared/units/format";
import { Link, useParams } from "@tanstack/react-router";
import { lazy, type ReactElement, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { withTexts } from "../../i18n/i18n.ts";
import { useCoachDue } from "../../state/coach.ts";
import button from "../../ui/Button.module.css";
import { Button } from "../../ui/Button.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorPanel } from "../../ui/ErrorPanel.tsx";
import styles from "./TracePage.module.css";
import { TraceScreen } from "./TraceScreen.tsx";
import { useTraceModel } from "./use-trace.ts";
import { WaitingTrace } from "./WaitingTrace.tsx";

const Coach = lazy(withTexts(async () => ({ default: (await import("./Coach.tsx")).Coach }), "coach"));

/** One trace: flame, waterfall, logs and the drawer of a span. Everything it shows is in its address. */
export function TracePage(): ReactElement {
	const { t } = useTranslation();
	const { traceId } = useParams({ strict: false }) as { readonly traceId: string };
	const trace = useTraceModel(traceId);
	useEffect(() => {
		if (trace.data === undefined) document.title = `${t("trace.title", { id: shortId(traceId) })} · Spanglass`;
	}, [t, traceId, trace.data]);
	const coachDue = useCoachDue();
	if (trace.data !== undefined) {
		return (
			<>
				<TraceScreen key={traceId} model={trace.data} />
				{coachDue ? (
					<Suspense>
						<Coach />
					</Suspense>
				) : null}
			</>
		);
	}
	if (trace.isMissing) {
		return (
			<EmptyState title={t("trace.notFound")} text={trace.stillLooking ? t("trace.notFoundText") : t("trace.notFoundEnd")}>
				<code className={styles.wanted}>{traceId}</code>
				<Button look="bordered" onClick={() => void trace.refetch()}>
					{t("trace.lookAgain")}
				</Button>
				<Link to="/traces" className={`${button.button} ${button.bordered}`}>
					{t("trace.back")}
				</Link>
			</EmptyState>
		);
	}
	if (trace.error !== null) return <ErrorPanel error={trace.error} onRetry={() => void trace.refetch()} />;
	return <WaitingTrace />;
}
