/** Chinese texts of the services page. */
export const servicesZh = {
	title: "服务",
};
