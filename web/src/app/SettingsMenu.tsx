import { useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useStatus } from "../api/status.ts";
import { useIngestState } from "../api/use-live.ts";
import { DENSITIES, setPrefs, THEMES, usePrefs } from "../state/prefs.ts";
import { Menu, MenuAction, MenuChoices, MenuSeparator, MenuSwitch } from "../ui/Menu.tsx";
import overlay from "../ui/overlay.module.css";
import { PAGES } from "./pages.ts";
import { DENSITY_KEYS, THEME_KEYS } from "./pref-names.ts";

export interface SettingsMenuProps {
	readonly trigger: ReactElement;
	readonly open: boolean;
	readonly onOpenChange: (open: boolean) => void;
	/** With the pages that the bar of small screens has no place for. */
	readonly withPages?: boolean;
}

/** Language, theme, density and shortcuts of this browser, and the collector's version. */
export function SettingsMenu({ withPages = false, ...menu }: SettingsMenuProps): ReactElement {
	const { t } = useTranslation();
	const prefs = usePrefs();
	const status = useStatus();
	return (
		<Menu {...menu} side={withPages ? "top" : "right"} align="end">
			{withPages ? <FurtherPages /> : null}
			<MenuChoices
				label={t("settings.language")}
				value={prefs.language}
				onChange={(language) => setPrefs({ language })}
				options={[
					{ value: "en", label: "English" },
					{ value: "zh", label: "简体中文" },
				]}
			/>
			<MenuSeparator />
			<MenuChoices
				label={t("settings.theme")}
				value={prefs.theme}
				onChange={(theme) => setPrefs({ theme })}
				options={THEMES.map((value) => ({ value, label: t(THEME_KEYS[value]) }))}
			/>
			<MenuSeparator />
			<MenuChoices
				label={t("settings.density")}
				value={prefs.density}
				onChange={(density) => setPrefs({ density })}
				options={DENSITIES.map((value) => ({ value, label: t(DENSITY_KEYS[value]) }))}
			/>
			<MenuSeparator />
			<MenuSwitch on={prefs.singleKeys} onChange={(singleKeys) => setPrefs({ singleKeys })}>
				{t("settings.singleKeys")}
			</MenuSwitch>
			{status.data === undefined ? null : (
				<>
					<MenuSeparator />
					<div className={overlay.label}>{t("settings.version", { version: status.data.version })}</div>
				</>
			)}
		</Menu>
	);
}

function FurtherPages(): ReactElement {
	const { t } = useTranslation();
	const navigate = useNavigate();
	const { word } = useIngestState();
	return (
		<>
			{PAGES.filter((page) => !page.inBar).map(({ path, title }) => (
				<MenuAction key={path} onClick={() => void navigate({ to: path })} end={path === "/status" ? t(`ingest.${word}`) : undefined}>
					{t(title)}
				</MenuAction>
			))}
			<MenuSeparator />
		</>
	);
}
