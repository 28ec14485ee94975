/** Preferences of this browser, kept in local storage under one key (also read by app/first-paint.js) and shown on <html>. */
import { useSyncExternalStore } from "react";

export const THEMES = ["dark", "light", "system"] as const;
export const DENSITIES = ["compact", "default", "comfortable"] as const;
export const REFRESHES = ["off", "5s", "10s", "30s", "1m", "5m", "auto"] as const;
export type Refresh = (typeof REFRESHES)[number];
export type Theme = (typeof THEMES)[number];
export type Density = (typeof DENSITIES)[number];

export interface Prefs {
	readonly theme: Theme;
	readonly density: Density;
	readonly language: "en" | "zh";
	/** How often pages that follow the clock ask again by themselves; undefined until somebody chooses, see `chosenRefresh`. */
	readonly refresh: Refresh | undefined;
	/** The environment last chosen, for addresses that name none; "" is all of them. */
	readonly environment: string;
	/** Shortcuts of one character without Ctrl work (WCAG 2.1.4 asks that they can be turned off). */
	readonly singleKeys: boolean;
	/** Facets stand beside the list of traces. */
	readonly facets: boolean;
	/** Who acknowledges and writes notes in this browser; "" until somebody says. */
	readonly name: string;
}

const KEY = "spanglass.prefs";
/** As long as the API takes one: a longer one that is remembered would be asked for on every page, and refused. */
const ENVIRONMENT_CHARACTERS = 1024;
const NAME_CHARACTERS = 200;
const LIGHT = "(prefers-color-scheme: light)";
/** Row heights in px, as in tokens.css: virtual lists need them as numbers. */
export const ROW_HEIGHT: Readonly<Record<Density, number>> = { compact: 24, default: 28, comfortable: 36 };

/** Preferences out of stored text; anything unknown becomes the default. `preferred` is the browser's language. */
export function readPrefs(text: string | null, preferred: string): Prefs {
	const stored = parseObject(text);
	const one = <T extends string, D>(allowed: readonly T[], value: unknown, fallback: D): T | D =>
		allowed.find((item) => item === value) ?? fallback;
	return {
		theme: one(THEMES, stored.theme, "system"),
		density: one(DENSITIES, stored.density, "default"),
		language: one(["en", "zh"], stored.language, preferred.startsWith("zh") ? "zh" : "en"),
		refresh: one(REFRESHES, stored.refresh, undefined),
		environment: isEnvironment(stored.environment) ? stored.environment : "",
		singleKeys: stored.singleKeys !== false,
		facets: stored.facets !== false,
		name: typeof stored.name === "string" ? stored.name.slice(0, NAME_CHARACTERS) : "",
	};
}

function isEnvironment(value: unknown): value is string {
	return typeof value === "string" && value.length <= ENVIRONMENT_CHARACTERS;
}

function parseObject(text: string | null): Record<string, unknown> {
	try {
		const value: unknown = JSON.parse(text ?? "{}");
		return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
	} catch {
		return {};
	}
}

function storedText(): string | null {
	try {
		return localStorage.getItem(KEY);
	} catch {
		return null;
	}
}

let prefs: Prefs = readPrefs(storedText(), typeof navigator === "undefined" ? "en" : navigator.language);
const listeners = new Set<() => void>();

/** The theme that is on screen: `system` resolved. */
function shownTheme(theme: Theme): "dark" | "light" {
	if (theme !== "system") return theme;
	return typeof matchMedia === "function" && matchMedia(LIGHT).matches ? "light" : "dark";
}

function show(): void {
	document.documentElement.dataset.theme = shownTheme(prefs.theme);
	document.documentElement.dataset.density = prefs.density;
	for (const listener of listeners) listener();
}

/** Change some preferences, keep them, and show them at once. */
export function setPrefs(changes: Partial<Prefs>): void {
	prefs = { ...prefs, ...changes };
	try {
		localStorage.setItem(KEY, JSON.stringify(prefs));
	} catch {
		// a browser without storage forgets them with the tab
	}
	show();
}

export function currentPrefs(): Prefs {
	return prefs;
}

function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

export function usePrefs(): Prefs {
	return useSyncExternalStore(subscribe, currentPrefs);
}

/** Follow the system's theme and changes made in other tabs. Result: stop following. */
export function followPrefs(): () => void {
	const onStorage = (event: StorageEvent): void => {
		if (event.key !== KEY) return;
		prefs = readPrefs(event.newValue, navigator.language);
		show();
	};
	const system = matchMedia(LIGHT);
	system.addEventListener("change", show);
	window.addEventListener("storage", onStorage);
	show();
	return () => {
		system.removeEventListener("change", show);
		window.removeEventListener("storage", onStorage);
	};
}
