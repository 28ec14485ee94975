import { defineConfig } from "@playwright/test";
import { BROWSER_ARGS, findBrowser } from "./support/browser.ts";

export default defineConfig({
	testDir: "pages",
	timeout: 60_000,
	retries: 0,
	workers: 2,
	reporter: [["list"], ["json"]],
	use: {
		viewport: { width: 1440, height: 900 },
		locale: "en-GB",
		timezoneId: "Asia/Shanghai",
		launchOptions: { executablePath: await findBrowser(), args: [...BROWSER_ARGS] },
	},
});
