/**
 * `npm test`: unit, property, fuzz and conformance tests (vitest), then the pages and the process in a real browser (Playwright).
 * Ends with one line `N passed, N failed, N skipped`; exit code 1 when anything failed or nothing ran.
 * `npm test -- --unit` or `-- --e2e` runs one half; other arguments go to that half's runner.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const args = process.argv.slice(2);
const halves = { unit: !args.includes("--e2e"), e2e: !args.includes("--unit") };
const rest = args.filter((arg) => arg !== "--unit" && arg !== "--e2e");
const folder = mkdtempSync(join(tmpdir(), "spanglass-test-"));
const counts = { passed: 0, failed: 0, skipped: 0 };

try {
	if (halves.unit) await runVitest();
	if (halves.e2e) await runPlaywright();
} finally {
	rmSync(folder, { recursive: true, force: true });
}
if (counts.passed + counts.failed === 0) counts.failed = 1;
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
process.exitCode = counts.failed === 0 ? 0 : 1;

async function runVitest() {
	const report = join(folder, "unit.json");
	const code = await run("node_modules/vitest/vitest.mjs", [
		"run",
		"--reporter=default",
		"--reporter=json",
		`--outputFile.json=${report}`,
		...rest,
	]);
	const result = readReport(report);
	add(result?.numPassedTests, result?.numFailedTests, result?.numPendingTests);
	const brokenFiles = result?.testResults?.filter((file) => file.status === "failed" && file.assertionResults.length === 0).length ?? 0;
	counts.failed += brokenFiles;
	if (code !== 0 && counts.failed === 0) counts.failed = 1;
}

async function runPlaywright() {
	const report = join(folder, "e2e.json");
	const before = counts.failed;
	const code = await run("node_modules/@playwright/test/cli.js", ["test", "--config", "e2e/playwright.config.ts", ...rest], {
		PLAYWRIGHT_JSON_OUTPUT_NAME: report,
	});
	const stats = readReport(report)?.stats;
	add((stats?.expected ?? 0) + (stats?.flaky ?? 0), stats?.unexpected, stats?.skipped);
	if (code !== 0 && counts.failed === before) counts.failed += 1;
}

function add(passed = 0, failed = 0, skipped = 0) {
	counts.passed += passed;
	counts.failed += failed;
	counts.skipped += skipped;
}

function readReport(path) {
	try {
		return JSON.parse(readFileSync(path, "utf8"));
	} catch {
		return undefined;
	}
}

function run(script, argv, env = {}) {
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [join(ROOT, script), ...argv], { cwd: ROOT, stdio: "inherit", env: { ...process.env, ...env } });
		child.on("error", reject);
		child.on("exit", (code) => resolve(code ?? 1));
	});
}
