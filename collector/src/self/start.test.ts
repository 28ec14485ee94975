import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SpanglassError } from "@spanglass/shared/model/errors";
import { afterEach, describe, expect, it } from "vitest";
import { authority, createListeners, listenHttpServer } from "./bind.ts";
import { makeFolder } from "./folder.ts";
import { assertNode, sentenceOf } from "./process.ts";

const servers: Server[] = [];
afterEach(() => {
	for (const server of servers.splice(0)) server.close();
});

function listen(host: string, port: number) {
	const server = createServer();
	servers.push(server);
	return listenHttpServer(server, host, port);
}

const target = (port: number, host = "127.0.0.1") => ({ host, port, what: "OTLP/HTTP", flag: "--http-port" });

describe("createListeners", () => {
	it("answers the port that it found, and closes everything", async () => {
		const listeners = createListeners();
		const port = await listeners.open(target(0), listen);
		expect(port).toBeGreaterThan(0);
		await listeners.close(0);
		expect(await createListeners().open(target(port), listen)).toBe(port);
	});

	it("says what to do about a port in use and an address that is not here", async () => {
		const { port } = await listen("127.0.0.1", 0);
		const inUse = await createListeners().open(target(port), listen).catch(sentenceOf);
		expect(inUse).toBe(
			`port ${port} on 127.0.0.1 (OTLP/HTTP) is in use; stop the program that listens there, or choose another with --http-port N (0 = a free port)`,
		);
		const elsewhere = await createListeners().open(target(0, "192.0.2.1"), listen).catch(sentenceOf);
		expect(elsewhere).toContain("give an address of this machine with --host H");
	});

	it("writes IPv6 addresses in brackets", () => {
		expect([authority("127.0.0.1", 1), authority("::1", 2)]).toEqual(["127.0.0.1:1", "[::1]:2"]);
	});
});

describe("makeFolder", () => {
	it("makes what is missing for this user only, and names what cannot be made", () => {
		const folder = mkdtempSync(join(tmpdir(), "spanglass-folder-"));
		makeFolder(join(folder, "a", "b"));
		makeFolder(join(folder, "a", "b"));
		expect(statSync(join(folder, "a", "b")).mode & 0o777).toBe(0o700);
		writeFileSync(join(folder, "file"), "");
		expect(() => makeFolder(join(folder, "file", "x"))).toThrow(/file\/x \(ENOTDIR\)/);
		rmSync(folder, { recursive: true });
	});

	it.skipIf(process.platform !== "linux")("ends where no folder can ever be made", () => {
		expect(() => makeFolder("/proc/spanglass/data")).toThrow(/\/proc\/spanglass/);
	});
});

describe("the last sentence", () => {
	it("joins fact and advice, without a stack", () => {
		expect(sentenceOf(new SpanglassError("conflict", "It is taken.", { advice: "Stop it." }))).toBe("It is taken; stop it");
		expect(sentenceOf(new Error("plain"))).toBe("plain");
		expect(sentenceOf("words")).toBe("words");
	});

	it("names the Node that is too old", () => {
		assertNode("22.18.0");
		assertNode("24.0.0");
		for (const old of ["22.17.9", "20.19.0"]) expect(() => assertNode(old)).toThrow(/22\.18 or newer/);
	});
});
