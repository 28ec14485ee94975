/** WeCom's group robot: Markdown of at most 4,096 bytes. */
import { chatFault, type HttpChannel, jsonMessage } from "./channel.ts";
import { markdownOf } from "./markdown.ts";

export const wecom: HttpChannel = {
	type: "http",
	maxAlerts: 2,
	build: (message, { url = "" }) => jsonMessage(url, { msgtype: "markdown", markdown: { content: markdownOf(message, 4000).text } }),
	faultOf: chatFault,
};
