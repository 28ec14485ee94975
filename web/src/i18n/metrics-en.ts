/** English texts of the metrics page. */
export const metricsEn = {
	title: "Metrics",
} as const;
