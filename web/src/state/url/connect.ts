/** What the address says about the page that connects a service. */
import { choiceValue, type SearchValues } from "../url.ts";

export const CONNECT_LANGUAGES = ["go", "java", "python", "node", "dotnet", "rust", "collector", "curl"] as const;
export type ConnectLanguage = (typeof CONNECT_LANGUAGES)[number];

/** The chosen way of sending; an unknown one becomes the first. */
export function connectLanguageFromSearch(values: SearchValues): ConnectLanguage {
	return choiceValue(values, "tab", CONNECT_LANGUAGES);
}

/** The change that writes it; the default is left out. */
export function searchFromConnectLanguage(language: ConnectLanguage): Readonly<Record<"tab", string | undefined>> {
	return { tab: language === CONNECT_LANGUAGES[0] ? undefined : language };
}
