/**
 * `npm run senders`: real SDKs of other languages against the real product. Each program under this folder is built, run against a
 * product on free ports, and what it says it sent is looked for through the API: spans, log records tied to their traces, metrics.
 * A language whose tools are not on this machine is skipped by name. Arguments choose languages: `npm run senders -- go rust`.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { getLogs, getMetrics, getTraces, wideRange } from "../support/api.ts";
import { removeDataFolder, type Stack, startStack } from "../support/stack.ts";

const CALLS = 20;
const FOLDER = import.meta.dirname;

interface Language {
	readonly name: string;
	/** Prints a version and exits with 0 where the tools are there. */
	readonly probe: readonly string[];
	readonly build: readonly (readonly string[])[];
	readonly run: readonly string[];
	readonly transport: "grpc" | "http";
	readonly env?: Readonly<Record<string, string>>;
}

/** The last line that a program prints. */
interface Sent {
	readonly service: string;
	readonly spans: number;
	readonly logRecords: number;
	readonly metrics: readonly string[];
}

const LANGUAGES: readonly Language[] = [
	{ name: "go", probe: ["go", "version"], build: [["go", "build", "-o", "target/sender", "."]], run: ["target/sender"], transport: "grpc" },
	{
		name: "python",
		probe: ["python3", "--version"],
		build: [
			["python3", "-m", "venv", ".venv"],
			[".venv/bin/pip", "install", "--quiet", "--disable-pip-version-check", "-r", "requirements.txt"],
		],
		run: [".venv/bin/python", "main.py"],
		transport: "http",
	},
	{
		name: "java",
		probe: ["mvn", "--version"],
		build: [["mvn", "-q", "-B", "package"]],
		run: ["java", "-javaagent:target/opentelemetry-javaagent.jar", "-cp", "target/classes", "spanglass.Main"],
		transport: "http",
		env: { OTEL_SERVICE_NAME: "sender-java", OTEL_JAVAAGENT_LOGGING: "none" },
	},
	{
		name: "rust",
		probe: ["cargo", "--version"],
		build: [["cargo", "build", "--quiet", "--release", "--locked"]],
		run: ["target/release/sender-rust"],
		transport: "grpc",
	},
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => LANGUAGES.every((language) => language.name !== name));
if (unknown.length > 0) {
	process.stderr.write(`unknown language ${unknown.join(", ")}; use ${LANGUAGES.map(({ name }) => name).join(", ")}\n`);
	process.exit(2);
}
const stack = await startStack();
let failed = 0;
try {
	for (const language of LANGUAGES) if (wanted.length === 0 || wanted.includes(language.name)) await check(language);
} finally {
	await stack.stop();
	removeDataFolder(stack.folder);
}
process.exitCode = failed === 0 ? 0 : 1;

async function check(language: Language): Promise<void> {
	const cwd = join(FOLDER, language.name);
	if (!(await succeeds(language.probe, cwd))) return say(language.name, `skipped: ${language.probe[0]} is not on this machine`);
	try {
		for (const step of language.build) await run(step, cwd, {});
		const output = await run(language.run, cwd, { ...environment(language, stack), ...language.env });
		const sent = JSON.parse(output.trim().split("\n").at(-1) ?? "") as Sent;
		say(language.name, await compare(sent));
	} catch (error) {
		failed += 1;
		say(language.name, `FAILED: ${error instanceof Error ? error.message : String(error)}`);
	}
}

function environment({ transport }: Language, { grpc, http }: Stack): Record<string, string> {
	const protocol = transport === "grpc" ? "grpc" : "http/protobuf";
	const endpoint = transport === "grpc" ? `http://${grpc}` : http;
	return { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: protocol, CALLS: String(CALLS) };
}

/** What was sent is found again: counted exactly for spans and records, by name for metrics. Throws with the difference. */
async function compare(sent: Sent): Promise<string> {
	const own = `${wideRange()}&q=${encodeURIComponent(`service:"${sent.service}"`)}`;
	const traces = await getTraces(stack, own);
	const spans = traces.reduce((sum, trace) => sum + trace.spanCount, 0);
	const records = await getLogs(stack, own);
	const inTraces = records.filter(({ traceId }) => traceId !== "").length;
	const metrics = (await getMetrics(stack, wideRange())).filter(({ services }) => services.includes(sent.service));
	const names = new Set(metrics.map(({ name }) => name));
	const missing = sent.metrics.filter((name) => !names.has(name));
	if (spans !== sent.spans) throw new Error(`${spans} of ${sent.spans} spans found`);
	if (records.length !== sent.logRecords || inTraces !== sent.logRecords) {
		throw new Error(`${records.length} log records found, ${inTraces} in their traces, ${sent.logRecords} sent`);
	}
	if (missing.length > 0) throw new Error(`metrics not found: ${missing.join(", ")}; there are ${[...names].join(", ")}`);
	return `${spans} spans in ${traces.length} traces, ${inTraces} log records, ${names.size} metrics: all found`;
}

async function succeeds(command: readonly string[], cwd: string): Promise<boolean> {
	return run(command, cwd, {}).then(
		() => true,
		() => false,
	);
}

/** Run to the end; answers stdout, throws with stderr when it fails. */
function run([program = "", ...args]: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Promise<string> {
	return new Promise((resolve, reject) => {
		const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
		let out = "";
		let err = "";
		child.stdout.on("data", (chunk) => {
			out += chunk;
		});
		child.stderr.on("data", (chunk) => {
			err += chunk;
		});
		child.on("error", reject);
		child.on("close", (code) => (code === 0 ? resolve(out) : reject(new Error(`${program} ended with ${code}: ${err.slice(-2000)}`))));
	});
}

function say(name: string, text: string): void {
	process.stdout.write(`${name.padEnd(8)}${text}\n`);
}
