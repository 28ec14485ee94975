/** A browser page on the product, with what tests and benches ask of it. */
import { type Browser, type BrowserContext, chromium, type Page } from "playwright";
import { BROWSER_ARGS, findBrowser } from "./browser.ts";

export interface SessionOptions {
	readonly width?: number;
	readonly height?: number;
	readonly colorScheme?: "dark" | "light";
	readonly locale?: string;
}

export async function launchBrowser(): Promise<Browser> {
	return chromium.launch({ executablePath: await findBrowser(), args: [...BROWSER_ARGS] });
}

export async function openContext(browser: Browser, options: SessionOptions = {}): Promise<BrowserContext> {
	return browser.newContext({
		viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
		colorScheme: options.colorScheme ?? "dark",
		locale: options.locale ?? "en-GB",
		timezoneId: "Asia/Shanghai",
		reducedMotion: "reduce",
	});
}

/** Milliseconds between two `performance.mark`s of the page, waiting for the later one. */
export async function msBetweenMarks(page: Page, from: string, to: string): Promise<number> {
	await page.waitForFunction((name) => performance.getEntriesByName(name).length > 0, to, { timeout: 60_000 });
	return page.evaluate(
		([start = "", end = ""]) => {
			const first = performance.getEntriesByName(start)[0]?.startTime ?? Number.NaN;
			const last = performance.getEntriesByName(end)[0]?.startTime ?? Number.NaN;
			return last - first;
		},
		[from, to],
	);
}
