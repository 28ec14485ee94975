import { execFileSync } from "node:child_process";

/** Repository paths of our source files (tracked, or new and not ignored), sorted. */
export function sourceFiles(root) {
	const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: root, encoding: "utf8" });
	return [...new Set(listed.split("\n"))].filter((path) => /\.(ts|tsx|mjs|css|sql)$/.test(path)).sort();
}
