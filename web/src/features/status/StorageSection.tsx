import type { StatusJson } from "@spanglass/shared/api/schemas";
import { formatBytes, formatExact, textOf } from "@spanglass/shared/units/format";
import type { CSSProperties, ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Value } from "../../ui/Value.tsx";
import styles from "./StatusPage.module.css";

/** What lies on disk and in memory, and the threads that answer queries. */
export function StorageSection({ status }: { readonly status: StatusJson }): ReactElement {
	const { t } = useTranslation();
	const usedBytes = status.databaseBytes + status.walBytes;
	const sizes = [
		[t("status.database"), status.databaseBytes],
		[t("status.wal"), status.walBytes],
		[t("status.diskFree"), status.diskFreeBytes],
		[t("status.openColumns"), status.openColumnBytes],
		[t("status.resident"), status.residentBytes],
	] as const;
	return (
		<section className={styles.section} aria-label={t("status.storage")}>
			<h3>{t("status.storage")}</h3>
			<DiskBar usedBytes={usedBytes} freeBytes={status.diskFreeBytes} />
			<dl className={styles.facts}>
				{sizes.map(([name, bytes]) => (
					<div key={name}>
						<dt>{name}</dt>
						<dd>
							<Value of={formatBytes(bytes)} exact={`${formatExact(bytes)} B`} />
						</dd>
					</div>
				))}
				<Workers workers={status.queryWorkers} />
			</dl>
		</section>
	);
}

function DiskBar({ usedBytes, freeBytes }: { readonly usedBytes: number; readonly freeBytes: number }): ReactElement {
	const { t } = useTranslation();
	const all = usedBytes + freeBytes;
	const share = all === 0 ? 0 : usedBytes / all;
	const text = t("status.diskBar", { used: textOf(formatBytes(usedBytes)), free: textOf(formatBytes(freeBytes)) });
	return (
		<div className={styles.disk}>
			<span className={styles.diskBar} role="img" aria-label={text}>
				<i style={{ "--share": `${share * 100}%` } as CSSProperties} />
			</span>
			<span aria-hidden>{text}</span>
		</div>
	);
}

function Workers({ workers }: { readonly workers: StatusJson["queryWorkers"] }): ReactElement {
	const { t } = useTranslation();
	const alive = workers.filter((worker) => worker.alive).length;
	const running = workers.reduce((sum, worker) => sum + worker.running, 0);
	const restarts = workers.reduce((sum, worker) => sum + worker.restarts, 0);
	const each = workers.map((worker) => t(worker.alive ? "status.workerAlive" : "status.workerDead", { ...worker }));
	const words = [
		t("status.workersState", { alive, all: workers.length }),
		t("status.workersBusy", { count: running }),
		t("status.workersRestarted", { count: restarts }),
	];
	return (
		<div title={each.join("\n")}>
			<dt>{t("status.workers")}</dt>
			<dd data-fault={alive < workers.length}>{words.join(" · ")}</dd>
		</div>
	);
}
