/* Runs before the first paint, as a blocking script of its own because the page's policy allows no inline script:
   sets theme, density and language on <html> from what this browser remembers. The same keys are written by state/prefs.ts. */
(() => {
	const root = document.documentElement;
	let prefs = {};
	try {
		prefs = JSON.parse(localStorage.getItem("spanglass.prefs") ?? "{}") ?? {};
	} catch {
		/* no storage or not ours: the defaults hold */
	}
	const follows = prefs.theme !== "light" && prefs.theme !== "dark";
	const light = prefs.theme === "light" || (follows && matchMedia("(prefers-color-scheme: light)").matches);
	root.dataset.theme = light ? "light" : "dark";
	root.dataset.density = prefs.density === "compact" || prefs.density === "comfortable" ? prefs.density : "default";
	const language = prefs.language ?? (navigator.language.startsWith("zh") ? "zh" : "en");
	root.lang = language === "zh" ? "zh-CN" : "en";
})();
