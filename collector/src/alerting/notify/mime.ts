/** An e-mail's bytes: text and HTML as alternatives, both base64, so that no line is too long and nothing in them is a header. Source: RFC 2045–2047. */
import { createHash } from "node:crypto";
import type { MailText } from "./channels/channel.ts";

export interface Envelope {
	readonly from: string;
	readonly to: readonly string[];
	/** Unix milliseconds. */
	readonly now: number;
	/** The same mail again has the same one: mailboxes show it once. */
	readonly messageKey: string;
}

export function mimeOf({ subject, text, html }: MailText, { from, to, now, messageKey }: Envelope): string {
	const key = createHash("sha256").update(messageKey).digest("hex").slice(0, 24);
	const boundary = `=_${key}`;
	const domain = /@([A-Za-z0-9.-]+)/.exec(from)?.[1] ?? "localhost";
	const lines = [
		`From: ${from}`,
		`To: ${to.join(",\r\n ")}`,
		`Subject: ${encodeHeader(subject)}`,
		`Date: ${new Date(now).toUTCString().replace("GMT", "+0000")}`,
		`Message-ID: <${key}@${domain}>`,
		"Auto-Submitted: auto-generated",
		"MIME-Version: 1.0",
		`Content-Type: multipart/alternative; boundary="${boundary}"`,
		"",
		...partOf("text/plain", text, boundary),
		...partOf("text/html", html, boundary),
		`--${boundary}--`,
	];
	return lines.join("\r\n");
}

function partOf(type: string, text: string, boundary: string): readonly string[] {
	const encoded =
		Buffer.from(text)
			.toString("base64")
			.match(/.{1,76}/g) ?? [];
	return [`--${boundary}`, `Content-Type: ${type}; charset=utf-8`, "Content-Transfer-Encoding: base64", "", ...encoded];
}

/** Words of at most 39 bytes each, cut between characters. */
function encodeHeader(text: string): string {
	const words: string[] = [];
	let word = "";
	for (const character of text.replace(/\p{Cc}+/gu, " ")) {
		if (Buffer.byteLength(word + character) > 39) {
			words.push(word);
			word = "";
		}
		word += character;
	}
	return [...words, word].map((one) => `=?utf-8?B?${Buffer.from(one).toString("base64")}?=`).join("\r\n ");
}
