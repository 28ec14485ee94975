import { type AddressInfo, createServer, type Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { afterEach, expect, it } from "vitest";
import { TEST_CERTIFICATE, TEST_KEY } from "./certificate.testdata.ts";
import { createDeliver } from "./deliver.ts";
import { FIRED_AT, message, settings } from "./notification.testdata.ts";

interface MailServerOptions {
	readonly offers?: readonly string[];
	/** Answers to lines that begin with the key, instead of the usual ones. */
	readonly instead?: Readonly<Record<string, string>>;
}

const open: { close(): unknown }[] = [];
afterEach(() => {
	for (const server of open.splice(0)) server.close();
});

/** A server of RFC 5321 that remembers what it was told. */
async function startMailServer({ offers = [], instead = {} }: MailServerOptions = {}) {
	const lines: string[] = [];
	const mails: string[] = [];
	const sockets = new Set<Socket>();
	const server = createServer((plain) => {
		let socket: Socket = plain;
		sockets.add(plain);
		plain.on("error", () => undefined);
		let text = "";
		let mail: string[] | undefined;
		const say = (line: string) => socket.write(`${line}\r\n`);
		const hear = (line: string): void => {
			if (mail !== undefined) {
				if (line !== ".") return void mail.push(line.replace(/^\./, ""));
				mails.push(mail.join("\r\n"));
				mail = undefined;
				return void say("250 queued as 42");
			}
			lines.push(line);
			const [, other] = Object.entries(instead).find(([start]) => line.startsWith(start)) ?? [];
			if (other !== undefined) return void (other === "" || say(other));
			if (line.startsWith("EHLO")) say(["250-test", ...offers.map((offer) => `250-${offer}`), "250 8BITMIME"].join("\r\n"));
			else if (line === "DATA") {
				mail = [];
				say("354 go on");
			} else if (line === "STARTTLS" && offers.includes("STARTTLS")) {
				say("220 go on");
				plain.removeAllListeners("data");
				socket = new TLSSocket(plain, { isServer: true, cert: TEST_CERTIFICATE, key: TEST_KEY });
				socket.on("error", () => undefined).on("data", read);
			} else if (line === "QUIT") socket.end("221 bye\r\n");
			else if (line.startsWith("AUTH LOGIN")) say("334 VXNlcm5hbWU6");
			else say("250 ok");
		};
		const read = (chunk: Buffer): void => {
			text += chunk.toString();
			for (let at = text.indexOf("\r\n"); at >= 0; at = text.indexOf("\r\n")) {
				const line = text.slice(0, at);
				text = text.slice(at + 2);
				hear(line);
			}
		};
		plain.on("data", read);
		say("220 test ESMTP");
	});
	await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
	open.push({
		close: () => {
			for (const socket of sockets) socket.destroy();
			server.close();
		},
	});
	return { port: (server.address() as AddressInfo).port, lines, mails };
}

const deliver = createDeliver({ ownPorts: () => [], timeoutMs: 500 });

function mailTo(port: number, options: Readonly<Record<string, string | boolean | readonly string[]>> = {}) {
	const where = { host: "127.0.0.1", port, from: "Spanglass <alerts@example.com>", to: ["a@example.com", "b@example.com"] };
	const receiver = settings("email", { options: { ...where, allowPlain: true, allowPrivate: ["127.0.0.1"], ...options } });
	return message("email", { receiver });
}

it("hands a mail over in text and HTML, to everybody", async () => {
	const server = await startMailServer();
	const { result } = await deliver(mailTo(server.port), {});
	expect(result).toMatchObject({ ok: true, status: 250, body: "250 queued as 42" });
	expect(server.lines.slice(1, 5)).toEqual([
		"MAIL FROM:<alerts@example.com>",
		"RCPT TO:<a@example.com>",
		"RCPT TO:<b@example.com>",
		"DATA",
	]);
	const [mail = ""] = server.mails;
	expect(mail).toContain("From: Spanglass <alerts@example.com>\r\nTo: a@example.com,\r\n b@example.com\r\nSubject: =?utf-8?B?");
	expect(mail).toContain(`Date: ${new Date(FIRED_AT + 10_000).toUTCString().replace("GMT", "+0000")}`);
	const [, text = "", html = ""] = mail
		.split("Content-Transfer-Encoding: base64\r\n\r\n")
		.map((part) => Buffer.from(part.split("--=_")[0] ?? "", "base64").toString());
	expect(text).toContain("Value: 12.3%");
	expect(text).toContain("https://spanglass.example.com/alerts/i/7");
	expect(html).toContain('<a href="https://spanglass.example.com/alerts/i/7">Incident</a>');
	expect(Math.max(...mail.split("\r\n").map((line) => line.length))).toBeLessThan(80);
});

it("gives the same mail the same Message-ID, and another change another", async () => {
	const server = await startMailServer();
	const mail = mailTo(server.port);
	const [{ notification, suspicion }] = mail.alerts;
	await deliver(mail, {});
	await deliver(mail, {});
	await deliver({ ...mail, alerts: [{ notification: { ...notification, sequence: 2 }, suspicion }] }, {});
	const ids = server.mails.map((one) => /Message-ID: (\S+)/.exec(one)?.[1]);
	expect(ids[0]).toBe(ids[1]);
	expect(ids[2]).not.toBe(ids[0]);
});

it("sends nothing, and no password, to a server that offers no TLS", async () => {
	const server = await startMailServer({ offers: ["AUTH PLAIN LOGIN"] });
	for (const [options, secrets] of [
		[{ allowPlain: false }, {}],
		[{ user: "u" }, { password: "secret-word" }],
	] as const) {
		const { result } = await deliver(mailTo(server.port, options), secrets);
		expect(result).toMatchObject({ ok: false, error: "the mail server offers no TLS: nothing was sent to it" });
	}
	expect(server.lines.every((line) => line.startsWith("EHLO"))).toBe(true);
	expect(server.mails).toEqual([]);
});

it("says what the server says when it refuses", async () => {
	const server = await startMailServer({ instead: { "RCPT TO:<b@": "550 no such mailbox" } });
	const { result } = await deliver(mailTo(server.port), {});
	expect(result).toMatchObject({ ok: false, status: 550, body: "550 no such mailbox", error: "it answered 550" });
	expect(server.mails).toEqual([]);
});

it("does not wait for a server that falls silent", async () => {
	const server = await startMailServer({ instead: { "MAIL FROM": "" } });
	const { result } = await deliver(mailTo(server.port), {});
	expect(result).toMatchObject({ ok: false, error: "the mail was not taken within 0.5 s" });
});

it("does not go to private addresses that the receiver does not name", async () => {
	const server = await startMailServer();
	const { result } = await deliver(mailTo(server.port, { allowPrivate: [] }), {});
	expect(result.ok).toBe(false);
	expect(result.error).toContain("private address");
	expect(server.lines).toEqual([]);
});

it("does not believe a server that says TLS and speaks none", async () => {
	const server = await startMailServer({ offers: ["STARTTLS"], instead: { STARTTLS: "220 go on" } });
	const { result } = await deliver(mailTo(server.port, { user: "u" }), { password: "secret-word" });
	expect(result.ok).toBe(false);
	expect(server.lines.filter((line) => line.startsWith("AUTH"))).toEqual([]);
});

it.each([
	["AUTH PLAIN LOGIN", `AUTH PLAIN ${Buffer.from("\0u\0secret-word").toString("base64")}`],
	["AUTH LOGIN", "AUTH LOGIN"],
])("says the password only behind TLS: %s", async (offer, line) => {
	const server = await startMailServer({ offers: ["STARTTLS", offer] });
	const trusting = createDeliver({ ownPorts: () => [], timeoutMs: 500, ca: TEST_CERTIFICATE });
	const mail = mailTo(server.port, { user: "u", allowPlain: false });
	expect((await trusting(mail, { password: "secret-word" })).result).toMatchObject({ ok: true, status: 250 });
	expect(server.lines.slice(1, 4)).toEqual(["STARTTLS", server.lines[0], line]);
	expect(server.mails).toHaveLength(1);
	expect((await deliver(mail, { password: "secret-word" })).result.ok).toBe(false);
	expect(server.lines.filter((one) => one === line)).toHaveLength(1);
});
