import type { TFunction } from "i18next";
import { currentLanguage } from "../i18n/i18n.ts";
import type { Density, Refresh, Theme } from "../state/prefs.ts";
import { lengthWords } from "./time/presets.ts";

export const THEME_KEYS = {
	dark: "shell.themeDark",
	light: "shell.themeLight",
	system: "shell.themeSystem",
} as const satisfies Record<Theme, string>;

export const DENSITY_KEYS = {
	compact: "shell.densityCompact",
	default: "shell.densityDefault",
	comfortable: "shell.densityComfortable",
} as const satisfies Record<Density, string>;

/** `Off`, `10 s`, `Auto`. */
export function refreshName(t: TFunction, refresh: Refresh): string {
	if (refresh === "off") return t("refresh.off");
	return refresh === "auto" ? t("refresh.auto") : lengthWords(refresh, currentLanguage());
}
