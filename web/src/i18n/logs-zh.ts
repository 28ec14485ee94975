/** Chinese texts of the logs page. */
export const logsZh = {
	title: "日志",
};
