/** How a service, an operation or an edge fares by its share of failed requests: one rule for list, page and map. */

const ERROR_RATIO = 0.05;
const WARN_RATIO = 0.01;

export type ErrorState = "error" | "warn" | "ok";

/** Over 5 % failed is an error, over 1 % a warning. Units: ratio, 0..1. */
export function errorState(errorRatio: number): ErrorState {
	if (errorRatio > ERROR_RATIO) return "error";
	return errorRatio > WARN_RATIO ? "warn" : "ok";
}
