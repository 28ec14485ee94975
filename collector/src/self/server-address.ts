/** `server.json` in the data folder: where a running server can be asked. Left behind by `kill -9`; whether one runs, the lock tells. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const NAME = "server.json";

/** `url`: of the page and the API, as this machine reaches it. Without room on the disk there is none, and commands say so. */
export function writeServerAddress(folder: string, url: string): void {
	try {
		writeFileSync(join(folder, NAME), `${JSON.stringify({ url })}\n`, { mode: 0o600 });
	} catch {
		removeServerAddress(folder);
	}
}

export function removeServerAddress(folder: string): void {
	rmSync(join(folder, NAME), { force: true });
}

/** Result: undefined when no server has left one. */
export function readServerAddress(folder: string): string | undefined {
	try {
		const { url } = JSON.parse(readFileSync(join(folder, NAME), "utf8")) as { readonly url?: unknown };
		return typeof url === "string" ? url : undefined;
	} catch {
		return undefined;
	}
}
