import type { DemoJson, DemoRemovedJson } from "@spanglass/shared/api/status-schemas";
import { formatExact } from "@spanglass/shared/units/format";
import type { TFunction } from "i18next";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useRemoveDemo } from "../../api/demo.ts";
import { Button } from "../../ui/Button.tsx";
import { Tag } from "../../ui/Pill.tsx";
import { showToast } from "../../ui/Toast.tsx";
import styles from "./StatusPage.module.css";

/** What the demo does, and the way to be rid of it in one click; absent when there is nothing of it. */
export function DemoStrip({ demo }: { readonly demo: DemoJson }): ReactElement | null {
	const { t } = useTranslation();
	const remove = useRemoveDemo();
	const runs = demo.state === "running" || demo.state === "starting";
	if (!demo.hasData && !runs && demo.state !== "failed" && !remove.isPending) return null;
	const start = (): void =>
		remove.mutate(undefined, {
			onSuccess: ({ removed }) => showToast(t("status.demoRemoved"), removedText(t, removed)),
			onError: (error) => showToast(t("status.demoRemoveFailed"), error.message),
		});
	return (
		<section className={styles.demo} aria-label={t("status.demo")} aria-busy={remove.isPending}>
			<Tag tone={demo.state === "failed" ? "error" : "accent"}>{t("status.demo")}</Tag>
			<span role="status">
				{remove.isPending ? t("status.demoRemoving") : t(`status.demoStates.${demo.state}`, { message: demo.message })}
			</span>
			{runs && demo.incident !== null && !remove.isPending ? (
				<span className={styles.quiet}>{t("status.demoIncident", { name: demo.incident })}</span>
			) : null}
			<span className={styles.demoAction}>
				<Button look="bordered" disabled={remove.isPending} title={t("status.demoRemoveHint")} onClick={start}>
					{t("status.demoRemove")}
				</Button>
			</span>
		</section>
	);
}

function removedText(t: TFunction, { traces, logs, metrics }: DemoRemovedJson["removed"]): string {
	return [
		t("status.nSpans", { count: traces, value: formatExact(traces) }),
		t("status.nLogRecords", { count: logs, value: formatExact(logs) }),
		t("status.nMetricPoints", { count: metrics, value: formatExact(metrics) }),
	].join(" · ");
}
