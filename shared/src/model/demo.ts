/** What the demo fleet can act out; `retry-storm` is payment v42 with a deadline of 300 ms and up to five attempts. */
export const DEMO_INCIDENTS = ["none", "retry-storm", "breaker", "rate-limit", "deadline", "queue", "lost-instance"] as const;
export type DemoIncident = (typeof DEMO_INCIDENTS)[number];

/** Resource attribute that everything of the demo fleet carries; by it the demo is removed again. */
export const DEMO_ATTRIBUTE = "spanglass.demo";
