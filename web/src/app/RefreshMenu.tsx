import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { REFRESHES, type Refresh, setPrefs } from "../state/prefs.ts";
import { Menu, MenuChoices } from "../ui/Menu.tsx";
import { refreshName } from "./pref-names.ts";

export interface RefreshMenuProps {
	readonly trigger: ReactElement;
	/** What holds now. */
	readonly value: Refresh;
	readonly open: boolean;
	readonly onOpenChange: (open: boolean) => void;
}

/** How often the page asks again by itself. */
export function RefreshMenu({ value: chosen, ...menu }: RefreshMenuProps): ReactElement {
	const { t } = useTranslation();
	return (
		<Menu {...menu} align="end">
			<MenuChoices
				label={t("refresh.label")}
				value={chosen}
				onChange={(next) => setPrefs({ refresh: next })}
				options={REFRESHES.map((value) => ({ value, label: refreshName(t, value) }))}
			/>
		</Menu>
	);
}
