/** Microsoft Teams through a workflow ("when a webhook request is received"): an adaptive card. A message has at most 28 KB. */
import { type AlertFacts, factsOf } from "../facts.ts";
import { cut, type HttpChannel, jsonMessage } from "./channel.ts";

export const teams: HttpChannel = {
	type: "http",
	maxAlerts: 8,
	build: (message, { url = "" }) => {
		const { title, status, alerts, footer } = factsOf(message);
		const heading = { ...block(title), size: "Large", weight: "Bolder", color: status === "firing" ? "Attention" : "Good" };
		const last = footer === "" ? [] : [{ ...block(footer), isSubtle: true }];
		const content = {
			$schema: "http://adaptivecards.io/schemas/adaptive-card.json",
			type: "AdaptiveCard",
			version: "1.4",
			msteams: { width: "Full" },
			body: [heading, ...alerts.flatMap(alertItems), ...last],
		};
		return jsonMessage(url, {
			type: "message",
			attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content }],
		});
	},
};

function alertItems({ title, facts, links }: AlertFacts) {
	return [
		{ ...block(title), weight: "Bolder", separator: true },
		{ type: "FactSet", facts: facts.map(({ label, text }) => ({ title: label, value: escapeCard(cut(text, 1000)) })) },
		{ type: "ActionSet", actions: links.map(({ label, url }) => ({ type: "Action.OpenUrl", title: label, url })) },
	];
}

function block(text: string) {
	return { type: "TextBlock", text: escapeCard(cut(text, 1000)), wrap: true };
}

/** Text blocks and facts know a little Markdown, links among it. */
function escapeCard(text: string): string {
	return text.replace(/([\\`*_[\]()#])/g, "\\$1");
}
