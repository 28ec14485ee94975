/** Backup while receiving, a damaged file at start, a disk without room: the real process, asked as an operator asks it. */
import { readdirSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { API_BASE } from "@spanglass/shared/api/paths";
import { afterEach, expect, it } from "vitest";
import { getStatus } from "../support/api.ts";
import { runCommand } from "../support/command.ts";
import { createGrpcClient } from "../support/otlp-client.ts";
import { createDataFolder, removeDataFolder, type Stack, startStack } from "../support/stack.ts";
import { traceRequest } from "../support/synthetic.ts";

const running: Stack[] = [];
const folders: string[] = [];
afterEach(async () => {
	for (const stack of running.splice(0)) await stack.kill();
	for (const folder of folders.splice(0)) removeDataFolder(folder);
});

function newFolder(): string {
	const folder = createDataFolder();
	folders.push(folder);
	return folder;
}

async function start(folder: string): Promise<Stack> {
	const stack = await startStack({ folder });
	running.push(stack);
	return stack;
}

const healthOf = async (url: string): Promise<unknown> => (await fetch(`${url}/healthz`)).json();

it("backs up while it receives, and what was acknowledged before is in the restored copy", async () => {
	const folder = newFolder();
	const stack = await start(folder);
	const client = createGrpcClient(stack.grpc);
	for (let number = 1; number <= 40; number++) expect((await client.send("traces", traceRequest(number, "synthetic"))).code).toBe(0);
	const before = (await getStatus(stack)).stored.traces;
	let isSending = true;
	const load = (async () => {
		for (let number = 1000; isSending; number++) expect((await client.send("traces", traceRequest(number, "synthetic"))).code).toBe(0);
	})();
	const file = join(newFolder(), "copy.db");
	const made = await runCommand(folder, ["backup", file]);
	isSending = false;
	await load;
	expect(made).toEqual({ code: 0, output: expect.stringContaining("checked (by the running server)") });
	expect(statSync(file).mode & 0o777).toBe(0o600);
	expect((await getStatus(stack)).storage.lastBackup).toMatchObject({ path: file });
	expect((await runCommand(folder, ["restore", file])).output).toContain("another Spanglass server uses the data folder");
	client.close();
	expect(await stack.stop()).toBe(0);
	const target = newFolder();
	expect(await runCommand(target, ["restore", file])).toMatchObject({ code: 0 });
	const restored = await start(target);
	expect((await getStatus(restored)).stored.traces).toBeGreaterThanOrEqual(before);
	expect(await healthOf(restored.ui)).toEqual({ status: "ok" });
});

it("starts on a damaged file: sets it aside, serves, says so everywhere, and reads the old file with one command", async () => {
	const folder = newFolder();
	const first = await start(folder);
	const client = createGrpcClient(first.grpc);
	for (let number = 1; number <= 30; number++) await client.send("traces", traceRequest(number, "synthetic"));
	client.close();
	expect(await first.stop()).toBe(0);
	const path = join(folder, "spanglass.db");
	truncateSync(path, statSync(path).size - 6000);
	const second = await start(folder);
	const { stored, storage } = await getStatus(second);
	expect(stored.traces).toBe(0);
	expect(storage.setAside).toMatchObject([{ path: expect.stringMatching(/spanglass\.db\.damaged-\d{8}T\d{6}Z$/) }]);
	for (const url of [second.ui, second.http]) expect(await healthOf(url)).toEqual({ status: "degraded", reasons: ["database_set_aside"] });
	expect(second.output()).toContain("was set aside as");
	const aside = storage.setAside[0]?.path ?? "";
	expect(await runCommand(folder, ["salvage", aside])).toMatchObject({ code: 0, output: expect.stringMatching(/rows copied/) });
	expect(await runCommand(folder, ["doctor"])).toMatchObject({ code: 2, output: expect.stringContaining("was set aside") });
	await second.stop();
	expect(await runCommand(folder, ["restore", `${aside}.salvaged`])).toMatchObject({ code: 0 });
	const third = await start(folder);
	expect((await getStatus(third)).stored.traces).toBeGreaterThan(0);
	expect(readdirSync(folder).filter((name) => name.includes("before-restore"))).toHaveLength(1);
});

it("takes nothing while the disk has less free than is to be kept, and answers queries", async () => {
	const folder = newFolder();
	writeFileSync(join(folder, "spanglass.yaml"), "diskReserve: 900TiB\n");
	const stack = await start(folder);
	const refused = await fetch(`${stack.http}/v1/traces`, {
		method: "POST",
		headers: { "content-type": "application/x-protobuf" },
		body: Buffer.from(traceRequest(1, "synthetic")),
	});
	expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "30"]);
	const client = createGrpcClient(stack.grpc);
	expect(await client.send("traces", traceRequest(1, "synthetic"))).toMatchObject({ code: 14 });
	client.close();
	expect((await fetch(`${stack.ui}${API_BASE}/traces`)).status).toBe(200);
	expect((await getStatus(stack)).storage.disk.state).toBe("low");
	expect(await healthOf(stack.http)).toEqual({ status: "degraded", reasons: ["disk_low"] });
	await expect.poll(() => stack.output().match(/nothing is stored until there is more/g)).toHaveLength(1);
});
