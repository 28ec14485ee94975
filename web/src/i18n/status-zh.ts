/** Chinese texts of the status page. */
export const statusZh = {
	title: "状态",
};
