/**
 * The browser that tests run in: the first of CHROMIUM_PATH, a chromium or chrome on the PATH, the one from npm (Linux x64).
 * Launched with our own arguments only: packaged argument lists contain switches that turn web security off.
 */
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
export const BROWSER_ARGS: readonly string[] = [
	"--no-sandbox",
	"--headless=shell",
	"--disable-background-networking",
	"--disable-component-update",
	// repainting a part of a tile rounds edges otherwise than painting it whole: pictures of one state would differ
	"--disable-partial-raster",
];

/** Path of an executable browser. Throws one sentence when none can be had. */
export async function findBrowser(): Promise<string> {
	const named = process.env.CHROMIUM_PATH;
	if (named !== undefined) return named;
	for (const folder of (process.env.PATH ?? "").split(delimiter)) {
		for (const name of NAMES) {
			if (existsSync(join(folder, name))) return join(folder, name);
		}
	}
	const { default: packaged } = await import("@sparticuz/chromium");
	return packaged.executablePath();
}
