/**
 * R01: the disk fills under load and is freed again, on a small file system of its own where the machine allows one (`unshare -rm`, tmpfs);
 * elsewhere every COMMIT fails with SQLITE_FULL for a while. It says which of the two ran.
 */
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { createDataFolder, ROOT, removeDataFolder } from "../../support/stack.ts";
import type { Check } from "../library/check.ts";
import { fact } from "../library/check.ts";
import { FaultFile } from "../library/faults.ts";
import type { Round, RoundContext } from "../round.ts";
import { fillRounds, simulatedDisk } from "./disk-full-rounds.ts";

const DISK_MIB = 768;
const MOUNT = 'mount -t tmpfs -o size="$1" tmpfs "$2" && shift 2 && exec "$@"';

export const DISK_FULL: Round = {
	id: "R01",
	title: "the disk fills under load and is freed",
	times: { test: 0, short: 2, night: 20 },
	run,
};

async function run({ times, seed, say }: RoundContext): Promise<readonly Check[]> {
	const folder = createDataFolder();
	const canMount = spawnSync("unshare", ["-rm", "sh", "-c", MOUNT, "sh", "1m", folder, "true"]).status === 0;
	const checks = canMount ? await runInside(folder, { times, seed, say }) : await runSimulated(folder, { times, seed, say });
	removeDataFolder(folder);
	return checks;
}

async function runSimulated(folder: string, context: RoundContext): Promise<readonly Check[]> {
	const faults = new FaultFile();
	const checks = await fillRounds({ ...context, folder: join(folder, "data"), disk: simulatedDisk(faults), env: faults.env });
	faults.remove();
	return [fact("how", "no tmpfs of its own on this machine: each COMMIT failed with SQLITE_FULL"), ...checks];
}

/** The rounds run in a process that alone sees the file system; its last line is the checks. */
async function runInside(folder: string, { times, seed, say }: RoundContext): Promise<readonly Check[]> {
	const script = join(ROOT, "e2e/endure/disk-full-inside.ts");
	const command = [process.execPath, script, folder, String(times), String(seed)];
	const child = spawn("unshare", ["-rm", "sh", "-c", MOUNT, "sh", `${DISK_MIB}m`, folder, ...command], {
		stdio: ["ignore", "pipe", "pipe"],
	});
	let output = "";
	child.stdout.on("data", (chunk: Buffer) => {
		output += chunk.toString();
	});
	child.stderr.on("data", (chunk: Buffer) => {
		for (const line of chunk.toString().trimEnd().split("\n")) say(line);
	});
	await new Promise((resolve) => child.once("exit", resolve));
	const last = output.trimEnd().split("\n").at(-1) ?? "";
	if (!last.startsWith("[")) throw new Error(`the process on its own file system ended without a result: ${output.slice(-500)}`);
	const checks: readonly Check[] = JSON.parse(last);
	return [fact("how", `a tmpfs of ${DISK_MIB} MiB`), ...checks];
}
