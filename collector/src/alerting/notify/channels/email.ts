/** An e-mail in two dresses, text and HTML; data is escaped, nothing is loaded from elsewhere. */
import { type AlertFacts, factsOf } from "../facts.ts";
import { cut, type MailChannel } from "./channel.ts";

export const email: MailChannel = {
	type: "mail",
	maxAlerts: 50,
	build: (message) => {
		const { title, status, alerts, footer } = factsOf(message);
		const color = status === "firing" ? "#b3261e" : "#1b6e3c";
		const text = [title, ...alerts.map(alertText), ...(footer === "" ? [] : [footer])].join("\n\n");
		const last = footer === "" ? "" : `<p style="color:#5f6368">${escapeHtml(footer)}</p>`;
		const lang = message.receiver.language === "zh" ? "zh-CN" : "en";
		const html =
			`<!DOCTYPE html><html lang="${lang}"><head><meta charset="utf-8"></head>` +
			`<body style="font:14px/1.5 sans-serif;color:#1f1f1f;max-width:44em">` +
			`<h1 style="font-size:18px;color:${color}">${escapeHtml(title)}</h1>${alerts.map(alertHtml).join("")}${last}</body></html>`;
		return { subject: `[Spanglass] ${cut(title.replace(/[\r\n]+/g, " "), 200)}`, text: `${text}\n`, html };
	},
};

function alertText({ title, facts, links }: AlertFacts): string {
	return [title, ...facts.map(({ label, text }) => `  ${label}: ${text}`), ...links.map(({ label, url }) => `  ${label}: ${url}`)].join(
		"\n",
	);
}

function alertHtml({ title, facts, links }: AlertFacts): string {
	const rows = facts.map(
		({ label, text }) => `<tr><td style="padding-right:1em;color:#5f6368">${escapeHtml(label)}</td><td>${escapeHtml(text)}</td></tr>`,
	);
	const anchors = links.map(({ label, url }) => `<a href="${escapeHtml(url)}">${escapeHtml(label)}</a>`);
	return `<h2 style="font-size:15px">${escapeHtml(title)}</h2><table>${rows.join("")}</table><p>${anchors.join(" · ")}</p>`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escapeHtml(text: string): string {
	return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
