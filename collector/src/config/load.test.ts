import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CONFIG_FILE, helpText, loadConfig, printConfig } from "./load.ts";

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "spanglass-config-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Given {
	readonly argv?: readonly string[];
	readonly env?: Record<string, string>;
	readonly yaml?: string;
}

function load({ argv = [], env = {}, yaml = "" }: Given) {
	writeFileSync(join(folder, CONFIG_FILE), yaml);
	return loadConfig({ argv, env: { SPANGLASS_DATA: folder, ...env }, cwd: "/work" });
}

describe("loadConfig", () => {
	it("has the documented defaults", () => {
		expect(loadConfig({ argv: [], env: {}, cwd: "/somewhere" }).config).toEqual({
			data: "/somewhere/spanglass-data",
			host: "127.0.0.1",
			grpcPort: 4317,
			httpPort: 4318,
			uiPort: 4319,
			demo: false,
			allowInsecure: false,
			diskReserve: "auto",
			allowedHosts: [],
			"retention.traces": 3 * 86_400_000,
			"retention.logs": 3 * 86_400_000,
			"retention.metrics": 30 * 86_400_000,
			"retention.size": undefined,
		});
	});

	it("reads how long and how much is kept, grouped or dotted, and says it as it was written", () => {
		const yaml = "retention:\n  traces: 12h\n  size: 1.5 GiB\nretention.logs: 90m\n";
		const loaded = load({ yaml, env: { SPANGLASS_RETENTION_METRICS: "45s" }, argv: ["--retention-traces=2d"] });
		expect(loaded.config).toMatchObject({
			"retention.traces": 2 * 86_400_000,
			"retention.logs": 90 * 60_000,
			"retention.metrics": 45_000,
			"retention.size": 1.5 * 2 ** 30,
		});
		expect(loaded.sources["retention.size"]).toMatch(/line 3$/);
		expect(printConfig(loaded)).toMatch(
			/retention\.traces +2d .*retention\.logs +90m .*retention\.metrics +45s .*retention\.size +1536MiB /s,
		);
		expect(printConfig(load({ yaml: "retention: {size: auto}" }))).toMatch(/retention\.size +auto /);
	});

	it.each(["3", "-3d", "0d", "3 weeks", "1e9d"])("does not take %s for an age", (age) => {
		expect(() => load({ argv: [`--retention-logs=${age}`] })).toThrow(/retention\.logs is .* expected a number and s, m, h or d/);
	});

	it.each(["1MiB", "20", "lots", "20TB"])("does not take %s for a size", (size) => {
		expect(() => load({ argv: [`--retention-size=${size}`] })).toThrow(/retention\.size is .* expected auto, or a number and MiB or GiB/);
	});

	it("lets a flag beat the environment, which beats the file, which beats the default", () => {
		const yaml = "# ports\ngrpcPort: 1\nhttp-port: 1\nui_port: 1\n";
		const { config, sources } = load({ yaml, env: { SPANGLASS_HTTP_PORT: "2", SPANGLASS_UI_PORT: "3" }, argv: ["--ui-port", "0"] });
		expect([config.grpcPort, config.httpPort, config.uiPort]).toEqual([1, 2, 0]);
		expect(sources).toMatchObject({
			data: "SPANGLASS_DATA",
			host: "default",
			grpcPort: `${join(folder, CONFIG_FILE)} line 2`,
			httpPort: "SPANGLASS_HTTP_PORT",
			uiPort: "flag --ui-port",
		});
	});

	it("takes a switch alone, with a value, or from the environment", () => {
		expect(load({ argv: ["--demo", "--ui-port", "0"] }).config).toMatchObject({ demo: true, uiPort: 0 });
		expect(load({ argv: ["--demo=0"], env: { SPANGLASS_DEMO: "1" } }).config.demo).toBe(false);
		expect(load({ env: { SPANGLASS_DEMO: "1" } }).config.demo).toBe(true);
		expect(() => load({ argv: ["--demo=maybe"] })).toThrow(/demo is "maybe" \(flag --demo\); expected 1 or 0/);
	});

	it("reads lists and switches from each source", () => {
		const file = load({ yaml: "allowInsecure: true\nallowedHosts: [Spanglass, a.b.c]\nhost: 0.0.0.0\n" }).config;
		expect(file).toMatchObject({ allowInsecure: true, allowedHosts: ["spanglass", "a.b.c"], host: "0.0.0.0" });
		const env = load({ env: { SPANGLASS_ALLOW_INSECURE: "1", SPANGLASS_ALLOWED_HOSTS: "x, y" }, argv: ["--host=::"] }).config;
		expect(env).toMatchObject({ allowInsecure: true, allowedHosts: ["x", "y"], host: "::" });
	});

	it.each<[string, Given, RegExp]>([
		["an unknown flag", { argv: ["--prot", "1"] }, /unknown flag "--prot"; run with --help/],
		["a stray word", { argv: ["serve"] }, /unknown flag "serve"/],
		["a flag without value", { argv: ["--data"] }, /--data needs a value/],
		["a flag in place of a value", { argv: ["--host", "--ui-port", "1"] }, /--host needs a value/],
		["a port that is no number", { argv: ["--ui-port", "http"] }, /^uiPort is "http" \(flag --ui-port\); expected a port number/],
		["a port out of range", { env: { SPANGLASS_GRPC_PORT: "65536" } }, /grpcPort is "65536" \(SPANGLASS_GRPC_PORT\)/],
		["a negative port", { yaml: "http-port: -1" }, /httpPort is -1 \(.*spanglass\.yaml line 1\)/],
		["a port of the wrong type", { yaml: "\nhttp-port: [1]" }, /httpPort is \[1\] \(.*line 2\)/],
		["an unknown key", { yaml: "host: localhost\nhosst: x" }, /line 2: unknown key "hosst"; known keys are host, grpcPort/],
		["a list where keys belong", { yaml: "- a" }, /line 1: expected lines of the form/],
		["broken YAML", { yaml: "host: 'x" }, /line 1: this is not YAML/],
		["two settings on one port", { argv: ["--ui-port", "4318"] }, /httpPort and uiPort are both 4318/],
		["a host that others reach", { argv: ["--host", "0.0.0.0"] }, /SPANGLASS_ALLOW_INSECURE=1/],
		["a host name with a scheme", { env: { SPANGLASS_ALLOWED_HOSTS: "http://x" } }, /allowedHosts is "http:\/\/x"/],
	])("refuses %s in one sentence", (_what, given, sentence) => {
		expect(() => load(given)).toThrow(sentence);
		expect(() => load(given)).not.toThrow(/\n/);
	});

	it("warns about a variable that looks like a setting, and leaves an orchestrator's own alone", () => {
		const { warnings } = load({ env: { SPANGLASS_UI_PROT: "1", SPANGLASS_PORT: "tcp://10.0.0.1:80", SPANGLASS_SERVICE_HOST: "10.0.0.1" } });
		expect(warnings).toEqual([expect.stringContaining("SPANGLASS_UI_PROT is not a setting")]);
	});

	it("prints each value with its source, and help with each setting", () => {
		const text = printConfig(load({ argv: ["--print-config", "--ui-port", "9"] }));
		expect(text).toMatch(/^uiPort +9 +flag --ui-port$/m);
		expect(text).toMatch(/^grpcPort +4317 +default$/m);
		expect(helpText()).toContain("SPANGLASS_ALLOWED_HOSTS");
		expect(load({ argv: ["-h"] }).command).toBe("help");
	});

	it.each([
		["512MiB", 512 * 2 ** 20],
		["2 GiB", 2 ** 31],
		["1g", 2 ** 30],
		["4096", 4096],
		["0", 0],
		["auto", "auto"],
	])("reads %s as room to keep free", (text, bytes) => {
		expect(load({ env: { SPANGLASS_DISK_RESERVE: text } }).config.diskReserve).toBe(bytes);
	});

	it("refuses what is no size", () => {
		for (const text of ["5%", "-1", "many", "1 PiB"]) {
			expect(() => load({ env: { SPANGLASS_DISK_RESERVE: text } })).toThrow(/diskReserve is .*; expected auto or a number of bytes/);
		}
	});
});
