import { currentPrefs, setPrefs } from "./prefs.ts";
import { type SearchValues, textValue, withValues } from "./url.ts";
import { useSearchValues, useSetSearch } from "./use-search.ts";

/** The environment (`deployment.environment.name`) that the address asks for; undefined is all of them. */
export function useEnvironment(): string | undefined {
	return environmentOf(useSearchValues());
}

/** The environment of an address: `env=prod` names one, `env=` and no `env` mean all. */
function environmentOf(values: SearchValues): string | undefined {
	const environment = textValue(values, "env");
	return environment === "" ? undefined : environment;
}

/**
 * The address that a page with an environment shows in the place of `values`: one that says nothing of environments takes the choice
 * that this browser remembers, so that the address always tells what is on screen. Undefined: it stays as it is. An empty `env`
 * says "all" explicitly: shared links carry it, and another reader's remembered choice does not change what they show.
 */
export function withRememberedEnvironment(values: SearchValues, remembered: string): SearchValues | undefined {
	return values.env === undefined && remembered !== "" ? withValues(values, { env: remembered }) : undefined;
}

/** Choose an environment (undefined: all) and remember it for addresses that name none. */
export function useSetEnvironment(): (environment: string | undefined) => void {
	const setSearch = useSetSearch();
	return (environment) => {
		if (currentPrefs().environment !== (environment ?? "")) setPrefs({ environment: environment ?? "" });
		setSearch({ env: environment }, "push");
	};
}
