import type { Density, Theme } from "../state/prefs.ts";

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
