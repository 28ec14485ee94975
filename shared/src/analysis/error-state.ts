/** How a service, an operation or an edge fares by its share of failed requests: one rule for first page, list, page and map. */

const ERROR_RATIO = 0.05;
const WARN_RATIO = 0.01;

export type ErrorState = "error" | "warn" | "ok";
/** `idle`: it sent data, but no request was served, so nothing tells how it fares. `silent`: nothing was heard of it. */
export type ServiceState = ErrorState | "idle" | "silent";

/** Over 5 % failed is an error, over 1 % a warning. Units: ratio, 0..1. */
export function errorState(errorRatio: number): ErrorState {
	if (errorRatio > ERROR_RATIO) return "error";
	return errorRatio > WARN_RATIO ? "warn" : "ok";
}

/** The state of a service in a range. `isHeard`: anything of it arrived, be it no request. `errorRatio` is that of its requests, null without one. */
export function serviceState({ errorRatio, isHeard }: { readonly errorRatio: number | null; readonly isHeard: boolean }): ServiceState {
	if (errorRatio !== null) return errorState(errorRatio);
	return isHeard ? "idle" : "silent";
}
