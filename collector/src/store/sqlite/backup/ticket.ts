/**
 * Who may name a file that the server then writes: whoever can write to its data folder. The command leaves the path there under a random
 * number and sends only the number; so nobody who merely reaches the port can choose where something is written.
 */
import { randomBytes } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { SpanglassError } from "@spanglass/shared/model/errors";

const TICKET = /^[0-9a-f]{32}$/;

function fileOf(folder: string, ticket: string): string {
	return join(folder, `backup-${ticket}.ticket`);
}

/** Result: what to send. */
export function leaveTicket(folder: string, path: string): string {
	const ticket = randomBytes(16).toString("hex");
	writeFileSync(fileOf(folder, ticket), path, { mode: 0o600, flag: "wx" });
	return ticket;
}

/** Idempotent. */
export function removeTicket(folder: string, ticket: string): void {
	rmSync(fileOf(folder, ticket), { force: true });
}

/** A ticket can be used once. Result: the absolute path. Throws invalid_input: there is no such ticket. */
export function useTicket(folder: string, ticket: string): string {
	const path = TICKET.test(ticket) ? readPath(fileOf(folder, ticket)) : undefined;
	if (path === undefined || !isAbsolute(path)) {
		throw new SpanglassError("invalid_input", "this ticket is unknown or was used already", {
			field: "ticket",
			advice: "Use `npm run spanglass -- backup FILE` on the machine of the collector.",
		});
	}
	removeTicket(folder, ticket);
	return path;
}

function readPath(file: string): string | undefined {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return undefined;
	}
}
