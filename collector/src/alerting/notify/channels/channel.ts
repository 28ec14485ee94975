/** What every channel is: a pure dress for a message. Nothing here sends. */

import type { Message } from "../message.ts";
import type { HttpMessage, HttpReply } from "../send-http.ts";

export type Secrets = Readonly<Record<string, string>>;

export interface HttpChannel {
	readonly type: "http";
	/** More changes than this go out as several messages. */
	readonly maxAlerts: number;
	build(message: Message, secrets: Secrets): HttpMessage;
	/** Of an answer with status 2xx: why it is a refusal all the same. */
	faultOf?(reply: HttpReply): string | undefined;
}

export interface MailText {
	readonly subject: string;
	readonly text: string;
	readonly html: string;
}

export interface MailChannel {
	readonly type: "mail";
	readonly maxAlerts: number;
	build(message: Message): MailText;
}

export type Channel = HttpChannel | MailChannel;

export function jsonMessage(url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): HttpMessage {
	return { url, headers: { "Content-Type": "application/json; charset=utf-8", ...headers }, body: JSON.stringify(body) };
}

export function textOption({ receiver }: Message, name: string): string {
	const value = receiver.options[name];
	return typeof value === "string" ? value : "";
}

/** At most so many characters, the last an ellipsis when something was cut. */
export function cut(text: string, most: number): string {
	const characters = [...text];
	return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}

/** Data inside Markdown of chats that know no escapes: what would be mark-up becomes its full-width twin, line breaks become spaces. */
export function plainMarkdown(text: string): string {
	return text.replace(/[[\]()<>`*_#\\|~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)).replace(/\s*[\r\n]+\s*/g, " ");
}

/** `errcode` 0 of DingTalk and WeCom, `code` 0 of Feishu: they refuse with status 200. */
export function chatFault({ body }: HttpReply): string | undefined {
	const answer = parseObject(body);
	const code = answer?.errcode ?? answer?.code ?? answer?.StatusCode;
	if (code === undefined || code === 0) return undefined;
	const message = answer?.errmsg ?? answer?.msg ?? answer?.StatusMessage;
	return `it answered ${String(code)}${typeof message === "string" ? `: ${message}` : ""}`;
}

function parseObject(text: string): Record<string, unknown> | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
	} catch {
		return undefined;
	}
}
