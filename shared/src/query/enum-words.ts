/** Words of OTLP's closed lists in the query language; a number outside the list is its digits. */
export const KIND_WORDS = ["unspecified", "internal", "server", "client", "producer", "consumer"] as const;
export const STATUS_WORDS = ["unset", "ok", "error"] as const;

/** `server` for 2, `9` for 9. */
export function kindWord(kind: number): string {
	return KIND_WORDS[kind] ?? String(kind);
}

/** `error` for 2, `7` for 7. */
export function statusWord(code: number): string {
	return STATUS_WORDS[code] ?? String(code);
}
