/**
 * Gate: every import follows `.ci/import-rules.json`. An allowlist: whatever is not named there fails.
 * Prints one line a violation: file:line, what it imports, which rule it breaks.
 */
import { readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { sourceFiles } from "./source-files.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const rules = JSON.parse(readFileSync(join(ROOT, ".ci/import-rules.json"), "utf8"));
const IMPORT =
	/(?:^|\n)\s*(?:import|export)\s[^;'"]*?from\s*["']([^"']+)["']|(?:^|\n)\s*import\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)|new URL\(\s*["'](\.[^"']+)["']\s*,\s*import\.meta\.url/g;
const roomKeys = Object.keys(rules.rooms).sort((a, b) => b.length - a.length);
const isTest = (file) => /\.(test|testdata|test-support)\.tsx?$/.test(file) || file.startsWith("e2e/");
const problems = [];

for (const file of sourceFiles(ROOT).filter((path) => /^(shared|collector|web|e2e)\//.test(path))) {
	const text = readFileSync(join(ROOT, file), "utf8");
	for (const match of text.matchAll(IMPORT)) {
		const target = match[1] ?? match[2] ?? match[3] ?? match[4];
		const problem = judge(file, target);
		if (problem === undefined) continue;
		const line = text.slice(0, match.index).split("\n").length;
		if (!rules.debt.some((entry) => entry.file === file && entry.imports === target))
			problems.push(`${file}:${line} imports ${target}: ${problem}`);
	}
}

for (const problem of problems) process.stdout.write(`${problem}\n`);
process.stdout.write(`${problems.length} forbidden imports\n`);
process.exitCode = problems.length === 0 ? 0 : 1;

function judge(file, target) {
	const path = ownPath(file, target);
	return path === undefined ? judgePackage(file, target) : judgeRoom(file, path);
}

/** The repository path of an import of our own code; undefined for packages and node: modules. */
function ownPath(file, target) {
	if (target.startsWith(".")) return relative(ROOT, normalize(join(ROOT, dirname(file), target)));
	const workspace = /^@spanglass\/(shared|collector|web|e2e)\/(.+)$/.exec(target);
	return workspace === null ? undefined : `${workspace[1]}/src/${workspace[2]}.ts`;
}

function judgeRoom(file, path) {
	if (/^((collector\/)?package\.json$|web\/dist)/.test(path)) return undefined;
	const key = roomKeys.find((room) => isWithin(file, room));
	if (key === undefined) return "its room is not in .ci/import-rules.json";
	if (isWithin(file, rules.features) && isWithin(path, rules.features)) {
		return featureOf(file) === featureOf(path) ? undefined : "a feature never imports another feature";
	}
	if (isTest(file) && rules.tests.some((room) => isWithin(path, room))) return undefined;
	const allowed = [key, ...rules.rooms[key]];
	return allowed.some((room) => isWithin(path, room)) ? undefined : `${key} may import ${rules.rooms[key].join(", ") || "nothing"}`;
}

function judgePackage(file, target) {
	const name = target.startsWith("node:")
		? target
		: target
				.split("/")
				.slice(0, target.startsWith("@") ? 2 : 1)
				.join("/");
	if (isTest(file)) return undefined;
	if (/\.(css|woff2)(\?.*)?$/.test(target) && file.startsWith("web/")) return undefined;
	const homes = rules.packages[name] ?? (name.startsWith("node:") ? rules.packages["node:"] : undefined);
	if (homes === undefined) return file === "web/vite.config.ts" ? undefined : "the package is not in .ci/import-rules.json";
	if (name.startsWith("node:") && rules.noNode.some((room) => isWithin(file, room))) return "shared and web stay free of node: modules";
	return homes.some((room) => isWithin(file, room)) ? undefined : `allowed only in ${homes.join(", ") || "tests"}`;
}

function featureOf(path) {
	return path.slice(rules.features.length + 1).split("/")[0];
}

function isWithin(path, room) {
	return path === room || path.startsWith(`${room}/`);
}
