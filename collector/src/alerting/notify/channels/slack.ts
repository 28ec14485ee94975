/** Slack's incoming webhook: Block Kit. At most 50 blocks, so few alerts in one message. */
import { type AlertFacts, factsOf } from "../facts.ts";
import { cut, type HttpChannel, jsonMessage } from "./channel.ts";

const COLORS = { firing: "#d13438", resolved: "#107c41" } as const;

export const slack: HttpChannel = {
	type: "http",
	maxAlerts: 10,
	build: (message, { url = "" }) => {
		const { title, status, alerts, footer } = factsOf(message);
		const header = { type: "header", text: { type: "plain_text", text: cut(title, 150), emoji: false } };
		const last = footer === "" ? [] : [{ type: "context", elements: [{ type: "mrkdwn", text: escapeSlack(footer) }] }];
		const blocks = [header, ...alerts.flatMap(alertBlocks), ...last];
		return jsonMessage(url, { text: escapeSlack(title), attachments: [{ color: COLORS[status], blocks }] });
	},
};

function alertBlocks({ title, facts, links }: AlertFacts) {
	const fields = facts.slice(0, 10).map(({ label, text }) => ({ type: "mrkdwn", text: `*${label}*\n${cut(escapeSlack(text), 1900)}` }));
	const elements = links.map(({ name, label, url }) => ({
		type: "button",
		action_id: name,
		text: { type: "plain_text", text: label, emoji: false },
		url,
	}));
	return [
		{ type: "section", text: { type: "mrkdwn", text: `*${cut(escapeSlack(title), 1900)}*` }, fields },
		{ type: "actions", elements },
	];
}

/** Source: Slack, "Formatting text for app surfaces": these three are all; asterisks and the like are harmless. */
function escapeSlack(text: string): string {
	return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
