import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { REFRESHES, setPrefs, usePrefs } from "../state/prefs.ts";
import { Menu, MenuChoices } from "../ui/Menu.tsx";
import { refreshName } from "./pref-names.ts";

export interface RefreshMenuProps {
	readonly trigger: ReactElement;
	readonly open: boolean;
	readonly onOpenChange: (open: boolean) => void;
}

/** How often the page asks again by itself. */
export function RefreshMenu(menu: RefreshMenuProps): ReactElement {
	const { t } = useTranslation();
	const { refresh } = usePrefs();
	return (
		<Menu {...menu} align="end">
			<MenuChoices
				label={t("refresh.label")}
				value={refresh}
				onChange={(next) => setPrefs({ refresh: next })}
				options={REFRESHES.map((value) => ({ value, label: refreshName(t, value) }))}
			/>
		</Menu>
	);
}
