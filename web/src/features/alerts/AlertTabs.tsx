import { Link } from "@tanstack/react-router";
import type { ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./AlertsPage.module.css";

const TABS = [
	{ key: "rules", to: "/alerts", search: {} },
	{ key: "incidents", to: "/alerts", search: { view: "incidents" } },
	{ key: "silences", to: "/alerts/silences", search: {} },
	{ key: "receivers", to: "/alerts/receivers", search: {} },
] as const;

export type AlertTab = (typeof TABS)[number]["key"];

export interface AlertTabsProps {
	readonly current: AlertTab;
	/** At the end of the line. */
	readonly children?: ReactNode;
}

/** The four parts of alerts as links, and what can be done in the one that is shown. */
export function AlertTabs({ current, children }: AlertTabsProps): ReactElement {
	const { t } = useTranslation();
	return (
		<div className={styles.tabsLine}>
			<nav className={styles.tabs} aria-label={t("alerts.tabs")}>
				{TABS.map(({ key, to, search }) => (
					<Link
						key={key}
						to={to}
						search={search as never}
						className={styles.tab}
						data-current={key === current}
						aria-current={key === current ? "page" : undefined}
					>
						{t(`alerts.tab.${key}`)}
					</Link>
				))}
			</nav>
			<div className={styles.tabsEnd}>{children}</div>
		</div>
	);
}
