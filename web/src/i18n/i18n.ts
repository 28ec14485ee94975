import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { en } from "./en.ts";
import type { Language, Texts } from "./texts.ts";

declare module "i18next" {
	interface CustomTypeOptions {
		readonly defaultNS: "translation";
		readonly resources: { readonly translation: Texts };
	}
}

/** Fetch a language's texts once. English is always there: it is the fallback and most readers' choice. */
async function loadLanguage(language: Language): Promise<void> {
	if (language !== "zh" || i18next.hasResourceBundle("zh", "translation")) return;
	const { zh } = await import("./zh.ts");
	i18next.addResourceBundle("zh", "translation", zh);
}

/** Prepare the texts before anything is rendered: the first paint is already in the reader's language. Call once. */
export async function startI18n(language: Language): Promise<void> {
	await i18next.use(initReactI18next).init({
		lng: "en",
		fallbackLng: "en",
		resources: { en: { translation: en } },
		interpolation: { escapeValue: false },
		react: { useSuspense: false },
	});
	await showLanguage(language);
}

/** Switch the page's language, and what assistive technology reads it as. */
export async function showLanguage(language: Language): Promise<void> {
	await loadLanguage(language);
	document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
	await i18next.changeLanguage(language);
}

/** The language that the page shows now. */
export function currentLanguage(): Language {
	return i18next.language === "zh" ? "zh" : "en";
}
