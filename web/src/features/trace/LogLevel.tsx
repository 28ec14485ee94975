import type { LogRecordJson } from "@spanglass/shared/api/schemas";
import type { ReactElement } from "react";
import { severityStep } from "../../charts/log-marks.ts";
import styles from "./LogLevel.module.css";

/** Steps of the severity ramp, as the tokens are called. */
const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal"] as const;

/** The sender's own word for a severity, in the colour of its number. */
export function LogLevel({ of }: { readonly of: Pick<LogRecordJson, "severityNumber" | "severityText"> }): ReactElement {
	const level = LEVELS[severityStep(of.severityNumber)] ?? "info";
	return (
		<span className={styles.level} data-level={level}>
			{of.severityText === "" ? level.toUpperCase() : of.severityText}
		</span>
	);
}
