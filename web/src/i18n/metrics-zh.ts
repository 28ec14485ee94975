/** Chinese texts of the metrics page. */
export const metricsZh = {
	title: "指标",
};
