import type { DemoJson } from "@spanglass/shared/api/schemas";
import { type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";
import { useRemoveDemo } from "../../api/demo.ts";
import { Button } from "../../ui/Button.tsx";
import { Tag } from "../../ui/Pill.tsx";
import { showToast } from "../../ui/Toast.tsx";
import styles from "./StatusPage.module.css";

/** What the demo does, and the way to be rid of it; absent when there is nothing of it. */
export function DemoStrip({ demo }: { readonly demo: DemoJson }): ReactElement | null {
	const { t } = useTranslation();
	const remove = useRemoveDemo();
	const [asks, setAsks] = useState(false);
	const runs = demo.state === "running" || demo.state === "starting";
	if (!demo.hasData && !runs && demo.state !== "failed" && !remove.isPending) return null;
	const start = (): void => {
		setAsks(false);
		remove.mutate(undefined, {
			onSuccess: () => showToast(t("status.demoRemoved")),
			onError: (error) => showToast(t("status.demoRemoveFailed"), error.message),
		});
	};
	return (
		<section className={styles.demo} aria-label={t("status.demo")}>
			<Tag tone={demo.state === "failed" ? "error" : "accent"}>{t("status.demo")}</Tag>
			<span>{t(`status.demoStates.${demo.state}`, { message: demo.message })}</span>
			{runs && demo.incident !== null ? <span className={styles.quiet}>{t("status.demoIncident", { name: demo.incident })}</span> : null}
			<span className={styles.demoAction}>
				{asks ? (
					<>
						<span>{t("status.demoConfirm")}</span>
						<Button look="bordered" className={styles.danger} onClick={start}>
							{t("status.demoYes")}
						</Button>
						<Button autoFocus onClick={() => setAsks(false)}>
							{t("status.demoNo")}
						</Button>
					</>
				) : (
					<Button look="bordered" disabled={remove.isPending} onClick={() => setAsks(true)}>
						{t(remove.isPending ? "status.demoRemoving" : "status.demoRemove")}
					</Button>
				)}
			</span>
		</section>
	);
}
