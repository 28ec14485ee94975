import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { environmentsOf, useKnownServices } from "../api/known-services.ts";
import { usePrefs } from "../state/prefs.ts";
import { useEnvironment, useSetEnvironment } from "../state/use-environment.ts";
import { useTimeRange } from "../state/use-time-range.ts";
import { Menu, MenuChoices, MenuNote } from "../ui/Menu.tsx";

export interface EnvironmentMenuProps {
	readonly trigger: ReactElement;
	readonly open: boolean;
	readonly onOpenChange: (open: boolean) => void;
}

const ALL = "";

/** All environments that services of the range name, and the one that is chosen. */
export function EnvironmentMenu(menu: EnvironmentMenuProps): ReactElement {
	const { t } = useTranslation();
	const environment = useEnvironment();
	const setEnvironment = useSetEnvironment();
	const { environment: remembered } = usePrefs();
	const { range } = useTimeRange();
	const services = useKnownServices({ ...range, enabled: menu.open });
	const named = environmentsOf([...(services ?? []), { environments: [environment ?? ALL, remembered] }]);
	return (
		<Menu {...menu}>
			<MenuChoices
				label={t("env.label")}
				value={environment ?? ALL}
				onChange={(name) => setEnvironment(name === ALL ? undefined : name)}
				options={[{ value: ALL, label: t("env.all") }, ...named.map((name) => ({ value: name, label: name }))]}
			/>
			{services !== undefined && named.length === 0 ? <MenuNote>{t("env.none")}</MenuNote> : null}
		</Menu>
	);
}
