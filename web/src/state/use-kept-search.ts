import { useMemo } from "react";
import { type SearchValues, textValue } from "./url.ts";
import { useSearchValues } from "./use-search.ts";

/** What a link to another page takes along: when and where. A new object only when one of them changed. */
export function useKeptSearch(): SearchValues {
	const values = useSearchValues();
	const [from, to, env] = ["from", "to", "env"].map((name) => textValue(values, name));
	return useMemo(() => {
		const kept = Object.entries({ from, to, env }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
		return Object.fromEntries(kept);
	}, [from, to, env]);
}
