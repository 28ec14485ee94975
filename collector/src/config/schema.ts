/**
 * Every setting of the product: one row per setting names its flag, environment variable, key in `spanglass.yaml`, default and reading.
 * A new setting is a new row and a new field of `Config`; the compiler asks for both.
 */

export interface Config {
	/** Absolute path of the data folder. */
	readonly data: string;
	readonly host: string;
	/** 0 = any free port. */
	readonly grpcPort: number;
	readonly httpPort: number;
	readonly uiPort: number;
	/** Start the demo fleet against this collector. */
	readonly demo: boolean;
	/** Listen beyond loopback although nobody has to log in. */
	readonly allowInsecure: boolean;
	/** Bytes kept free on the file system of the database: with less nothing is taken. `auto`: the larger of 256 MiB and 5 % of it. */
	readonly diskReserve: number | "auto";
	/** Further host names that browsers may use, lower case, without port. */
	readonly allowedHosts: readonly string[];
	/** How people reach the page, for links in messages; without a slash at the end. Undefined: by the address it listens on. */
	readonly publicUrl: string | undefined;
	/** How long telemetry is kept from its arrival, ms. */
	readonly "retention.traces": number;
	readonly "retention.logs": number;
	readonly "retention.metrics": number;
	/** Bytes of the whole database; undefined: half of what is free at the first start, at most 20 GiB. */
	readonly "retention.size": number | undefined;
}

export type SettingName = keyof Config;

/** What a text or YAML value means, or the sentence part that says what was expected. */
export type Reading<T> = { readonly value: T } | { readonly expected: string };

export interface Setting<T> {
	/** `--data DIR`; settings without one are set by environment or file. */
	readonly flag: string | undefined;
	/** "" = a switch: the flag alone means 1. */
	readonly argument: string;
	readonly env: string;
	/** May be a key of DATA/spanglass.yaml, under its name in `Config`; the folder itself cannot be named inside it. */
	readonly inFile: boolean;
	readonly default: T;
	/** `raw` is text from a flag or the environment, or a value of the YAML file. */
	readonly read: (raw: unknown) => Reading<T>;
	/** As a person would write it; without it the value's own text. */
	readonly print?: (value: T) => string;
	readonly help: string;
}

const AGE_UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 } as const;
const SIZE_UNITS = { GiB: 2 ** 30, MiB: 2 ** 20, KiB: 2 ** 10, B: 1 } as const;
const LEAST_SIZE = 16 * SIZE_UNITS.MiB;

export const SETTINGS: { readonly [Name in SettingName]: Setting<Config[Name]> } = {
	data: {
		flag: "data",
		argument: "DIR",
		env: "SPANGLASS_DATA",
		inFile: false,
		default: "./spanglass-data",
		read: readText("a folder"),
		help: "folder of the database and of spanglass.yaml",
	},
	host: {
		flag: "host",
		argument: "H",
		env: "SPANGLASS_HOST",
		inFile: true,
		default: "127.0.0.1",
		read: readText("a host name or an IP address"),
		help: "address to listen on; beyond loopback it needs SPANGLASS_ALLOW_INSECURE=1",
	},
	grpcPort: portSetting("grpc-port", "SPANGLASS_GRPC_PORT", 4317, "OTLP/gRPC"),
	httpPort: portSetting("http-port", "SPANGLASS_HTTP_PORT", 4318, "OTLP/HTTP"),
	uiPort: portSetting("ui-port", "SPANGLASS_UI_PORT", 4319, "page and API"),
	demo: {
		flag: "demo",
		argument: "",
		env: "SPANGLASS_DEMO",
		inFile: false,
		default: false,
		read: readBoolean,
		help: "start a shop of seven services that sends telemetry; removable from the page",
	},
	allowInsecure: {
		flag: undefined,
		argument: "",
		env: "SPANGLASS_ALLOW_INSECURE",
		inFile: true,
		default: false,
		read: readBoolean,
		help: "1 = listen beyond loopback without a login",
	},
	diskReserve: {
		flag: undefined,
		argument: "",
		env: "SPANGLASS_DISK_RESERVE",
		inFile: true,
		default: "auto",
		read: readReserve,
		help: "room kept free on the disk, as in 2GiB; auto = the larger of 256 MiB and 5 % of the file system",
	},
	allowedHosts: {
		flag: undefined,
		argument: "",
		env: "SPANGLASS_ALLOWED_HOSTS",
		inFile: true,
		default: [],
		read: readHosts,
		help: "comma-separated host names that browsers may use besides localhost and IP addresses",
	},
	publicUrl: {
		flag: undefined,
		argument: "",
		env: "SPANGLASS_PUBLIC_URL",
		inFile: true,
		default: undefined,
		read: readPageUrl,
		print: (url) => url ?? "auto",
		help: "address of the page in messages of alerts, as in https://spanglass.example.com; auto = the one it listens on",
	},
	"retention.traces": ageSetting("traces", 3),
	"retention.logs": ageSetting("logs", 3),
	"retention.metrics": ageSetting("metrics", 30),
	"retention.size": {
		flag: "retention-size",
		argument: "SIZE",
		env: "SPANGLASS_RETENTION_SIZE",
		inFile: true,
		default: undefined,
		read: readSize,
		print: (bytes) => (bytes === undefined ? "auto" : printUnit(bytes, SIZE_UNITS)),
		help: "of the database, then the oldest goes: 500MiB, 20GiB; auto = half of the disk's free space at the first start, at most 20GiB",
	},
};

export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];

/** True for names and addresses that only this machine can reach. */
export function isLoopbackHost(host: string): boolean {
	return host === "localhost" || host === "::1" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

function portSetting(flag: string, env: string, port: number, what: string): Setting<number> {
	return { flag, argument: "N", env, inFile: true, default: port, read: readPort, help: `port of ${what}; 0 = a free port` };
}

function ageSetting(signal: string, days: number): Setting<number> {
	return {
		flag: `retention-${signal}`,
		argument: "AGE",
		env: `SPANGLASS_RETENTION_${signal.toUpperCase()}`,
		inFile: true,
		default: days * AGE_UNITS.d,
		read: readAge,
		print: (ms) => printUnit(ms, AGE_UNITS),
		help: `how long ${signal} are kept after they arrived: 90m, 12h, 3d`,
	};
}

/** `3d`: a number and one of the units, which stand in order of size. */
function readUnit(raw: unknown, units: Readonly<Record<string, number>>): number | undefined {
	const [, number = "", unit = ""] = (typeof raw === "string" ? /^(\d+(?:\.\d+)?) ?([A-Za-z]+)$/.exec(raw.trim()) : null) ?? [];
	const known = Object.keys(units).find((name) => name.toLowerCase() === unit.toLowerCase());
	const value = known === undefined ? Number.NaN : Math.round(Number(number) * (units[known] ?? 0));
	return Number.isSafeInteger(value) ? value : undefined;
}

function printUnit(value: number, units: Readonly<Record<string, number>>): string {
	const fitting = Object.entries(units).find(([, size]) => value % size === 0);
	return fitting === undefined ? String(value) : `${value / fitting[1]}${fitting[0]}`;
}

function readAge(raw: unknown): Reading<number> {
	const value = readUnit(raw, AGE_UNITS);
	return value !== undefined && value > 0 ? { value } : { expected: "a number and s, m, h or d, as in 12h or 3d" };
}

function readSize(raw: unknown): Reading<number | undefined> {
	if (raw === "auto") return { value: undefined };
	const value = readUnit(raw, SIZE_UNITS);
	return value !== undefined && value >= LEAST_SIZE ? { value } : { expected: "auto, or a number and MiB or GiB, at least 16MiB" };
}

function readPort(raw: unknown): Reading<number> {
	const text = typeof raw === "number" ? String(raw) : raw;
	const port = typeof text === "string" && /^\d{1,5}$/.test(text) ? Number(text) : -1;
	return port >= 0 && port <= 65_535 ? { value: port } : { expected: "a port number from 0 to 65535" };
}

function readText(what: string): (raw: unknown) => Reading<string> {
	return (raw) => (typeof raw === "string" && raw.trim() !== "" ? { value: raw.trim() } : { expected: what });
}

function readBoolean(raw: unknown): Reading<boolean> {
	if (raw === true || raw === "1" || raw === "true" || raw === 1) return { value: true };
	if (raw === false || raw === "0" || raw === "false" || raw === "" || raw === 0) return { value: false };
	return { expected: "1 or 0" };
}

const BYTES = /^(\d{1,15})\s*([kmgt]i?b?|b)?$/i;
const POWERS = "bkmgt";

/** Powers of 1024, with or without the i. */
function readReserve(raw: unknown): Reading<number | "auto"> {
	const text = typeof raw === "number" ? String(raw) : typeof raw === "string" ? raw.trim() : "";
	if (text === "auto") return { value: "auto" };
	const [, digits, unit = "b"] = BYTES.exec(text) ?? [];
	if (digits === undefined) return { expected: "auto or a number of bytes such as 512MiB or 2GiB" };
	return { value: Number(digits) * 1024 ** POWERS.indexOf(unit.charAt(0).toLowerCase()) };
}

function readPageUrl(raw: unknown): Reading<string | undefined> {
	if (raw === "auto") return { value: undefined };
	const url = typeof raw === "string" && URL.canParse(raw) ? new URL(raw) : undefined;
	const isPage = url !== undefined && /^https?:$/.test(url.protocol) && url.username === "" && url.search === "" && url.hash === "";
	return isPage ? { value: url.href.replace(/\/+$/, "") } : { expected: "auto or an address such as https://spanglass.example.com" };
}

const HOST_NAME = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/;

function readHosts(raw: unknown): Reading<readonly string[]> {
	const list = typeof raw === "string" ? raw.split(",") : raw;
	const names = Array.isArray(list) ? list.map((name) => (typeof name === "string" ? name.trim().toLowerCase() : "?")) : ["?"];
	const given = names.filter((name) => name !== "");
	const good = given.every((name) => HOST_NAME.test(name));
	return good ? { value: given } : { expected: "host names without scheme and port, separated by commas" };
}
