/**
 * `npm run check`: every gate, under two minutes. Types, lint and format, who imports whom, sizes, dead code, licences, languages.
 * Each gate's output is shown only when it fails; the last line counts them.
 */
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const GATES = [
	["types: shared", "node_modules/typescript/bin/tsc", "-p", "shared"],
	["types: collector", "node_modules/typescript/bin/tsc", "-p", "collector"],
	["types: web", "node_modules/typescript/bin/tsc", "-p", "web"],
	["types: e2e", "node_modules/typescript/bin/tsc", "-p", "e2e"],
	["lint and format", "node_modules/@biomejs/biome/bin/biome", "ci", "--colors=off", "--max-diagnostics=50", "."],
	["imports", ".ci/check-imports.mjs"],
	["sizes", ".ci/check-size.mjs"],
	["dead code", "node_modules/knip/bin/knip.js"],
	["dependencies", ".ci/check-dependencies.mjs"],
];

const began = Date.now();
const queue = [...GATES];
let failed = 0;
await Promise.all([worker(), worker()]);
process.stdout.write(`${GATES.length - failed} gates passed, ${failed} failed in ${((Date.now() - began) / 1000).toFixed(1)} s\n`);
process.exitCode = failed === 0 ? 0 : 1;

async function worker() {
	for (let gate = queue.shift(); gate !== undefined; gate = queue.shift()) {
		const [name, script, ...argv] = gate;
		const started = Date.now();
		const { code, output } = await run(script, argv);
		const verdict = code === 0 ? "ok  " : "FAIL";
		process.stdout.write(
			`${verdict} ${name} ${((Date.now() - started) / 1000).toFixed(1)} s\n${code === 0 ? "" : `${output.trimEnd()}\n`}`,
		);
		if (code !== 0) failed += 1;
	}
}

function run(script, argv) {
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [join(ROOT, script), ...argv], { cwd: ROOT });
		let output = "";
		child.stdout.on("data", (chunk) => {
			output += chunk;
		});
		child.stderr.on("data", (chunk) => {
			output += chunk;
		});
		child.on("error", reject);
		child.on("exit", (code) => resolve({ code: code ?? 1, output }));
	});
}
