/** English texts of the logs page. */
export const logsEn = {
	title: "Logs",
} as const;
