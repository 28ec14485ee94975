import type { StatusJson } from "@spanglass/shared/api/status-schemas";
import { Link, useNavigate } from "@tanstack/react-router";
import { type ReactElement, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { reachableEndpoints } from "../../api/endpoints.ts";
import { useStatus } from "../../api/status.ts";
import { offerCoach } from "../../state/coach.ts";
import button from "../../ui/Button.module.css";
import { ErrorPanel } from "../../ui/ErrorPanel.tsx";
import { DemoOffer } from "./DemoOffer.tsx";
import styles from "./FirstRunPage.module.css";
import { LivePanel, Signal } from "./LivePanel.tsx";
import { Steps } from "./Steps.tsx";
import { useArrivals } from "./use-arrivals.ts";

/** How to send the first data, and whether it arrives. The very first trace opens by itself. */
export function FirstRunPage(): ReactElement | null {
	const status = useStatus(true);
	if (status.data !== undefined) return <Connect status={status.data} />;
	return status.error === null ? null : <ErrorPanel error={status.error} onRetry={() => void status.refetch()} />;
}

function Connect({ status }: { readonly status: StatusJson }): ReactElement {
	const { t } = useTranslation();
	const navigate = useNavigate();
	const arrivals = useArrivals(status);
	const [wasEmpty] = useState(status.stored.traces === 0);
	const traceId = arrivals.newestTrace?.traceId;
	const endpoints = reachableEndpoints(status.endpoints, location.hostname);
	const { spans, logs, metrics } = arrivals.counts;
	const arrived = spans + logs + metrics > 0;
	useEffect(() => {
		if (!wasEmpty || traceId === undefined) return;
		offerCoach();
		void navigate({ to: "/t/$traceId", params: { traceId }, replace: true });
	}, [wasEmpty, traceId, navigate]);
	useEffect(() => {
		document.title = `${t("page.connect")} · Spanglass`;
	}, [t]);
	return (
		<div className={styles.page}>
			<div className={styles.inner}>
				<h2 className={styles.title}>
					<Signal on={arrived} waits />
					{arrived ? t("firstRun.titleReady") : t("firstRun.title")}
				</h2>
				<p className={styles.listening}>
					{t("firstRun.listening")} <code>{endpoints.http}</code> {t("firstRun.and")} <code>{endpoints.grpc}</code> (gRPC)
				</p>
				<div className={styles.columns}>
					<div>
						<Steps endpoints={endpoints} status={status} />
						<Trouble grpc={endpoints.grpc} http={endpoints.http} />
					</div>
					<div>
						<DemoOffer demo={status.demo} />
						<LivePanel status={status} arrivals={arrivals} />
						<Ways traceId={traceId} hasTraces={spans > 0} />
					</div>
				</div>
			</div>
		</div>
	);
}

function Trouble(values: { readonly grpc: string; readonly http: string }): ReactElement {
	const { t } = useTranslation();
	return (
		<section className={styles.trouble}>
			<h2>{t("firstRun.troubleTitle")}</h2>
			<ul>
				<li>{t("firstRun.trouble1", values)}</li>
				<li>{t("firstRun.trouble2")}</li>
				<li>{t("firstRun.trouble3")}</li>
				<li>{t("firstRun.trouble4")}</li>
				<li>{t("firstRun.trouble5")}</li>
				<li>{t("firstRun.trouble6")}</li>
				<li>{t("firstRun.trouble7")}</li>
			</ul>
		</section>
	);
}

function Ways({ traceId, hasTraces }: { readonly traceId: string | undefined; readonly hasTraces: boolean }): ReactElement | null {
	const { t } = useTranslation();
	if (!hasTraces) return null;
	return (
		<div className={styles.actions}>
			{traceId === undefined ? null : (
				<Link to="/t/$traceId" params={{ traceId }} className={`${button.button} ${button.primary}`}>
					{t("firstRun.openTrace")}
				</Link>
			)}
			<Link to="/traces" className={`${button.button} ${button.bordered}`}>
				{t("firstRun.toTraces")}
			</Link>
		</div>
	);
}
