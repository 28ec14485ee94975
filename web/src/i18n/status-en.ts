/** English texts of the status page. */
export const statusEn = {
	title: "Status",
} as const;
