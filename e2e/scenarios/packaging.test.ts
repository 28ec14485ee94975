/** Dockerfile and docker-compose.yml against the code: ports, names of settings, paths, and how the product behaves with the image's settings. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { getStatus } from "../support/api.ts";
import { ROOT, removeDataFolder, type Stack, startStack } from "../support/stack.ts";

interface ComposeService {
	readonly image: string;
	readonly environment?: Readonly<Record<string, string>>;
	readonly ports?: readonly string[];
	readonly volumes?: readonly string[];
	readonly entrypoint?: readonly string[];
	readonly command?: readonly string[];
	readonly profiles?: readonly string[];
}

const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");
const dockerfile = read("Dockerfile");
const compose = parse(read("docker-compose.yml")) as {
	readonly services: Readonly<Record<"spanglass" | "demo", ComposeService>>;
	readonly volumes: Readonly<Record<string, unknown>>;
};
/** Arguments of an instruction of the last stage. */
const instruction = (name: string): string => {
	const stage = dockerfile.slice(dockerfile.lastIndexOf("FROM ")).replace(/\\\n\s*/g, "");
	return new RegExp(`^${name} (.*)$`, "m").exec(stage)?.[1] ?? "";
};
const imageEnvironment = Object.fromEntries(
	instruction("ENV")
		.split(" ")
		.map((pair) => pair.split("=") as [string, string]),
);
const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): string =>
	execFileSync(process.execPath, args as string[], { cwd: ROOT, encoding: "utf8", env: { PATH: process.env.PATH ?? "", ...env } });

/** Settings as the product prints them: name -> [value, where it came from]. */
function settings(env: Readonly<Record<string, string>>): ReadonlyMap<string, readonly string[]> {
	const lines = run(["collector/src/main.ts", "--print-config"], env).trim().split("\n");
	return new Map(lines.map((line) => line.split(/\s{2,}/)).map(([name = "", ...rest]) => [name, rest]));
}

describe("the files", () => {
	test("publish the product's own ports, on loopback only", () => {
		const defaults = settings({});
		const ports = ["grpcPort", "httpPort", "uiPort"].map((name) => defaults.get(name)?.[0] ?? "");
		expect(instruction("EXPOSE").split(" ")).toEqual(ports);
		expect(compose.services.spanglass.ports).toEqual(ports.map((port) => `127.0.0.1:${port}:${port}`));
	});

	test("set only what the product knows, and every value is taken", () => {
		const names = { ...imageEnvironment, ...compose.services.spanglass.environment };
		const own = ["SPANGLASS_ALLOWED_HOSTS", "SPANGLASS_ALLOW_INSECURE", "SPANGLASS_DATA", "SPANGLASS_HOST"];
		expect(Object.keys(names).sort()).toEqual(["MALLOC_ARENA_MAX", ...own]);
		const taken = settings(names);
		expect(taken.get("data")?.[0]).toBe("/data");
		expect(taken.get("host")?.[0]).toBe("0.0.0.0");
		expect(taken.get("allowInsecure")?.[0]).toBe("true");
		expect(taken.get("allowedHosts")?.[0]).toBe("spanglass");
		for (const setting of ["data", "host", "allowInsecure", "allowedHosts"]) expect(taken.get(setting)?.at(-1)).not.toBe("default");
	});

	test("run as another user than root, with the data on a volume", () => {
		expect(instruction("USER")).toBe("node");
		expect(instruction("VOLUME")).toBe(imageEnvironment.SPANGLASS_DATA);
		expect(compose.services.spanglass.volumes).toEqual([`data:${imageEnvironment.SPANGLASS_DATA}`]);
		expect(Object.keys(compose.volumes)).toEqual(["data"]);
	});

	test("start programs that exist, with options that they have", () => {
		const server = (JSON.parse(instruction("ENTRYPOINT")) as string[]).find((word) => word.endsWith(".ts")) ?? "";
		const [, fleet = ""] = compose.services.demo.entrypoint ?? [];
		for (const path of [server, fleet]) expect(existsSync(join(ROOT, path)), path).toBe(true);
		expect(compose.services.demo.image).toBe(compose.services.spanglass.image);
		const help = run([fleet, "--help"]);
		for (const option of (compose.services.demo.command ?? []).filter((word) => word.startsWith("--"))) expect(help).toContain(option);
		expect(compose.services.demo.command).toContain("http://spanglass:4317");
		expect(compose.services.demo.command).toContain("http://spanglass:4318");
	});
});

describe("the product with the image's settings", () => {
	let stack: Stack;
	beforeAll(async () => {
		const { SPANGLASS_HOST: host = "", SPANGLASS_ALLOW_INSECURE: insecure = "" } = imageEnvironment;
		const env = { SPANGLASS_HOST: host, SPANGLASS_ALLOW_INSECURE: insecure, ...compose.services.spanglass.environment };
		const started = await startStack({ env });
		const local = (address: string): string => address.replace("0.0.0.0", "127.0.0.1");
		stack = { ...started, ui: local(started.ui), http: local(started.http), grpc: local(started.grpc) };
	});
	afterAll(async () => {
		await stack.stop();
		removeDataFolder(stack.folder);
	});

	/** Status of a GET with a Host header of our choice, which fetch does not allow. */
	const statusAs = (host: string, path: string): Promise<number> =>
		new Promise((resolve, reject) => {
			get(`${stack.ui}${path}`, { headers: { host } }, (answer) => {
				answer.resume();
				resolve(answer.statusCode ?? 0);
			}).on("error", reject);
		});

	test("says that nobody is asked to log in", async () => {
		expect((await getStatus(stack)).insecure).toBe(true);
	});

	test("answers the check of its health, on every port that people and machines use", async () => {
		const checked = /fetch\('http:\/\/127\.0\.0\.1:(\d+)(\/\w+)'\)/.exec(instruction("HEALTHCHECK"));
		expect(checked?.[1]).toBe("4319");
		expect(await statusAs("127.0.0.1:4319", checked?.[2] ?? "")).toBe(200);
	});

	test("is reached by the name that compose gives it, and by no other", async () => {
		expect(await statusAs("spanglass:4319", "/api/spanglass/v1/status")).toBe(200);
		expect(await statusAs("evil.example:4319", "/api/spanglass/v1/status")).toBe(421);
	});
});
