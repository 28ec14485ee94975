import { type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";
import { endCoach } from "../../state/coach.ts";
import { Button } from "../../ui/Button.tsx";
import { Kbd } from "../../ui/Kbd.tsx";
import styles from "./Coach.module.css";

const STEPS = [
	{ name: "flame", keys: "w s" },
	{ name: "drawer", keys: "Enter" },
	{ name: "logs", keys: "l" },
	{ name: "palette", keys: "Ctrl K" },
] as const;

/** Four steps around a trace, shown once in a browser's life. It covers nothing that is needed and takes no focus. */
export function Coach(): ReactElement {
	const { t } = useTranslation();
	const [at, setAt] = useState(0);
	const step = STEPS[at] ?? STEPS[0];
	const isLast = at === STEPS.length - 1;
	return (
		<aside className={styles.coach} aria-label={t("coach.title")}>
			<p className={styles.place}>{t("coach.place", { at: at + 1, of: STEPS.length })}</p>
			<h2>{t(`coach.${step.name}Title`)}</h2>
			<p>{t(`coach.${step.name}`)}</p>
			<Kbd keys={step.keys} chord={step.name === "palette"} />
			<div className={styles.actions}>
				{isLast ? null : <Button onClick={endCoach}>{t("coach.skip")}</Button>}
				<Button look="primary" onClick={() => (isLast ? endCoach() : setAt(at + 1))}>
					{t(isLast ? "coach.done" : "coach.next")}
				</Button>
			</div>
		</aside>
	);
}
