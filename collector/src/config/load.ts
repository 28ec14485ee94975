/**
 * Flags, SPANGLASS_* and DATA/spanglass.yaml -> one readonly Config, each value with its source. Precedence: flag, environment, file,
 * default. Anything unknown or unreadable ends the start with one sentence.
 */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { SpanglassError } from "@spanglass/shared/model/errors";
import { isMap, isNode, isScalar, LineCounter, type Pair, parseDocument, type YAMLMap } from "yaml";
import { type Config, isLoopbackHost, SETTING_NAMES, SETTINGS, type Setting, type SettingName } from "./schema.ts";

export type Command = "start" | "print-config" | "help" | "version";

export interface LoadedConfig {
	readonly command: Command;
	readonly config: Config;
	/** For people: `flag --data`, `SPANGLASS_HOST`, `spanglass.yaml line 3`, `default`. */
	readonly sources: Readonly<Record<SettingName, string>>;
	/** Sentences about what was ignored. */
	readonly warnings: readonly string[];
}

export interface ConfigInputs {
	/** Without program and script. */
	readonly argv: readonly string[];
	readonly env: Readonly<Record<string, string | undefined>>;
	/** Relative data folders start here. */
	readonly cwd: string;
}

export const CONFIG_FILE = "spanglass.yaml";
const FILE_NAMES = SETTING_NAMES.filter((name) => SETTINGS[name].inFile);
const COMMAND_FLAGS: readonly Command[] = ["print-config", "help", "version"];

interface Given {
	readonly raw: unknown;
	readonly source: string;
}
type GivenSettings = Map<SettingName, Given>;

/** Read the whole configuration. Throws invalid_input with one sentence that names the key and what to do. */
export function loadConfig(inputs: ConfigInputs): LoadedConfig {
	const { command, given: flags } = readFlags(inputs.argv);
	const env = readEnvironment(inputs.env);
	const data = resolve(inputs.cwd, settingValue("data", flags.get("data") ?? env.get("data")));
	const file = command === "help" || command === "version" ? new Map<SettingName, Given>() : readFile(data);
	const sources: Record<string, string> = {};
	const values: Record<string, unknown> = {};
	for (const name of SETTING_NAMES) {
		const given = flags.get(name) ?? env.get(name) ?? file.get(name);
		values[name] = settingValue(name, given);
		sources[name] = given?.source ?? "default";
	}
	const config = { ...values, data } as unknown as Config;
	checkTogether(config);
	return { command, config, sources: sources as Record<SettingName, string>, warnings: unknownVariables(inputs.env) };
}

/** `--print-config`: one line per setting: key, value, source. */
export function printConfig({ config, sources }: LoadedConfig): string {
	const rows = SETTING_NAMES.map((name) => [name, textOf(name, config[name]), sources[name]] as const);
	const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length));
	return rows.map(([key, value, source]) => `${key.padEnd(width(0))}  ${value.padEnd(width(1))}  ${source}\n`).join("");
}

export function helpText(): string {
	const flags = SETTING_NAMES.map((name) => {
		const setting = SETTINGS[name];
		const flag = setting.flag === undefined ? "" : `--${setting.flag} ${setting.argument}`.trimEnd();
		return `  ${flag.padEnd(23)} ${setting.env.padEnd(27)} ${setting.help} (default ${textOf(name, setting.default) || "none"})`;
	});
	return [
		"Spanglass receives OTLP traces, metrics and logs and shows them in the browser.",
		"",
		"npm start -- [flags]      flag, else environment variable, else DATA/spanglass.yaml (grpcPort: 4317), else default",
		"",
		...flags,
		"  --print-config   show each setting and where it comes from",
		"  --version        show the version",
		"",
	].join("\n");
}

function readFlags(argv: readonly string[]): { readonly command: Command; readonly given: GivenSettings } {
	const given: GivenSettings = new Map();
	let command: Command = "start";
	for (let at = 0; at < argv.length; at += 1) {
		const token = argv[at] ?? "";
		const [, flag = "", inline] = /^--([^=]+)(?:=(.*))?$/s.exec(token === "-h" ? "--help" : token) ?? [];
		const wanted = COMMAND_FLAGS.find((name) => name === flag);
		const name = SETTING_NAMES.find((candidate) => SETTINGS[candidate].flag === flag && flag !== "");
		if (wanted !== undefined && inline === undefined) command = wanted;
		else if (name === undefined) throw new SpanglassError("invalid_input", `unknown flag "${token}"; run with --help to see the flags`);
		else given.set(name, { raw: inline ?? switchValue(name) ?? flagValue(argv, ++at, flag), source: `flag --${flag}` });
	}
	return { command, given };
}

function switchValue(name: SettingName): string | undefined {
	return SETTINGS[name].argument === "" ? "1" : undefined;
}

function flagValue(argv: readonly string[], at: number, flag: string): string {
	const value = argv[at];
	if (value === undefined || value.startsWith("--")) {
		throw new SpanglassError("invalid_input", `--${flag} needs a value; write --${flag} VALUE or --${flag}=VALUE`);
	}
	return value;
}

function readEnvironment(env: ConfigInputs["env"]): GivenSettings {
	const given: GivenSettings = new Map();
	for (const name of SETTING_NAMES) {
		const raw = env[SETTINGS[name].env];
		if (raw !== undefined && raw !== "") given.set(name, { raw, source: SETTINGS[name].env });
	}
	return given;
}

/**
 * Variables that look like a setting and are none. They warn only: an orchestrator adds names of its own (`SPANGLASS_PORT=tcp://…` for a
 * service called spanglass), and those must not stop the product.
 */
function unknownVariables(env: ConfigInputs["env"]): string[] {
	const known = new Set(SETTING_NAMES.map((name) => SETTINGS[name].env));
	const settings = /^SPANGLASS_(DATA|HOST|GRPC|HTTP|UI|ALLOW|INSECURE|DEMO|RETENTION|DISK)/;
	return Object.keys(env)
		.filter((key) => settings.test(key) && !known.has(key) && env[key] !== undefined)
		.map((key) => `environment variable ${key} is not a setting and is ignored; run with --help to see the settings`);
}

function readFile(data: string): GivenSettings {
	const path = join(data, CONFIG_FILE);
	let text: string;
	try {
		text = readFileSync(path, "utf8");
	} catch (error) {
		const code = (error as NodeJS.ErrnoException).code;
		if (code === "ENOENT" || code === "ENOTDIR") return new Map();
		throw new SpanglassError("invalid_input", `cannot read ${path} (${code}); make it readable or remove it`);
	}
	return readYaml(text, path);
}

function readYaml(text: string, path: string): GivenSettings {
	const lines = new LineCounter();
	const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
	const fault = document.errors[0];
	if (fault !== undefined) throw fileError(path, lines.linePos(fault.pos[0]).line, `this is not YAML (${fault.message})`);
	const given: GivenSettings = new Map();
	if (document.contents === null) return given;
	if (!isMap(document.contents)) throw fileError(path, 1, "expected lines of the form `key: value`");
	for (const { key, value, line } of keysOf(document.contents, lines)) {
		const name = FILE_NAMES.find((candidate) => candidate === camelCase(key));
		if (name === undefined) throw fileError(path, line, `unknown key "${key}"; known keys are ${FILE_NAMES.join(", ")}`);
		given.set(name, { raw: isScalar(value) ? value.value : isNode(value) ? value.toJS(document) : value, source: `${path} line ${line}` });
	}
	return given;
}

interface FileKey {
	readonly key: string;
	readonly value: unknown;
	readonly line: number;
}

/** `retention:` with `traces:` under it is the key `retention.traces`. */
function keysOf(map: YAMLMap, lines: LineCounter, prefix = ""): readonly FileKey[] {
	return map.items.flatMap((pair) => {
		const key = prefix + (isScalar(pair.key) ? String(pair.key.value) : "?");
		const { value } = pair;
		const isGroup = prefix === "" && isMap(value) && FILE_NAMES.some((name) => name.startsWith(`${key}.`));
		return isGroup ? keysOf(value, lines, `${key}.`) : [{ key, value, line: lineOf(pair, lines) }];
	});
}

function lineOf(pair: Pair, lines: LineCounter): number {
	const offset = isScalar(pair.key) ? pair.key.range?.[0] : undefined;
	return offset === undefined ? 1 : lines.linePos(offset).line;
}

/** `ui-port`, the flag's spelling, and `ui_port` are the same key as `uiPort`. */
function camelCase(key: string): string {
	return key.replace(/[-_]([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}

function fileError(path: string, line: number, what: string): SpanglassError {
	return new SpanglassError("invalid_input", `${path} line ${line}: ${what}`);
}

function settingValue<Name extends SettingName>(name: Name, given: Given | undefined): Config[Name] {
	const setting: Setting<Config[Name]> = SETTINGS[name];
	if (given === undefined) return setting.default;
	const reading = setting.read(given.raw);
	if ("value" in reading) return reading.value;
	const shown = typeof given.raw === "string" ? `"${given.raw}"` : JSON.stringify(given.raw);
	throw new SpanglassError("invalid_input", `${name} is ${shown} (${given.source}); expected ${reading.expected}`);
}

function checkTogether(config: Config): void {
	if (!isLoopbackHost(config.host) && !config.allowInsecure) {
		const fact = `host ${config.host} can be reached from other machines and nobody has to log in`;
		throw new SpanglassError("invalid_input", `${fact}; set SPANGLASS_ALLOW_INSECURE=1 if that is wanted, or use --host 127.0.0.1`);
	}
	const ports = (["grpcPort", "httpPort", "uiPort"] as const).filter((name) => config[name] !== 0);
	for (const name of ports) {
		const twin = ports.find((other) => other !== name && config[other] === config[name]);
		if (twin === undefined) continue;
		throw new SpanglassError("invalid_input", `${name} and ${twin} are both ${config[name]}; give each its own port`);
	}
}

function textOf<Name extends SettingName>(name: Name, value: Config[Name]): string {
	const { print }: Setting<Config[Name]> = SETTINGS[name];
	if (print !== undefined) return print(value);
	return Array.isArray(value) ? value.join(",") : String(value);
}
