import { request } from "node:http";
import { API_BASE, PATHS } from "@spanglass/shared/api/paths";
import { SpanglassError } from "@spanglass/shared/model/errors";
import { formatBytes, textOf } from "@spanglass/shared/units/format";
import { readServerAddress } from "../self/server-address.ts";
import { checkCopy } from "../store/sqlite/backup/check-copy.ts";
import { copyAtRest } from "../store/sqlite/backup/copy-at-rest.ts";
import { leaveTicket, removeTicket } from "../store/sqlite/backup/ticket.ts";
import { tryOwnerLock } from "../store/sqlite/owner-lock.ts";
import type { Command, CommandContext } from "./command.ts";

/** A running server makes the copy itself, while it receives; without one the command does. */
export const backup: Command = {
	usage: "backup FILE",
	help: "copy the database into a new file, also while the server runs",
	run: async ({ folder, databasePath, files: [path = ""], say }) => {
		const lock = tryOwnerLock(databasePath);
		const how = lock === undefined ? "by the running server" : "no server runs";
		try {
			if (lock === undefined) await askServer(folder, path);
			else await copyAtRest(databasePath, path);
		} finally {
			lock?.release();
		}
		const { bytes, sequence } = checkCopy(path);
		say(`backup ${path}: ${textOf(formatBytes(bytes))}, ${sequence} requests ever stored, checked (${how})`);
		return 0;
	},
};

async function askServer(folder: CommandContext["folder"], path: string): Promise<void> {
	const url = readServerAddress(folder);
	if (url === undefined) {
		throw new SpanglassError("unavailable", "a server owns the data folder, but it does not say where it can be asked", {
			advice: "Wait until it is ready, or stop it.",
		});
	}
	const ticket = leaveTicket(folder, path);
	try {
		const { status, body } = await post(`${url}${API_BASE}${PATHS.backup}`, JSON.stringify({ ticket }));
		if (status !== 201) throw new SpanglassError("unavailable", messageIn(body) ?? `the server answered ${status}`);
	} finally {
		removeTicket(folder, ticket);
	}
}

/** Without any deadline: a backup takes as long as it takes. */
function post(url: string, body: string): Promise<{ readonly status: number; readonly body: string }> {
	const { promise, resolve, reject } = Promise.withResolvers<{ readonly status: number; readonly body: string }>();
	const headers = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) };
	const sent = request(url, { method: "POST", headers }, (answer) => {
		const parts: Buffer[] = [];
		answer.on("data", (part: Buffer) => parts.push(part));
		answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(parts).toString() }));
		answer.on("error", reject);
	});
	sent.on("error", (error) => reject(new SpanglassError("unavailable", `the server at ${url} cannot be asked (${error.message})`)));
	sent.end(body);
	return promise;
}

function messageIn(body: string): string | undefined {
	try {
		const { error } = JSON.parse(body) as { readonly error?: { readonly message?: unknown } };
		return typeof error?.message === "string" ? error.message : undefined;
	} catch {
		return undefined;
	}
}
