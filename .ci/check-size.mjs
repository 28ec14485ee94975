/**
 * Gate: no source file over 500 code lines (blank lines and comments do not count; data tables are exempt by name), and a room with
 * more than ten files of its own has a README. Files over 300 lines are named as a question, without failing.
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { sourceFiles } from "./source-files.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const FAIL_LINES = 500;
const ASK_LINES = 300;
const ROOM_FILES = 10;
const DATA_TABLES = [/^web\/src\/i18n\//, /^shared\/src\/semconv\/renames\.ts$/, /\.testdata\.ts$/];
const problems = [];
const roomFiles = new Map();

for (const file of sourceFiles(ROOT)) {
	const lines = codeLines(readFileSync(join(ROOT, file), "utf8"));
	if (lines > FAIL_LINES && !DATA_TABLES.some((pattern) => pattern.test(file)))
		problems.push(`${file}: ${lines} code lines, at most ${FAIL_LINES}`);
	else if (lines > ASK_LINES) process.stdout.write(`question: ${file} has ${lines} code lines\n`);
	if (/\.(test|testdata)\.tsx?$/.test(file)) continue;
	roomFiles.set(dirname(file), (roomFiles.get(dirname(file)) ?? 0) + 1);
}
for (const [room, files] of roomFiles) {
	if (files > ROOM_FILES && !existsSync(join(ROOT, room, "README.md"))) problems.push(`${room}: ${files} files and no README.md`);
}
for (const problem of problems) process.stdout.write(`${problem}\n`);
process.stdout.write(`${problems.length} sizes over the limit\n`);
process.exitCode = problems.length === 0 ? 0 : 1;

function codeLines(text) {
	const bare = text.replace(/\/\*[\s\S]*?\*\//g, "");
	return bare.split("\n").filter((line) => line.trim() !== "" && !line.trim().startsWith("//")).length;
}
