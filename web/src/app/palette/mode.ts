/** The first character of what is typed into the palette says what is looked for. */
export type PaletteMode = "all" | "command" | "query" | "id" | "time" | "help";

export const PREFIXES: Readonly<Record<string, Exclude<PaletteMode, "all">>> = {
	">": "command",
	":": "query",
	"#": "id",
	"@": "time",
	"?": "help",
};

/** `>the` -> commands, `the`; without a known prefix everything is looked through. */
export function paletteMode(text: string): { readonly mode: PaletteMode; readonly needle: string } {
	const typed = text.trimStart();
	const first = typed.slice(0, 1);
	const mode = Object.hasOwn(PREFIXES, first) ? PREFIXES[first] : undefined;
	return mode === undefined ? { mode: "all", needle: typed.trim() } : { mode, needle: typed.slice(1).trim() };
}
