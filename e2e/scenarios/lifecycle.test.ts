/** Start, refuse to start, stop: what a person sees on the command line. */
import { spawn } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { getStatus, getTraces, wideRange } from "../support/api.ts";
import { createGrpcClient, sendHttp } from "../support/otlp-client.ts";
import { createDataFolder, ROOT, removeDataFolder, type Stack, startStack } from "../support/stack.ts";
import { traceRequest } from "../support/synthetic.ts";

const PROTOBUF = { type: "application/x-protobuf" };
const stacks: Stack[] = [];

async function start(...args: Parameters<typeof startStack>): Promise<Stack> {
	const stack = await startStack(...args);
	stacks.push(stack);
	return stack;
}

/** Run the product to its end; for what must refuse to start or print and leave. */
function runToEnd(
	args: readonly string[],
	env: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; out: string; err: string }> {
	return new Promise((resolve) => {
		const child = spawn(process.execPath, [join(ROOT, "collector/src/main.ts"), ...args], { env: { ...process.env, ...env } });
		let out = "";
		let err = "";
		child.stdout.on("data", (chunk) => {
			out += chunk;
		});
		child.stderr.on("data", (chunk) => {
			err += chunk;
		});
		child.on("exit", (code) => resolve({ code, out, err }));
	});
}

const FREE_PORTS = ["--grpc-port", "0", "--http-port", "0", "--ui-port", "0"];

function expectOneSentence(result: { code: number | null; err: string }, words: RegExp): void {
	expect(result.code).toBe(1);
	expect(result.err.trim().split("\n")).toHaveLength(1);
	expect(result.err).toMatch(words);
	expect(result.err).not.toMatch(/\n\s+at /);
}

afterEach(async () => {
	for (const stack of stacks.splice(0)) {
		await stack.kill();
		removeDataFolder(stack.folder);
	}
});

describe("refusing to start says one sentence and exits with 1", () => {
	it("for a port in use", async () => {
		const blocker = createServer().listen(0, "127.0.0.1");
		await new Promise((resolve) => blocker.once("listening", resolve));
		const port = (blocker.address() as { port: number }).port;
		const folder = createDataFolder();
		const result = await runToEnd(["--data", folder, "--grpc-port", "0", "--http-port", String(port), "--ui-port", "0"]);
		expectOneSentence(result, new RegExp(`${port}.*--http-port`));
		blocker.close();
		removeDataFolder(folder);
	});

	it("for an unknown flag and a bad value", async () => {
		expectOneSentence(await runToEnd(["--no-such-flag"]), /no-such-flag/);
		expectOneSentence(await runToEnd(["--ui-port", "x"]), /ui-port/);
	});

	it("for a bad key in DATA/spanglass.yaml, naming file and line", async () => {
		const folder = createDataFolder();
		writeFileSync(join(folder, "spanglass.yaml"), "# settings\nuiport: 1\n");
		expectOneSentence(await runToEnd(["--data", folder]), /spanglass\.yaml.*2|uiport.*line 2/);
		removeDataFolder(folder);
	});

	it.skipIf(process.getuid?.() === 0)("for a folder that cannot be written", async () => {
		const folder = createDataFolder();
		chmodSync(folder, 0o500);
		expectOneSentence(await runToEnd(["--data", join(folder, "inner"), ...FREE_PORTS]), /--data/);
		chmodSync(folder, 0o700);
		removeDataFolder(folder);
	});

	it("for a data path that is a file", async () => {
		const folder = createDataFolder();
		writeFileSync(join(folder, "file"), "");
		expectOneSentence(await runToEnd(["--data", join(folder, "file"), ...FREE_PORTS]), /--data/);
		removeDataFolder(folder);
	});

	it("for a second server on the folder", async () => {
		const stack = await start();
		expectOneSentence(await runToEnd(["--data", stack.folder, ...FREE_PORTS]), /another|already|in use/i);
	});

	it("for an address other than loopback", async () => {
		const folder = createDataFolder();
		expectOneSentence(await runToEnd(["--data", folder, "--host", "0.0.0.0", ...FREE_PORTS]), /SPANGLASS_ALLOW_INSECURE/);
		removeDataFolder(folder);
	});
});

it("prints each setting with its source", async () => {
	const folder = createDataFolder();
	writeFileSync(join(folder, "spanglass.yaml"), "grpcPort: 5001\n");
	const result = await runToEnd(["--data", folder, "--ui-port", "5003", "--print-config"], { SPANGLASS_HTTP_PORT: "5002" });
	expect(result.code).toBe(0);
	expect(result.out).toMatch(/grpc.*5001.*spanglass\.yaml/i);
	expect(result.out).toMatch(/http.*5002.*SPANGLASS_HTTP_PORT/i);
	expect(result.out).toMatch(/ui.*5003.*--ui-port/i);
	expect(result.out).toMatch(/127\.0\.0\.1.*default/i);
	removeDataFolder(folder);
});

it("answers /healthz on the UI and the HTTP port", async () => {
	const stack = await start();
	expect((await fetch(`${stack.ui}/healthz`)).status).toBe(200);
	expect((await fetch(`${stack.http}/healthz`)).status).toBe(200);
});

it("ends its ready line with the data folder, absolute", async () => {
	const stack = await start();
	expect(stack.output()).toContain(`ui ${stack.ui}  otlp/grpc ${stack.grpc}  otlp/http ${stack.http}  data ${stack.folder}\n`);
});

it("stops on SIGTERM with everything acknowledged on disk, and starts again with it", async () => {
	const stack = await start();
	for (let number = 1; number <= 20; number++) {
		expect((await sendHttp(stack.http, "traces", traceRequest(number, "stopper"), PROTOBUF)).status).toBe(200);
	}
	const began = performance.now();
	expect(await stack.stop()).toBe(0);
	expect(performance.now() - began).toBeLessThan(10_000);
	const again = await start({ folder: stack.folder });
	expect((await getTraces(again, wideRange())).length).toBe(20);
	expect((await getStatus(again)).stored.traces).toBe(200);
});

it("counts a byte-identical request once, also after a restart", async () => {
	const stack = await start();
	const body = traceRequest(7, "resender");
	const client = createGrpcClient(stack.grpc);
	expect((await client.send("traces", body)).code).toBe(0);
	expect((await client.send("traces", body)).code).toBe(0);
	client.close();
	await stack.kill();
	const again = await start({ folder: stack.folder });
	expect((await sendHttp(again.http, "traces", body, PROTOBUF)).status).toBe(200);
	const traces = await getTraces(again, wideRange());
	expect(traces.map((trace) => trace.spanCount)).toEqual([10]);
});
