import { Link, useParams } from "@tanstack/react-router";
import { type ReactElement, useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useRule } from "../../../api/alerts.ts";
import { useEvidence, useIncident } from "../../../api/incidents.ts";
import { preloadDrawing } from "../../../charts/TimeSeries/use-plot-canvas.ts";
import button from "../../../ui/Button.module.css";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { ErrorPanel } from "../../../ui/ErrorPanel.tsx";
import { WaitingRows } from "../../../ui/Skeleton.tsx";
import { DifferenceList } from "./DifferenceList.tsx";
import { EvidenceList } from "./EvidenceList.tsx";
import { IncidentChart } from "./IncidentChart.tsx";
import { IncidentHeader } from "./IncidentHeader.tsx";
import styles from "./IncidentPage.module.css";
import { type IncidentView, viewOf } from "./incident-view.ts";
import { PatternList } from "./PatternList.tsx";
import { SimilarList } from "./SimilarList.tsx";
import { Timeline } from "./Timeline.tsx";

/** Where a notification's link leads: what is wrong, since when, and the evidence that explains it. */
export function IncidentPage(): ReactElement {
	const { t } = useTranslation();
	const { incidentId = "" } = useParams({ strict: false });
	const incident = useIncident(incidentId);
	const found = incident.data?.data;
	const evidence = useEvidence(incidentId, found?.evidence);
	const rule = useRule(found?.alerts[0]?.rule);
	useEffect(preloadDrawing, []);
	useEffect(() => {
		document.title = `${found === undefined ? "" : `${found.title} · `}${t("alerts.incident.title", { id: incidentId })} · Spanglass`;
	}, [found, incidentId, t]);
	// everything at once: what came later would push aside what is being read
	const isReady = (found?.evidence !== "kept" || !evidence.isPending) && (found?.alerts.length === 0 || !rule.isPending);
	const ruleData = rule.data?.data;
	const evidenceData = evidence.data?.data;
	const view = useMemo(
		() => (found === undefined || !isReady ? undefined : viewOf(found, ruleData, evidenceData)),
		[found, isReady, ruleData, evidenceData],
	);
	if (view !== undefined) return <Parts view={view} error={evidence.error} onRetry={() => void evidence.refetch()} />;
	if (incident.error !== null) {
		const isMissing = "kind" in incident.error && (incident.error.kind === "not_found" || incident.error.kind === "invalid_input");
		return isMissing ? <Missing id={incidentId} /> : <ErrorPanel error={incident.error} onRetry={() => void incident.refetch()} />;
	}
	return (
		<div className={styles.page}>
			<WaitingRows count={14} isWaiting />
		</div>
	);
}

interface PartsProps {
	readonly view: IncidentView;
	/** Of the evidence; the incident itself is there. */
	readonly error: Error | null;
	readonly onRetry: () => void;
}

function Parts({ view, error, onRetry }: PartsProps): ReactElement {
	return (
		<div className={styles.page}>
			<IncidentHeader view={view} />
			<IncidentChart view={view} />
			{error === null ? null : <ErrorPanel error={error} onRetry={onRetry} />}
			<div className={styles.columns}>
				<div>
					<EvidenceList view={view} />
					<PatternList evidence={view.evidence} />
				</div>
				<div>
					<DifferenceList evidence={view.evidence} />
					<SimilarList incident={view.incident} />
				</div>
			</div>
			<Timeline view={view} />
		</div>
	);
}

function Missing({ id }: { readonly id: string }): ReactElement {
	const { t } = useTranslation();
	return (
		<EmptyState title={t("alerts.incident.missing", { id })} text={t("alerts.incident.missingText")}>
			<Link to="/alerts" className={`${button.button} ${button.bordered}`}>
				{t("alerts.incident.toAlerts")}
			</Link>
		</EmptyState>
	);
}
