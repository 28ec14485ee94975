/** Steps of the severity ramp, as the tokens are called. */
export const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
