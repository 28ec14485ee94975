import { textValue } from "./url.ts";
import { useSearchValues } from "./use-search.ts";

/** The environment (`deployment.environment.name`) that the address asks for; undefined is all of them. */
export function useEnvironment(): string | undefined {
	const environment = textValue(useSearchValues(), "env");
	return environment === "" ? undefined : environment;
}
