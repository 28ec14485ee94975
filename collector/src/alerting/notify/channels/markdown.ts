/** The message as Markdown of DingTalk and WeCom, which know headings, bold, lists and links. */
import { factsOf } from "../facts.ts";
import type { Message } from "../message.ts";
import { cut, plainMarkdown } from "./channel.ts";

/** Alert after alert while they fit into so many bytes of UTF-8. */
export function markdownOf(message: Message, mostBytes: number): { readonly title: string; readonly text: string } {
	const { title, alerts, footer } = factsOf(message);
	const parts = [`### ${plainMarkdown(cut(title, 200))}`];
	for (const alert of alerts) {
		const facts = alert.facts.map(({ label, text }) => `- ${label}: ${plainMarkdown(cut(text, 300))}`);
		const links = alert.links.map(({ label, url }) => `[${label}](${url.replace(/[()]/g, encodeURIComponent)})`).join(" | ");
		const part = [`**${plainMarkdown(cut(alert.title, 200))}**`, "", ...facts, "", links].join("\n");
		if (Buffer.byteLength([...parts, part, footer].join("\n\n")) > mostBytes) break;
		parts.push(part);
	}
	if (footer !== "") parts.push(footer);
	return { title: plainMarkdown(cut(title, 100)), text: parts.join("\n\n") };
}
