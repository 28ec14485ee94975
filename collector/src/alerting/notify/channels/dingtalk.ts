/** DingTalk's robot: Markdown; with a signing key the address carries time and signature. */
import { createHmac } from "node:crypto";
import { chatFault, type HttpChannel, jsonMessage } from "./channel.ts";
import { markdownOf } from "./markdown.ts";

export const dingtalk: HttpChannel = {
	type: "http",
	maxAlerts: 5,
	build: (message, { url = "", signingKey }) =>
		jsonMessage(signed(url, signingKey, message.now), { msgtype: "markdown", markdown: markdownOf(message, 18_000) }),
	faultOf: chatFault,
};

/** Source: DingTalk, "Security settings of custom robots": HMAC-SHA256 of `<milliseconds>\n<key>` with the key, base64, percent-encoded. */
function signed(url: string, key: string | undefined, now: number): string {
	if (key === undefined) return url;
	const sign = createHmac("sha256", key).update(`${now}\n${key}`).digest("base64");
	return `${url}${url.includes("?") ? "&" : "?"}timestamp=${now}&sign=${encodeURIComponent(sign)}`;
}
