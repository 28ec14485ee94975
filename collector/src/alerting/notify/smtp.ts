/** One e-mail to one server, over a checked connection. Source: RFC 5321, RFC 3207 (STARTTLS), RFC 4954 (AUTH PLAIN and LOGIN). */

import type { Socket } from "node:net";
import { hostname } from "node:os";
import { connect as tlsConnect } from "node:tls";
import { messageOf, SpanglassError } from "@spanglass/shared/model/errors";
import { connectGuarded } from "./connect.ts";
import { ANSWER_BYTES, type Network, serverName } from "./send-http.ts";

export interface MailServer {
	readonly host: string;
	readonly port: number;
	readonly user: string;
	readonly password: string | undefined;
	/** Without TLS if the server offers none. */
	readonly allowPlain: boolean;
}

export interface Mail {
	readonly from: string;
	readonly to: readonly string[];
	/** Headers and body, lines ended by CR LF. */
	readonly content: string;
}

/** The server's last answer. */
export interface MailReply {
	readonly status: number;
	readonly body: string;
}

const TLS_FROM_THE_START = 465;

/** Throws unsupported (the address is not allowed), unavailable (no answer). A refusal is a reply with a status of 400 or more. */
export async function sendMail(mail: Mail, server: MailServer, network: Network): Promise<MailReply> {
	const connection = open(server, network);
	const timer = setTimeout(() => {
		connection.fail(new Error(`the mail was not taken within ${network.timeoutMs / 1000} s`));
	}, network.timeoutMs);
	try {
		return await converse(connection, mail, server, network);
	} catch (error) {
		if (error instanceof Refusal) return error.reply;
		throw error instanceof SpanglassError ? error : new SpanglassError("unavailable", messageOf(error), { cause: error });
	} finally {
		clearTimeout(timer);
		connection.destroy();
	}
}

class Refusal extends Error {
	readonly reply: MailReply;

	constructor(reply: MailReply) {
		super(reply.body);
		this.reply = reply;
	}
}

async function converse(connection: Connection, mail: Mail, server: MailServer, network: Network): Promise<MailReply> {
	await connection.expect();
	let offers = await hello(connection);
	if (server.port !== TLS_FROM_THE_START) {
		if (offers.includes("STARTTLS")) {
			await connection.ask("STARTTLS");
			connection.secure(server.host, network.ca);
			offers = await hello(connection);
		} else if (!server.allowPlain || server.password !== undefined)
			throw new Error("the mail server offers no TLS: nothing was sent to it");
	}
	if (server.password !== undefined) await logIn(connection, offers, server.user, server.password);
	await connection.ask(`MAIL FROM:<${bare(mail.from)}>`);
	for (const to of mail.to) await connection.ask(`RCPT TO:<${bare(to)}>`);
	await connection.ask("DATA");
	const reply = await connection.ask(`${mail.content.replace(/^\./gm, "..")}\r\n.`);
	connection.say("QUIT");
	return reply;
}

/** Of `Name <a@b>` the address. */
function bare(address: string): string {
	return /<([^<>]+)>/.exec(address)?.[1] ?? address;
}

async function hello(connection: Connection): Promise<readonly string[]> {
	const { body } = await connection.ask(`EHLO ${hostname().replace(/[^A-Za-z0-9.-]/g, "") || "localhost"}`);
	return body.split("\n").map((line) => line.slice(4).trim().toUpperCase());
}

async function logIn(connection: Connection, offers: readonly string[], user: string, password: string): Promise<void> {
	const methods = offers.find((offer) => offer.startsWith("AUTH "))?.split(" ") ?? [];
	if (methods.includes("PLAIN")) {
		await connection.ask(`AUTH PLAIN ${base64(`\0${user}\0${password}`)}`);
		return;
	}
	await connection.ask("AUTH LOGIN");
	await connection.ask(base64(user));
	await connection.ask(base64(password));
}

function base64(text: string): string {
	return Buffer.from(text).toString("base64");
}

/** Lines out, replies in; one reply may have several lines (`250-…`, the last `250 …`). */
interface Connection {
	say(line: string): void;
	/** The next reply. Throws Refusal. */
	expect(): Promise<MailReply>;
	ask(line: string): Promise<MailReply>;
	secure(host: string, ca: string | undefined): void;
	fail(error: Error): void;
	destroy(): void;
}

function open({ host, port }: MailServer, { guard, resolve, ca }: Network): Connection {
	const plain = connectGuarded({ host, port, guard, resolve });
	const replies = createReplies();
	let socket: Socket = plain;
	const listen = (to: Socket): void => {
		to.on("data", replies.add);
		to.on("error", replies.fail);
		to.on("close", () => replies.fail(new Error("the mail server hung up")));
	};
	const secure = (name: string, authority: string | undefined): void => {
		plain.removeAllListeners("data");
		replies.clear();
		socket = tlsConnect({ socket: plain, ...serverName(name), ...(authority === undefined ? {} : { ca: authority }) });
		listen(socket);
	};
	listen(plain);
	if (port === TLS_FROM_THE_START) secure(host, ca);
	const say = (line: string): void => void socket.write(`${line}\r\n`);
	const ask = (line: string): Promise<MailReply> => {
		say(line);
		return replies.next();
	};
	const destroy = (): void => {
		socket.destroy();
		plain.destroy();
	};
	return { say, ask, expect: replies.next, secure, fail: replies.fail, destroy };
}

function createReplies() {
	let text = "";
	let failure: Error | undefined;
	let waiting: { readonly resolve: (reply: MailReply) => void; readonly reject: (error: Error) => void } | undefined;
	const settle = (): void => {
		const whole = /^(?:\d{3}-[^\n]*\n)*(\d{3})(?: [^\n]*)?\r?\n/.exec(text);
		if (waiting === undefined || (whole === null && failure === undefined)) return;
		const { resolve, reject } = waiting;
		waiting = undefined;
		if (whole === null) {
			reject(failure ?? new Error("there was no reply"));
			return;
		}
		text = text.slice(whole[0].length);
		const reply = { status: Number(whole[1]), body: whole[0].trim() };
		if (reply.status >= 400) reject(new Refusal(reply));
		else resolve(reply);
	};
	return {
		add: (chunk: Buffer): void => {
			text += chunk.toString("utf8");
			if (text.length > ANSWER_BYTES) failure ??= new Error("the mail server says too much");
			settle();
		},
		fail: (error: Error): void => {
			failure ??= error;
			settle();
		},
		/** What came before TLS is not believed after it. */
		clear: (): void => {
			text = "";
		},
		next: (): Promise<MailReply> =>
			new Promise((resolve, reject) => {
				waiting = { resolve, reject };
				settle();
			}),
	};
}
