import type { StatusJson } from "@spanglass/shared/api/status-schemas";
import { formatIso } from "@spanglass/shared/units/clock-text";
import { formatBytes, formatExact, textOf } from "@spanglass/shared/units/format";
import type { CSSProperties, ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Age } from "../../ui/Age.tsx";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { Value } from "../../ui/Value.tsx";
import styles from "./StatusPage.module.css";

/** What lies on disk and in memory, and the threads that answer queries. */
export function StorageSection({ status }: { readonly status: StatusJson }): ReactElement {
	const { t } = useTranslation();
	const usedBytes = status.databaseBytes + status.walBytes;
	const sizes = [
		[t("status.database"), status.databaseBytes],
		[t("status.databaseLimit"), status.kept.limitBytes],
		[t("status.wal"), status.walBytes],
		[t("status.diskFree"), status.storage.disk.freeBytes],
		[t("status.diskReserve"), status.storage.disk.reserveBytes],
		[t("status.openColumns"), status.openColumnBytes],
		[t("status.resident"), status.residentBytes],
	] as const;
	return (
		<section className={styles.section} aria-label={t("status.storage")}>
			<h3>{t("status.storage")}</h3>
			<DiskBar usedBytes={usedBytes} freeBytes={status.storage.disk.freeBytes} />
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
				<Keeping storage={status.storage} />
				<Kept kept={status.kept} />
			</dl>
			<SetAside files={status.storage.setAside} />
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

/** The last backup, and what is stored but cannot be read. */
function Keeping({ storage }: Pick<StatusJson, "storage">): ReactElement {
	const { t } = useTranslation();
	const { lastBackup, quarantinedRequests, quarantinedBlocks } = storage;
	return (
		<>
			<div>
				<dt>{t("status.lastBackup")}</dt>
				<dd title={lastBackup === null ? t("status.backupHint") : `${lastBackup.path}\n${formatIso(BigInt(lastBackup.time))}`}>
					{lastBackup === null ? t("status.backupNone") : <Age nanos={lastBackup.time} />}
				</dd>
			</div>
			<div>
				<dt title={t("status.quarantineHint")}>{t("status.quarantined")}</dt>
				<dd data-fault={quarantinedRequests + quarantinedBlocks > 0}>
					{[t("status.nRequests", { count: quarantinedRequests }), t("status.nBlocks", { count: quarantinedBlocks })].join(" · ")}
				</dd>
			</div>
		</>
	);
}

const SIGNALS = ["traces", "logs", "metrics"] as const;

/** How far back each signal reaches, and what was deleted to keep to the settings. */
function Kept({ kept }: Pick<StatusJson, "kept">): ReactElement {
	const { t } = useTranslation();
	const sum = (counts: StatusJson["stored"]): number => counts.traces + counts.logs + counts.metrics;
	const [byAge, bySize] = [sum(kept.deleted.age), sum(kept.deleted.size)];
	const oldest = SIGNALS.flatMap((signal) => (kept.oldestArrival[signal] === null ? [] : [[signal, kept.oldestArrival[signal]] as const]));
	return (
		<>
			<div>
				<dt title={t("status.reachesHint")}>{t("status.reaches")}</dt>
				<dd>
					{oldest.length === 0 && t("status.reachesNone")}
					{oldest.map(([signal, time]) => (
						<span key={signal} className={styles.reach}>
							{t(`status.reach.${signal}`)} <Age nanos={time} />
						</span>
					))}
				</dd>
			</div>
			<div>
				<dt title={t("status.deletedHint")}>{t("status.deleted")}</dt>
				<dd>{t("status.deletedCounts", { age: formatExact(byAge), size: formatExact(bySize) })}</dd>
			</div>
		</>
	);
}

/** Damaged databases that were set aside, and the command that reads what can be read of them. */
function SetAside({ files }: { readonly files: StatusJson["storage"]["setAside"] }): ReactElement | null {
	const { t } = useTranslation();
	if (files.length === 0) return null;
	return (
		<div className={styles.aside}>
			<p>{t("status.setAside", { count: files.length })}</p>
			<ul>
				{files.map((file) => (
					<li key={file.path}>
						<code>{`npm run spanglass -- salvage ${file.path}`}</code>
						<CopyButton text={`npm run spanglass -- salvage "${file.path}"`} label={t("status.copyCommand")} />
						<span className={styles.asideFacts}>
							{textOf(formatBytes(file.bytes))} · <Age nanos={file.time} />
						</span>
					</li>
				))}
			</ul>
		</div>
	);
}
