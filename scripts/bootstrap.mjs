/**
 * First step of `npm start`, `npm test` and every other command: plain JavaScript for any Node >= 18.
 *
 *   npm start ──▶ bootstrap (the user's Node) ──▶ npm ci when node_modules is missing, too small or older than the lock file
 *                                             ──▶ page build when its sources changed
 *                                             ──▶ the command, on the pinned Node of node_modules/.bin
 *
 * Signals are passed on; the exit code is the command's.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const BIN = join(ROOT, "node_modules", ".bin");
const INSTALL_MARK = join(ROOT, "node_modules", ".spanglass-install.json");
/** Compiled code of the collector, kept between starts. `collector/src/self/engine-flags.ts` sets this, and the flag of `start`, for its threads. */
const CODE_CACHE = join(ROOT, "node_modules", ".cache", "spanglass-code");
/** glibc gives up to 8 heaps per core to threads, and what one thread frees in its own serves no other: one takes 60 MiB less under load, at the same CPU time. */
const ARENAS = "1";
const BUILD_MARK = join(ROOT, "web", "dist", ".build.json");
const PAGE_SOURCES = ["web/src", "web/public", "web/index.html", "web/vite.config.ts", "shared/src", "package-lock.json"];

/** `installs`: `run` needs no test or gate tools. `page`: the command serves or tests the page. */
const COMMANDS = {
	start: { installs: "run", page: true, run: (args) => ["--max-semi-space-size=4", "collector/src/main.ts", ...args] },
	test: { installs: "full", page: true, run: (args) => ["scripts/test.mjs", ...args] },
	check: { installs: "full", page: false, run: (args) => ["scripts/check.mjs", ...args] },
	endure: { installs: "full", page: true, run: (args) => ["e2e/endure/main.ts", ...args] },
	bench: { installs: "run", page: true, run: (args) => ["collector/src/bench/main.ts", ...args] },
	"bench:web": { installs: "full", page: true, run: (args) => ["e2e/bench-web/main.ts", ...args] },
	screens: { installs: "full", page: true, run: (args) => ["e2e/screens/main.ts", ...args] },
	senders: { installs: "full", page: true, run: (args) => ["e2e/senders/main.ts", ...args] },
	spanglass: { installs: "run", page: false, run: (args) => ["collector/src/cli/main.ts", ...args] },
	demo: { installs: "run", page: false, run: (args) => ["e2e/demo/main.ts", ...args] },
	build: { installs: "run", page: true, run: () => undefined },
};

const QUIET_FLAGS = ["--print-config", "--help", "--version"];

main().catch((error) => {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exit(1);
});

async function main() {
	const [name = "", ...args] = process.argv.slice(2);
	const command = COMMANDS[name];
	if (command === undefined) throw new Error(`unknown command "${name}"; use one of: ${Object.keys(COMMANDS).join(", ")}`);
	const quiet = args.some((arg) => QUIET_FLAGS.includes(arg));
	await install(command.installs, quiet);
	if (command.page && !quiet) await buildPage();
	const argv = command.run(args);
	if (argv !== undefined) process.exitCode = await runNode(argv, { forward: true });
}

/** Install what is missing; a full installation is never reduced to the smaller one. */
async function install(wanted, quiet) {
	const lock = hashOf([readFileSync(join(ROOT, "package-lock.json"))]);
	const mark = readJson(INSTALL_MARK);
	const have = mark?.lock === lock ? mark.set : undefined;
	if (have === "full" || have === wanted) return;
	const hasTools = existsSync(join(ROOT, "node_modules", "vitest"));
	const set = mark?.set === "full" || hasTools ? "full" : wanted;
	const began = Date.now();
	const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error", ...(set === "run" ? ["--omit=dev"] : [])];
	if (!quiet) say(`installing ${set === "run" ? "what the product runs on" : "the product and its test tools"} (npm ${args[0]})`);
	const code = await runNpm(args);
	if (code !== 0) throw new Error("npm ci failed; read its message above, then run the command again");
	mkdirSync(dirname(INSTALL_MARK), { recursive: true });
	writeFileSync(INSTALL_MARK, JSON.stringify({ lock, set }));
	if (!quiet) say(`installed ${megabytes(folderBytes(join(ROOT, "node_modules")))} in ${seconds(began)}`);
}

async function buildPage() {
	const sources = hashOf(PAGE_SOURCES.flatMap((path) => listFiles(join(ROOT, path))).map((file) => `${file}:${contentHash(file)}`));
	if (readJson(BUILD_MARK)?.sources === sources) return;
	const began = Date.now();
	const code = await runNode([join(ROOT, "node_modules/vite/bin/vite.js"), "build", "--logLevel", "warn"], { cwd: join(ROOT, "web") });
	if (code !== 0) throw new Error("building the page failed; the messages above name the file");
	writeFileSync(BUILD_MARK, JSON.stringify({ sources }));
	say(`built the page, ${megabytes(folderBytes(join(ROOT, "web", "dist")))} in ${seconds(began)}`);
}

function runNpm(args) {
	const cli = process.env.npm_execpath;
	const viaNode = cli !== undefined && /\.[cm]?js$/.test(cli) && existsSync(cli);
	return run(viaNode ? process.execPath : "npm", viaNode ? [cli, ...args] : args, {});
}

function runNode(argv, options) {
	return run(process.platform === "win32" ? join(BIN, "node.cmd") : join(BIN, "node"), argv, {
		...options,
		env: { NODE_COMPILE_CACHE: CODE_CACHE, MALLOC_ARENA_MAX: ARENAS },
	});
}

/** Run a program to its end; answers its exit code (128 + n when a signal ended it). */
function run(program, argv, options) {
	return new Promise((resolve, reject) => {
		const env = { ...options.env, ...process.env, PATH: `${BIN}${delimiter}${process.env.PATH ?? ""}` };
		const child = spawn(program, argv, {
			cwd: options.cwd ?? ROOT,
			env: { ...env, INIT_CWD: process.env.INIT_CWD ?? process.cwd() },
			stdio: "inherit",
			shell: process.platform === "win32",
		});
		const forward = (signal) => child.kill(signal);
		const orphaned = options.forward ? watchParent(() => child.kill("SIGTERM")) : undefined;
		const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
		if (options.forward) for (const signal of signals) process.on(signal, forward);
		child.on("error", reject);
		child.on("exit", (code, signal) => {
			clearInterval(orphaned);
			for (const name of signals) process.off(name, forward);
			resolve(code ?? (signal === "SIGINT" ? 130 : 143));
		});
	});
}

/** Some shells die of a signal without passing it on: when whoever started us is gone, the command ends as if it had been told to. */
function watchParent(onGone) {
	const parent = process.ppid;
	const timer = setInterval(() => {
		if (process.ppid === parent) return;
		clearInterval(timer);
		onGone();
	}, 250);
	return timer;
}

function listFiles(path) {
	if (!existsSync(path)) return [];
	if (statSync(path).isFile()) return [path];
	return readdirSync(path, { withFileTypes: true })
		.flatMap((entry) => (entry.isDirectory() ? listFiles(join(path, entry.name)) : [join(path, entry.name)]))
		.sort();
}

function folderBytes(path) {
	let bytes = 0;
	for (const entry of readdirSync(path, { withFileTypes: true })) {
		if (entry.isDirectory()) bytes += folderBytes(join(path, entry.name));
		else if (entry.isFile()) bytes += statSync(join(path, entry.name)).size;
	}
	return bytes;
}

function contentHash(file) {
	return hashOf([readFileSync(file)]);
}

function hashOf(parts) {
	const hash = createHash("sha256");
	for (const part of parts) hash.update(part).update("\0");
	return hash.digest("hex");
}

function readJson(path) {
	try {
		return JSON.parse(readFileSync(path, "utf8"));
	} catch {
		return undefined;
	}
}

function say(line) {
	process.stdout.write(`${line}\n`);
}

function megabytes(bytes) {
	return `${(bytes / 1e6).toFixed(1)} MB`;
}

function seconds(began) {
	return `${((Date.now() - began) / 1000).toFixed(1)} s`;
}
