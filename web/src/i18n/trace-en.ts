/** English texts of the trace view. */
export const traceEn = {
	title: "Trace {{id}}",
} as const;
