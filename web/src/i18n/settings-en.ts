/** English texts of the settings. */
export const settingsEn = {
	singleKeys: "Single-key shortcuts",
	theme: "Theme",
	density: "Density",
	language: "Language",
	version: "Version {{version}}",
};
