import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, createServer as createNetServer, isIPv6 } from "node:net";
import { networkInterfaces } from "node:os";
import { afterEach, describe, expect, it } from "vitest";
import type { AddressGuard } from "./address-guard.ts";
import { TEST_CERTIFICATE, TEST_KEY } from "./certificate.testdata.ts";
import { type Resolve, resolveBySystem } from "./connect.ts";
import { ANSWER_BYTES, type Network, sendHttp } from "./send-http.ts";

const NOBODY: AddressGuard = { allowPrivate: [], ownPorts: [] };
const LOCAL: AddressGuard = { allowPrivate: ["127.0.0.1", "::1"], ownPorts: [] };
const open: { close(): unknown }[] = [];
afterEach(() => {
	for (const server of open.splice(0)) server.close();
});

const network = (guard: AddressGuard, resolve: Resolve = resolveBySystem, timeoutMs = 2000): Network => ({ guard, resolve, timeoutMs });
const post = (url: string, using: Network) => sendHttp({ url, headers: { "Content-Type": "application/json" }, body: "{}" }, using);
/** Names answer these addresses; of several calls the next ones. */
const answering =
	(...answers: readonly (readonly string[])[]): Resolve =>
	(_host, done) => {
		const [addresses = []] = answers.length > 1 ? (answers as string[][]).splice(0, 1) : answers;
		done(
			null,
			addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 })),
		);
	};

async function serve(listener: RequestListener, host = "127.0.0.1"): Promise<{ readonly server: Server; readonly port: number }> {
	const server = createServer(listener);
	await new Promise<void>((done) => server.listen(0, host, done));
	open.push({
		close: () => {
			server.closeAllConnections();
			server.close();
		},
	});
	return { server, port: (server.address() as AddressInfo).port };
}

/** Every address of this machine on one port, if it can be had, with a count of connections. */
async function everywhere() {
	let connections = 0;
	const server = createNetServer((socket) => {
		connections++;
		socket.destroy();
	});
	const hasIpv6 = Object.values(networkInterfaces()).some((list) => list?.some(({ family }) => family === "IPv6"));
	await new Promise<void>((done) => server.listen(0, hasIpv6 ? "::" : "0.0.0.0", done));
	open.push(server);
	return { port: (server.address() as AddressInfo).port, connections: () => connections };
}

/** Ways to write this machine and its neighbourhood. */
const FORMS = [
	"127.0.0.1",
	"127.0.0.1.",
	"127.1",
	"127.0.1",
	"127.255.255.254",
	"2130706433",
	"0x7f000001",
	"0x7f.0.0.1",
	"0x7f.1",
	"0x7F.0x0.0x0.0x1",
	"017700000001",
	"0177.0.0.1",
	"0177.0.0.01",
	"0177.1",
	"00000177.0.0.1",
	"127.0x0.0.1",
	"%31%32%37.0.0.1",
	"127。0。0。1",
	"127.0.0.1",
	"127｡0｡0｡1",
	"①②⑦.⓪.⓪.①",
	"127.0.0.1",
	"0.0.0.0",
	"0",
	"0x0",
	"00",
	"0.0.0.1",
	"localhost",
	"LOCALHOST",
	"localhost.",
	"lоcalhost".replace("о", "o"),
	"ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
	"[::1]",
	"[0:0:0:0:0:0:0:1]",
	"[0000::0001]",
	"[::]",
	"[::ffff:127.0.0.1]",
	"[::ffff:7f00:1]",
	"[0:0:0:0:0:ffff:7f00:0001]",
	"[::127.0.0.1]",
	"[::7f00:1]",
	"[::ffff:0:127.0.0.1]",
	"[64:ff9b::127.0.0.1]",
	"[64:ff9b::7f00:1]",
	"[64:ff9b::a9fe:a9fe]",
	"[64:ff9b:1::1]",
	"[2002:7f00:1::]",
	"[2001:0:7f00:1::]",
	"[fe80::1]",
	"[fec0::1]",
	"[fc00::1]",
	"[fd00:ec2::254]",
	"[ff02::1]",
	"169.254.169.254",
	"2852039166",
	"0xa9fea9fe",
	"[::ffff:169.254.169.254]",
	"100.64.0.1",
	"100.100.100.200",
	"10.0.0.1",
	"172.16.0.1",
	"172.31.255.255",
	"192.168.0.1",
	"192.0.0.192",
	"198.18.0.1",
	"224.0.0.1",
	"255.255.255.255",
	"240.0.0.1",
] as const;

describe("addresses that are not connected to", () => {
	it("are at least 60", () => expect(new Set(FORMS).size).toBeGreaterThanOrEqual(60));

	it.each(FORMS)("%s", async (form) => {
		const target = await everywhere();
		await expect(post(`http://${form}:${target.port}/`, network(NOBODY))).rejects.toMatchObject({ kind: "unsupported" });
		expect(target.connections()).toBe(0);
	});

	it.each([
		"http://user@127.0.0.1",
		"http://user:word@example.com",
		"http://example.com@127.0.0.1",
		"file:///etc/passwd",
		"gopher://127.0.0.1",
		"//x",
		"",
	])("%s is no address at all", async (url) => {
		await expect(post(url, network(LOCAL))).rejects.toMatchObject({ kind: "invalid_input", field: "url" });
	});

	it("also behind a name, in whatever order it answers, with and without TLS", async () => {
		const target = await everywhere();
		for (const addresses of [
			["127.0.0.1"],
			["::1"],
			["192.0.43.7", "127.0.0.1"],
			["::ffff:7f00:1"],
			["64:ff9b::7f00:1"],
			["fe80::1%lo"],
			["0.0.0.0"],
		])
			for (const scheme of ["http", "https"])
				await expect(post(`${scheme}://rebound.example.com:${target.port}/`, network(NOBODY, answering(addresses)))).rejects.toMatchObject({
					kind: "unsupported",
				});
		expect(target.connections()).toBe(0);
	});

	it("also when the name answered another one the time before", async () => {
		const { port } = await serve((_request, response) => response.end("hello"));
		const rebinding = answering(["127.0.0.1"], ["127.0.0.2"]);
		const using = network({ allowPrivate: ["127.0.0.1"], ownPorts: [] }, rebinding);
		expect(await post(`http://rebound.example.com:${port}/`, using)).toMatchObject({ status: 200 });
		await expect(post(`http://rebound.example.com:${port}/`, using)).rejects.toMatchObject({ kind: "unsupported" });
	});

	it("nor the product's own ports, even by a receiver that may go to private addresses", async () => {
		const target = await everywhere();
		const guard = { allowPrivate: ["127.0.0.0/8", "::1", "localhost"], ownPorts: [target.port] };
		for (const host of ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"])
			await expect(post(`http://${host}:${target.port}/`, network(guard))).rejects.toMatchObject({ kind: "unsupported" });
		expect(target.connections()).toBe(0);
	});

	it("nor metadata services, even by a receiver that names them", async () => {
		const guard = { allowPrivate: ["169.254.169.254", "169.254.0.0/16", "0.0.0.0/0", "::/0"], ownPorts: [] };
		for (const host of ["169.254.169.254", "0.0.0.0", "[fe80::1]", "[64:ff9b::a9fe:a9fe]"])
			await expect(post(`http://${host}/`, network(guard))).rejects.toMatchObject({ kind: "unsupported" });
	});

	it.each(["127.0.0.1", "127.0.0.0/8", "named.example.com", "NAMED.example.com"])(
		"but private ones that the receiver names: %s",
		async (allowed) => {
			const { port } = await serve((_request, response) => response.end("hello"));
			const guard = { allowPrivate: [allowed], ownPorts: [] };
			const answer = await post(`http://named.example.com:${port}/`, network(guard, answering(["127.0.0.1"])));
			expect(answer).toEqual({ status: 200, body: "hello", retryAfterMs: undefined });
		},
	);
});

describe("answers", () => {
	it("do not lead elsewhere", async () => {
		let visits = 0;
		const other = await serve((_request, response) => {
			visits++;
			response.end();
		});
		const { port } = await serve((_request, response) =>
			response.writeHead(302, { Location: `http://127.0.0.1:${other.port}/` }).end("moved"),
		);
		expect(await post(`http://127.0.0.1:${port}/`, network(LOCAL))).toMatchObject({ status: 302, body: "moved" });
		expect(visits).toBe(0);
	});

	it("are read to 64 KiB, however long they are", async () => {
		let sent = 0;
		const { port } = await serve((_request, response) => {
			response.writeHead(200, { "Content-Length": String(2 ** 30) });
			const chunk = Buffer.alloc(65_536, "x");
			const more = (): void => {
				while (sent < 2 ** 30 && !response.destroyed) {
					sent += chunk.length;
					if (!response.write(chunk)) return void response.once("drain", more);
				}
			};
			response.on("error", () => undefined);
			more();
		});
		const { body, status } = await post(`http://127.0.0.1:${port}/`, network(LOCAL));
		expect([status, body.length]).toEqual([200, ANSWER_BYTES]);
		expect(sent).toBeLessThan(32 * 2 ** 20);
	});

	it("that ask to come back later say when", async () => {
		const { port } = await serve((_request, response) => response.writeHead(429, { "Retry-After": "120" }).end());
		expect(await post(`http://127.0.0.1:${port}/`, network(LOCAL))).toMatchObject({ status: 429, retryAfterMs: 120_000 });
	});

	it("that never come are waited for no longer than the limit, nor those that trickle", async () => {
		const hanging = await serve(() => undefined);
		await expect(post(`http://127.0.0.1:${hanging.port}/`, network(LOCAL, resolveBySystem, 100))).rejects.toMatchObject({
			kind: "unavailable",
			message: "there was no answer within 0.1 s",
		});
		const trickling = await serve((_request, response) => void response.writeHead(200).write("a"));
		await expect(post(`http://127.0.0.1:${trickling.port}/`, network(LOCAL, resolveBySystem, 100))).rejects.toMatchObject({
			kind: "unavailable",
		});
	});

	it("of nobody, of a name that is not there and of a broken TLS are sentences", async () => {
		const { server, port } = await serve((_request, response) => response.end());
		await expect(post(`https://127.0.0.1:${port}/`, network(LOCAL))).rejects.toMatchObject({ kind: "unavailable" });
		server.close();
		server.closeAllConnections();
		await expect(post(`http://127.0.0.1:${port}/`, network(LOCAL))).rejects.toMatchObject({ kind: "unavailable" });
		const unknown: Resolve = (host, done) => done(new Error(`getaddrinfo ENOTFOUND ${host}`), []);
		await expect(post("http://nobody.example.com/", network(LOCAL, unknown))).rejects.toMatchObject({
			kind: "unavailable",
			message: "getaddrinfo ENOTFOUND nobody.example.com",
		});
	});
});

describe("over TLS", () => {
	async function serveTls(): Promise<number> {
		const server = createTlsServer({ cert: TEST_CERTIFICATE, key: TEST_KEY }, (_request, response) => response.end("hello"));
		await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
		open.push({
			close: () => {
				server.closeAllConnections();
				server.close();
			},
		});
		return (server.address() as AddressInfo).port;
	}

	it.each(["receiver.example.com", "127.0.0.1"])("the certificate must be of a known authority and name %s", async (host) => {
		const port = await serveTls();
		const guard = { allowPrivate: ["127.0.0.1"], ownPorts: [] };
		const using = { ...network(guard, answering(["127.0.0.1"])), ca: TEST_CERTIFICATE };
		expect(await post(`https://${host}:${port}/`, using)).toMatchObject({ status: 200, body: "hello" });
		await expect(post(`https://${host}:${port}/`, { ...using, ca: undefined })).rejects.toMatchObject({ kind: "unavailable" });
		await expect(post(`https://other.example.com:${port}/`, using)).rejects.toMatchObject({
			kind: "unavailable",
			message: expect.stringContaining("does not match certificate"),
		});
	});
});
