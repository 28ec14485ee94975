import { type ReactElement, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useStatus } from "../../api/status.ts";
import { ErrorPanel } from "../../ui/ErrorPanel.tsx";
import { WaitingRows } from "../../ui/Skeleton.tsx";
import { DemoStrip } from "./DemoStrip.tsx";
import { Headline } from "./Headline.tsx";
import { IngestSection } from "./IngestSection.tsx";
import { RefusalsSection } from "./RefusalsSection.tsx";
import { SendersSection } from "./SendersSection.tsx";
import styles from "./StatusPage.module.css";
import { StorageSection } from "./StorageSection.tsx";
import { TurnedAwaySection } from "./TurnedAwaySection.tsx";

/** What the collector receives, turns away and stores, and who sends it; asked again every five seconds. */
export function StatusPage(): ReactElement {
	const { t } = useTranslation();
	const status = useStatus(true);
	useEffect(() => {
		document.title = `${t("status.title")} · Spanglass`;
	}, [t]);
	return (
		<div className={styles.page}>
			{status.error === null ? null : <ErrorPanel error={status.error} onRetry={() => void status.refetch()} />}
			{status.data === undefined ? (
				<WaitingRows count={12} isWaiting={status.isPending} />
			) : (
				<>
					<Headline status={status.data} reached={status.error === null} answeredMs={status.dataUpdatedAt} />
					<DemoStrip demo={status.data.demo} />
					<IngestSection status={status.data} />
					<div className={styles.halves}>
						<TurnedAwaySection status={status.data} />
						<StorageSection status={status.data} />
					</div>
					<SendersSection senders={status.data.senders} removed={status.data.removed} />
					<RefusalsSection refusals={status.data.refusals} />
				</>
			)}
		</div>
	);
}
