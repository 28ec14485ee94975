import { defineConfig } from "vitest/config";

/** Zone, locale and seed are pinned; the page's tests run in jsdom, all others in Node. */
process.env.TZ = "Asia/Shanghai";

export default defineConfig({
	test: {
		projects: [
			{ extends: true, test: { name: "shared", root: "shared", include: ["src/**/*.test.ts"], maxWorkers: 2 } },
			{ extends: true, test: { name: "collector", root: "collector", include: ["src/**/*.test.ts"], pool: "forks", maxWorkers: 2 } },
			{ extends: true, test: { name: "web", root: "web", include: ["src/**/*.test.{ts,tsx}"], environment: "jsdom", maxWorkers: 2 } },
			{
				extends: true,
				test: { name: "e2e", root: "e2e", include: ["scenarios/*.test.ts", "demo/**/*.test.ts"], pool: "forks", fileParallelism: false },
			},
			// Rounds wait more than they work: side by side.
			{ extends: true, test: { name: "rounds", root: "e2e", include: ["scenarios/rounds/*.test.ts"], pool: "forks", maxWorkers: 2 } },
		],
		testTimeout: 60_000,
		hookTimeout: 60_000,
	},
});
