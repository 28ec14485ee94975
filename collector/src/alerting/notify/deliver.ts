/** One message to one receiver, over whatever it is reached by; of the outbox and of a test alike. */
import { messageOf, SpanglassError } from "@spanglass/shared/model/errors";
import type { DeliveryResult } from "@spanglass/shared/model/receiver";
import type { HttpChannel, MailChannel, Secrets } from "./channels/channel.ts";
import { textOption } from "./channels/channel.ts";
import { CHANNELS } from "./channels/registry.ts";
import { type Resolve, resolveBySystem } from "./connect.ts";
import type { Message } from "./message.ts";
import { mimeOf } from "./mime.ts";
import { type Network, SEND_TIMEOUT_MS, sendHttp } from "./send-http.ts";
import { sendMail } from "./smtp.ts";

export interface Delivered {
	readonly result: DeliveryResult;
	readonly retryAfterMs: number | undefined;
}

export interface DeliverPorts {
	/** Ports that the product listens on, at this moment. */
	readonly ownPorts: () => readonly number[];
	/** Tests hand in others. */
	readonly resolve?: Resolve;
	readonly timeoutMs?: number;
	readonly ca?: string;
}

export type Deliver = (message: Message, secrets: Secrets) => Promise<Delivered>;

/** Characters of an answer that are kept and shown. */
const SHOWN_ANSWER = 2000;

/** Never rejects: what goes wrong is the result. */
export function createDeliver(ports: DeliverPorts): Deliver {
	return async (message, secrets) => {
		const began = performance.now();
		const tookMs = () => Math.round(performance.now() - began);
		try {
			const { body, ...ended } = await send(message, secrets, networkOf(message, ports));
			const shown = withoutSecrets(printable(body), secrets);
			const result: DeliveryResult = {
				ok: ended.error === undefined,
				status: ended.status,
				body: shown,
				error: ended.error,
				tookMs: tookMs(),
			};
			return { result, retryAfterMs: ended.retryAfterMs };
		} catch (error) {
			const text = error instanceof SpanglassError ? error.message : `it could not be sent: ${messageOf(error)}`;
			return { result: { ok: false, error: withoutSecrets(text, secrets), tookMs: tookMs() }, retryAfterMs: undefined };
		}
	};
}

function networkOf({ receiver }: Message, { ownPorts, resolve = resolveBySystem, timeoutMs = SEND_TIMEOUT_MS, ca }: DeliverPorts): Network {
	const allowed = receiver.options.allowPrivate;
	const allowPrivate = Array.isArray(allowed) ? allowed.filter((one) => typeof one === "string") : [];
	return { guard: { allowPrivate, ownPorts: ownPorts() }, resolve, timeoutMs, ca };
}

interface Ended {
	readonly status: number;
	readonly body: string;
	readonly error: string | undefined;
	readonly retryAfterMs: number | undefined;
}

function send(message: Message, secrets: Secrets, network: Network): Promise<Ended> {
	const channel = CHANNELS[message.receiver.channel];
	return channel.type === "http" ? post(channel, message, { secrets, network }) : mail(channel, message, { secrets, network });
}

interface Means {
	readonly secrets: Secrets;
	readonly network: Network;
}

async function post(channel: HttpChannel, message: Message, { secrets, network }: Means): Promise<Ended> {
	const reply = await sendHttp(channel.build(message, secrets), network);
	const isTaken = reply.status >= 200 && reply.status < 300;
	return { ...reply, error: isTaken ? channel.faultOf?.(reply) : refusal(reply.status) };
}

function refusal(status: number): string {
	const advice = status >= 300 && status < 400 ? "; it leads elsewhere, which is not followed" : "";
	return `it answered ${status}${advice}`;
}

async function mail(channel: MailChannel, message: Message, { secrets, network }: Means): Promise<Ended> {
	const { options } = message.receiver;
	const to = Array.isArray(options.to) ? options.to.filter((one) => typeof one === "string") : [];
	const from = textOption(message, "from");
	const port = typeof options.port === "number" && options.port > 0 ? options.port : 587;
	const server = {
		host: textOption(message, "host"),
		port,
		user: textOption(message, "user"),
		password: secrets.password,
		allowPlain: options.allowPlain === true,
	};
	const { dedupKey, sequence } = (message.alerts.at(-1) ?? message.alerts[0]).notification;
	const messageKey = `${dedupKey} ${sequence} ${message.isTest ? message.now : ""}`;
	const content = mimeOf(channel.build(message), { from, to, now: message.now, messageKey });
	const reply = await sendMail({ from, to, content }, server, network);
	return { ...reply, error: reply.status < 400 ? undefined : `it answered ${reply.status}`, retryAfterMs: undefined };
}

function printable(text: string): string {
	return text.replace(/[^\P{C}\n\t]/gu, "").slice(0, SHOWN_ANSWER);
}

/** Some servers repeat what they were sent. */
function withoutSecrets(text: string, secrets: Secrets): string {
	return Object.values(secrets).reduce((rest, secret) => (secret.length < 4 ? rest : rest.replaceAll(secret, "•••")), text);
}
