import { type Attributes, getAttribute } from "./attributes.ts";

/** What the demo fleet can act out; `retry-storm` is payment v42 with a deadline of 300 ms and up to five attempts. */
export const DEMO_INCIDENTS = ["none", "retry-storm", "breaker", "rate-limit", "deadline", "queue", "lost-instance"] as const;
export type DemoIncident = (typeof DEMO_INCIDENTS)[number];

/** Resource attribute that everything of the demo fleet carries; by it the demo is removed again. */
export const DEMO_ATTRIBUTE = "spanglass.demo";

/** True for the attributes of a resource that is the demo's: `spanglass.demo` is true, as a boolean or as text. */
export function isDemoResource(attributes: Attributes): boolean {
	const value = getAttribute(attributes, DEMO_ATTRIBUTE);
	return (value?.type === "bool" && value.value) || (value?.type === "string" && value.value === "true");
}
