/**
 * D03: the kernel's own record of what the process did. Each acknowledgement leaves after an fdatasync of the WAL that began when its
 * request had been read and ended before the answer was written. Senders have one request under way per connection, eight at a time, so
 * groups of requests share a sync as they do in earnest.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeDataFolder, startStack } from "../../support/stack.ts";
import { AckJournal } from "../library/ack-journal.ts";
import { atLeast, type Check, exactly, fact } from "../library/check.ts";
import { Senders } from "../library/senders.ts";
import { judgeAckOrder } from "../library/syscalls.ts";
import { waitUntil } from "../library/wait.ts";
import type { Round, RoundContext } from "../round.ts";

const LIMIT_MS = 180_000;

export const ACK_ORDER: Round = {
	id: "D03",
	title: "acknowledged after the disk has it (strace)",
	times: { test: 100, short: 200, night: 1000 },
	run,
};

async function run({ times, say }: RoundContext): Promise<readonly Check[]> {
	if (spawnSync("strace", ["-V"]).status !== 0) {
		say("strace is not on this machine: skipped; writer/journal-writer.test.ts has the order of the driver's calls");
		return [fact("skipped", "no strace on this machine")];
	}
	const folder = mkdtempSync(join(tmpdir(), "spanglass-strace-"));
	const file = join(folder, "calls");
	const stack = await startStack();
	const calls = "read,readv,recvfrom,recvmsg,write,writev,sendto,sendmsg,fdatasync,fsync";
	const tracer = spawn("strace", ["-f", "-y", "-ttt", "-xx", "-s", "65536", "-e", `trace=${calls}`, "-o", file, "-p", String(stack.pid)], {
		stdio: ["ignore", "ignore", "pipe"],
	});
	const attached = new Promise<boolean>((resolve) => tracer.stderr.once("data", (line) => resolve(/attached/.test(String(line)))));
	const ended = new Promise((resolve) => tracer.once("exit", resolve));
	if (!(await attached)) {
		await stack.stop();
		say("strace may not attach to a process here: skipped");
		return [fact("skipped", "strace may not attach to a process on this machine")];
	}
	const journal = new AckJournal();
	const senders = new Senders({ journal });
	const end = senders.run(stack);
	const enough = await waitUntil(() => senders.fates.stored >= times, LIMIT_MS);
	await end();
	tracer.kill("SIGINT");
	await ended;
	await stack.stop();
	await journal.remove();
	const verdict = await judgeAckOrder(file);
	say(`${verdict.acks} acknowledgements and ${verdict.syncs} syncs seen, ${senders.fates.stored} acknowledged`);
	removeDataFolder(stack.folder);
	rmSync(folder, { recursive: true });
	return [
		fact("acknowledged over HTTP / gRPC, as the kernel saw it", `${verdict.httpAcks} / ${verdict.grpcAcks}`),
		fact("syncs of the WAL meanwhile", verdict.syncs),
		atLeast("acknowledgements", verdict.acks, enough ? times : Number.POSITIVE_INFINITY),
		exactly("not seen by the kernel's record", senders.fates.stored - verdict.acks, 0),
		exactly("acknowledged before the sync", verdict.early, 0),
		...verdict.examples.map((example) => fact("example", example)),
	];
}
