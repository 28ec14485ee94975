import type { DemoJson } from "@spanglass/shared/api/status-schemas";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useRemoveDemo, useStartDemo } from "../../api/demo.ts";
import { Button } from "../../ui/Button.tsx";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { showToast } from "../../ui/Toast.tsx";
import styles from "./FirstRunPage.module.css";

/** A whole system to look at, for who has none at hand: one click where it can be started, else the command that starts it. */
export function DemoOffer({ demo }: { readonly demo: DemoJson }): ReactElement {
	const { t } = useTranslation();
	const start = useStartDemo();
	const remove = useRemoveDemo();
	const failure = start.error?.message ?? remove.error?.message ?? (demo.state === "failed" ? demo.message : "");
	return (
		<section className={styles.demo}>
			<h2>{t("firstRun.demoTitle")}</h2>
			<p>{t("firstRun.demoText")}</p>
			<Action
				demo={demo}
				busy={start.isPending}
				removing={remove.isPending}
				onStart={() => start.mutate("retry-storm")}
				onRemove={() => remove.mutate(undefined, { onSuccess: () => showToast(t("firstRun.demoRemoved")) })}
			/>
			{failure === "" ? null : (
				<p className={styles.refused} role="alert">
					{failure}
				</p>
			)}
		</section>
	);
}

interface ActionProps {
	readonly demo: DemoJson;
	readonly busy: boolean;
	readonly removing: boolean;
	readonly onStart: () => void;
	readonly onRemove: () => void;
}

function Action({ demo, busy, removing, onStart, onRemove }: ActionProps): ReactElement {
	const { t } = useTranslation();
	if (demo.state === "absent") {
		return (
			<div className={styles.demoCommand}>
				<code>{demo.command}</code>
				<CopyButton text={demo.command} label={t("firstRun.copyBlock")} />
			</div>
		);
	}
	if (removing) return <p role="status">{t("firstRun.demoRemoving")}</p>;
	if (demo.state === "running" || demo.state === "starting") {
		return (
			<>
				<p role="status">{t(demo.state === "running" ? "firstRun.demoRuns" : "firstRun.demoStarts")}</p>
				<Button look="bordered" onClick={onRemove}>
					{t("firstRun.demoRemove")}
				</Button>
			</>
		);
	}
	return (
		<Button look="bordered" disabled={busy} onClick={onStart}>
			{t("firstRun.demoLoad")}
		</Button>
	);
}
