import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useStatus } from "../api/status.ts";
import { DENSITIES, setPrefs, THEMES, usePrefs } from "../state/prefs.ts";
import { Menu, MenuChoices, MenuSeparator } from "../ui/Menu.tsx";
import overlay from "../ui/overlay.module.css";
import { DENSITY_KEYS, THEME_KEYS } from "./pref-names.ts";

export interface SettingsMenuProps {
	readonly trigger: ReactElement;
	readonly open: boolean;
	readonly onOpenChange: (open: boolean) => void;
}

/** Theme, density and language of this browser, and the collector's version. */
export function SettingsMenu(menu: SettingsMenuProps): ReactElement {
	const { t } = useTranslation();
	const prefs = usePrefs();
	const status = useStatus();
	return (
		<Menu {...menu} side="right" align="end">
			<MenuChoices
				label={t("shell.theme")}
				value={prefs.theme}
				onChange={(theme) => setPrefs({ theme })}
				options={THEMES.map((value) => ({ value, label: t(THEME_KEYS[value]) }))}
			/>
			<MenuSeparator />
			<MenuChoices
				label={t("shell.density")}
				value={prefs.density}
				onChange={(density) => setPrefs({ density })}
				options={DENSITIES.map((value) => ({ value, label: t(DENSITY_KEYS[value]) }))}
			/>
			<MenuSeparator />
			<MenuChoices
				label={t("shell.language")}
				value={prefs.language}
				onChange={(language) => setPrefs({ language })}
				options={[
					{ value: "en", label: "English" },
					{ value: "zh", label: "简体中文" },
				]}
			/>
			{status.data === undefined ? null : (
				<>
					<MenuSeparator />
					<div className={overlay.label}>{t("shell.version", { version: status.data.version })}</div>
				</>
			)}
		</Menu>
	);
}
