import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { en } from "./en.ts";
import type { Language, Texts } from "./texts.ts";
import { zh } from "./zh.ts";

declare module "i18next" {
	interface CustomTypeOptions {
		readonly defaultNS: "translation";
		readonly resources: { readonly translation: Texts };
	}
}

/** Prepare both languages, synchronously: nothing is fetched, the first paint is already in the right one. Call once. */
export function startI18n(language: Language): void {
	void i18next.use(initReactI18next).init({
		lng: language,
		fallbackLng: "en",
		resources: { en: { translation: en }, zh: { translation: zh } },
		initAsync: false,
		interpolation: { escapeValue: false },
		react: { useSuspense: false },
	});
}

/** Switch the page's language at once, and what assistive technology reads it as. */
export function showLanguage(language: Language): void {
	document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
	void i18next.changeLanguage(language);
}

/** The language that the page shows now. */
export function currentLanguage(): Language {
	return i18next.language === "zh" ? "zh" : "en";
}
