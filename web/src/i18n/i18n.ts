import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { AREAS, type TextArea } from "./areas.ts";
import { en } from "./en.ts";
import type { Language, Texts } from "./texts.ts";

declare module "i18next" {
	interface CustomTypeOptions {
		readonly defaultNS: "translation";
		readonly resources: { readonly translation: Texts };
	}
}

/** Areas that were shown since the page was opened. */
const shown = new Set<TextArea>();

/** Fetch what a language needs and has not got yet. */
async function loadLanguage(language: Language): Promise<void> {
	if (language === "zh" && !i18next.hasResourceBundle("zh", "translation")) {
		const { zh } = await import("./zh.ts");
		i18next.addResourceBundle("zh", "translation", zh, true, true);
	}
	await Promise.all(Array.from(shown, (area) => loadArea(language, area)));
}

async function loadArea(language: Language, area: TextArea): Promise<void> {
	if (i18next.exists(area, { lng: language, fallbackLng: language })) return;
	i18next.addResourceBundle(language, "translation", { [area]: await AREAS[language][area]() }, true, true);
}

/** A part of the page with the texts that it shows: both are fetched at once, and it is there when they are. */
export function withTexts<T>(load: () => Promise<T>, ...areas: readonly TextArea[]): () => Promise<T> {
	return async () => {
		for (const area of areas) shown.add(area);
		const [part] = await Promise.all([load(), loadLanguage(currentLanguage())]);
		return part;
	};
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
