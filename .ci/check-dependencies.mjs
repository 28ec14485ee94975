/**
 * Gate: licences on the allowlist (OFL only for fonts), at most 25 direct runtime dependencies, exact versions, version floors.
 * Reads the installed packages' own package.json; a package without a licence field fails.
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const WORKSPACES = ["shared", "collector", "web", "e2e"];
/** What the product itself needs; the packages of `e2e` are the demo fleet and the tests. */
const PRODUCT = ["shared", "collector", "web"];
const ALLOWED = new Set(["MIT", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "ISC", "0BSD"]);
const FONTS = ["@fontsource-variable/inter", "@fontsource-variable/jetbrains-mono"];
/** Transitive packages off the list, each with its reason. */
const EXCEPTIONS = {
	isbot: "Unlicense (public domain); server-rendering part of the router, not in the page's bundle",
	lightningcss: "MPL-2.0; the bundler's CSS minifier, used unmodified at build time only",
};
const RUNTIME_BUDGET = 25;
const FLOORS = { "@grpc/grpc-js": [1, 14, 4] };
const problems = [];
const runtime = new Set();

for (const workspace of WORKSPACES) {
	const manifest = readJson(join(ROOT, workspace, "package.json"));
	for (const [name, version] of Object.entries(manifest.dependencies ?? {})) {
		if (PRODUCT.includes(workspace) && !name.startsWith("@spanglass/")) runtime.add(name);
		if (/[\^~*x]/.test(version)) problems.push(`${workspace}: ${name} is not pinned (${version})`);
	}
	for (const [name, version] of Object.entries(manifest.devDependencies ?? {})) {
		if (/[\^~*]/.test(version)) problems.push(`${workspace}: ${name} is not pinned (${version})`);
	}
}
if (runtime.size > RUNTIME_BUDGET) problems.push(`${runtime.size} runtime dependencies, at most ${RUNTIME_BUDGET}`);

const lock = readJson(join(ROOT, "package-lock.json"));
for (const [path, entry] of Object.entries(lock.packages)) {
	if (!path.startsWith("node_modules/") || entry.link || entry.dev) continue;
	const file = join(ROOT, path, "package.json");
	if (!existsSync(file)) continue;
	const manifest = readJson(file);
	if (!licenceAllowed(manifest) && !isExcepted(manifest.name))
		problems.push(`${manifest.name}: licence ${JSON.stringify(manifest.license)} is not on the list`);
}
for (const [name, floor] of Object.entries(FLOORS)) {
	const version = readJson(join(ROOT, "node_modules", name, "package.json"))
		.version.split(".")
		.map(Number);
	if (isBelow(version, floor)) problems.push(`${name} ${version.join(".")} is below ${floor.join(".")}`);
}
for (const problem of problems) process.stdout.write(`${problem}\n`);
process.stdout.write(`${runtime.size} runtime dependencies, ${problems.length} problems\n`);
process.exitCode = problems.length === 0 ? 0 : 1;

function licenceAllowed(manifest) {
	const text = typeof manifest.license === "string" ? manifest.license : "";
	if (text === "OFL-1.1") return FONTS.includes(manifest.name);
	if (/\bOR\b/.test(text))
		return text
			.replace(/[()]/g, "")
			.split(/\s+OR\s+/)
			.some((one) => ALLOWED.has(one));
	return text
		.replace(/[()]/g, "")
		.split(/\s+AND\s+/)
		.every((one) => ALLOWED.has(one));
}

function isExcepted(name) {
	return Object.keys(EXCEPTIONS).some((exception) => name === exception || name.startsWith(`${exception}-`));
}

function isBelow(version, floor) {
	const at = floor.findIndex((part, index) => version[index] !== part);
	return at >= 0 && version[at] < floor[at];
}

function readJson(path) {
	return JSON.parse(readFileSync(path, "utf8"));
}
