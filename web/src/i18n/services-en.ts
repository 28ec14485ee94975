/** English texts of the services page. */
export const servicesEn = {
	title: "Services",
} as const;
