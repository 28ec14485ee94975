/** Feishu's (Lark's) robot: a card whose data is plain text, so nothing in it can be mark-up. */
import { createHmac } from "node:crypto";
import { type AlertFacts, factsOf } from "../facts.ts";
import { chatFault, cut, type HttpChannel, jsonMessage } from "./channel.ts";

export const feishu: HttpChannel = {
	type: "http",
	maxAlerts: 8,
	build: (message, { url = "", signingKey }) => {
		const { title, status, alerts, footer } = factsOf(message);
		const last = footer === "" ? [] : [{ tag: "note", elements: [plain(footer)] }];
		const card = {
			config: { wide_screen_mode: true },
			header: { title: plain(cut(title, 200)), template: status === "firing" ? "red" : "green" },
			elements: [...alerts.flatMap(alertElements), ...last],
		};
		return jsonMessage(url, { ...signatureOf(signingKey, message.now), msg_type: "interactive", card });
	},
	faultOf: chatFault,
};

function alertElements({ title, facts, links }: AlertFacts) {
	const fields = facts.map(({ label, text }) => ({ is_short: true, text: plain(`${label}: ${cut(text, 500)}`) }));
	const actions = links.map(({ label, url }) => ({ tag: "button", text: plain(label), url, type: "default" }));
	return [
		{ tag: "div", text: plain(cut(title, 500)), fields },
		{ tag: "action", actions },
	];
}

function plain(content: string) {
	return { tag: "plain_text", content };
}

/** Source: Feishu, "Custom bot guide": HMAC-SHA256 of nothing with `<seconds>\n<key>` as the key, base64. */
function signatureOf(key: string | undefined, now: number): { readonly timestamp?: string; readonly sign?: string } {
	if (key === undefined) return {};
	const timestamp = String(Math.floor(now / 1000));
	return { timestamp, sign: createHmac("sha256", `${timestamp}\n${key}`).digest("base64") };
}
