import type { ErrorGroupJson } from "@spanglass/shared/api/error-schemas";
import { formatClock } from "@spanglass/shared/units/clock-text";
import { formatCount, formatDuration, formatExact, textOf } from "@spanglass/shared/units/format";
import { unixMillisFromText } from "@spanglass/shared/units/time";
import { Link } from "@tanstack/react-router";
import { Flag } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Sparkline } from "../../charts/Sparkline/Sparkline.tsx";
import type { SearchValues } from "../../state/url.ts";
import { ServiceDot } from "../../ui/ServiceDot.tsx";
import styles from "./ErrorsPage.module.css";

export interface ErrorRowProps {
	readonly group: ErrorGroupJson;
	readonly isOpen: boolean;
	/** The address with this group open. */
	readonly search: SearchValues;
}

/** One group as a link that opens it beside the list. */
export function ErrorRow({ group, isOpen, search }: ErrorRowProps): ReactElement {
	const { t } = useTranslation();
	const { state, service, color, type, template, count, traces, counts, first, versions, suspect } = group;
	const message = template || group.operations[0]?.value || t("errors.noMessage");
	const count3 = textOf(formatCount(count));
	return (
		<li>
			<Link
				to="/errors"
				search={search as never}
				className={styles.row}
				data-open={isOpen}
				aria-label={t("errors.rowLabel", { state: t(`errors.state.${state}`), type, service, template: message, count: count3 })}
			>
				<span className={styles.state} data-state={state} title={t(`errors.stateHint.${state}`)}>
					{t(`errors.state.${state}`)}
				</span>
				<span className={styles.what}>
					<b>{type === "" ? group.operations[0]?.value : type}</b>
					<span title={message}>{message}</span>
				</span>
				<span className={styles.service}>
					<ServiceDot color={color} /> {service}
				</span>
				<span className={styles.count} title={formatExact(count)}>
					{count3}
				</span>
				<span className={styles.traces} title={formatExact(traces)}>
					{textOf(formatCount(traces))}
				</span>
				<span className={styles.course}>
					<Sparkline values={counts} widthPx={88} heightPx={16} />
				</span>
				<time className={styles.first}>{formatClock(unixMillisFromText(first), "second")}</time>
				<span className={styles.versions} title={versions.map(({ value }) => value).join(", ")}>
					{versions.map(({ value }) => value).join(", ")}
				</span>
				<Suspect group={group} suspect={suspect} />
			</Link>
		</li>
	);
}

function Suspect({ group, suspect }: { readonly group: ErrorGroupJson; readonly suspect: ErrorGroupJson["suspect"] }): ReactElement {
	const { t } = useTranslation();
	if (suspect === null) return <span />;
	const after = textOf(formatDuration(Number(BigInt(group.first) - BigInt(suspect.at))));
	return (
		<span className={styles.suspect} title={t("errors.suspectHint", { version: suspect.version, after })}>
			<Flag size={12} strokeWidth={1.5} aria-hidden />
			{t("errors.suspect", { version: suspect.version })}
		</span>
	);
}
