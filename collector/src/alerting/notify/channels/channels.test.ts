import { CHANNEL_KINDS, type ChannelKind } from "@spanglass/shared/model/receiver";
import { describe, expect, it } from "vitest";
import { factsOf } from "../facts.ts";
import type { Message } from "../message.ts";
import { FIRED_AT, message, notification, SUSPICION, settings } from "../notification.testdata.ts";
import type { Secrets } from "./channel.ts";
import { plainMarkdown } from "./channel.ts";
import { CHANNELS } from "./registry.ts";
import { signatureText } from "./webhook.ts";

const HOOK: Secrets = { url: "https://example.com/hook?key=k" };
const LINKS = {
	incident: "https://spanglass.example.com/alerts/i/7",
	trace: "https://spanglass.example.com/traces/4bf92f3577b34da6a3ce929d0e0e4736?span=00f067aa0ba902b7",
	rule: "https://spanglass.example.com/alerts/rules/r1",
};

function built(channel: ChannelKind, secrets: Secrets = HOOK, more: Partial<Message> = {}) {
	const one = CHANNELS[channel];
	if (one.type !== "http") return expect.unreachable();
	const { url, headers, body } = one.build(message(channel, more), secrets);
	return { url, headers, text: body, body: JSON.parse(body) as unknown };
}

/** What any channel says, however it says it. */
function spoken(channel: ChannelKind, more: Partial<Message> = {}): string {
	const one = CHANNELS[channel];
	const given = message(channel, more);
	return one.type === "mail" ? one.build(given).text : JSON.stringify(JSON.parse(one.build(given, HOOK).body)).replaceAll("\\\\", "");
}

describe("every channel", () => {
	it.each(CHANNEL_KINDS)("%s tells value, threshold, since, suspected span and three links", (channel) => {
		const text = spoken(channel);
		for (const part of ["12.3", "5%", "2026-11-20 03:05:40 UTC", "payment", "deadline exceeded", ...Object.values(LINKS)])
			expect(text).toContain(part);
	});

	it.each(CHANNEL_KINDS)("%s speaks Chinese when it is asked to", (channel) => {
		const receiver = settings(channel, { language: "zh", options: { url: "https://example.com" } });
		const text = spoken(channel, { receiver });
		expect(text).toMatch(/告警中.*error rate/s);
		expect(text).toMatch(/出错.*其下游均未出错/s);
		expect(text).not.toMatch(/Firing|Suspected|Threshold/);
	});

	it.each(CHANNEL_KINDS)("%s stays readable with hostile data", (channel) => {
		const hostile = `</td><script>alert(1)</script> [click](https://evil.example.com) *b* <https://evil.example.com|x> \r\nBcc: a@b`;
		const alerts: Message["alerts"] = [
			{ notification: notification({ labels: { service: hostile }, ruleName: hostile }), suspicion: SUSPICION },
		];
		const one = CHANNELS[channel];
		const given = message(channel, { alerts });
		if (one.type === "mail") {
			const { html, subject } = one.build(given);
			expect(html).not.toContain("<script>");
			expect(html).toContain("&lt;script&gt;");
			expect(subject).not.toMatch(/[\r\n]/);
		} else if (channel === "slack") expect(one.build(given, HOOK).body).not.toMatch(/"mrkdwn","text":"[^"]*</);
		else if (channel === "teams") expect(one.build(given, HOOK).body).toContain("\\\\[click\\\\]\\\\(");
		else if (channel === "dingtalk" || channel === "wecom") expect(one.build(given, HOOK).body).not.toMatch(/<script>|\[click\]/);
	});
});

describe("golden payloads", () => {
	it("webhook is Alertmanager's, version 4", () => {
		expect(built("webhook", {}).body).toEqual({
			version: "4",
			groupKey: "incident/7",
			truncatedAlerts: 0,
			status: "firing",
			receiver: "on call",
			groupLabels: {},
			commonLabels: { service: "checkout", environment: "prod", alertname: "error rate", severity: "critical", kind: "errorRate" },
			commonAnnotations: expect.objectContaining({ runbook_url: "https://example.com/runbook" }),
			externalURL: "https://spanglass.example.com",
			title: "Firing: error rate · checkout · prod",
			alerts: [
				{
					status: "firing",
					labels: { service: "checkout", environment: "prod", alertname: "error rate", severity: "critical", kind: "errorRate" },
					annotations: {
						summary: "error rate · checkout · prod",
						description: [
							"State: Firing · critical",
							"Value: 12.3%",
							"Threshold: > 5%",
							"Since: 2026-11-20 03:05:40 UTC",
							"Suspected: payment Pay fails and nothing below it does: deadline exceeded (4 of 5 traces)",
							"Runbook: https://example.com/runbook",
						].join("\n"),
						runbook_url: "https://example.com/runbook",
						incident_url: LINKS.incident,
						trace_url: LINKS.trace,
						rule_url: LINKS.rule,
					},
					startsAt: "2026-11-20T03:05:40.000Z",
					endsAt: "0001-01-01T00:00:00Z",
					generatorURL: LINKS.rule,
					fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
					event: "firing",
					dedupKey: "r1/0011223344556677/k1",
					sequence: 1,
					value: 0.1234,
					threshold: 0.05,
					comparison: "above",
					unit: "ratio",
					incident: 7,
					suspected: { service: "payment", operation: "Pay", reason: SUSPICION.reason },
					links: LINKS,
				},
			],
		});
	});

	it("webhook is signed over time and body", () => {
		// Reference: printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac secret
		expect(signatureText("1700000000", '{"a":1}', "secret")).toBe("49f24e537407743fa4a0242bb63b94b9a47ee99cbbe071ccd8a22550ae411686");
		const { headers, text } = built("webhook", { signingKey: "secret", authorization: "Bearer t" });
		const timestamp = String((FIRED_AT + 10_000) / 1000);
		expect(headers).toMatchObject({
			Authorization: "Bearer t",
			"X-Spanglass-Timestamp": timestamp,
			"X-Spanglass-Signature": `v1=${signatureText(timestamp, text, "secret")}`,
		});
		expect(Object.keys(built("webhook", {}).headers)).toEqual(["Content-Type"]);
	});

	it("a resolved alert says when it ended; a group that still burns fires", () => {
		const ended = notification({ event: "resolved", sequence: 2, endsAt: FIRED_AT + 90_000 });
		const other = notification({ dedupKey: "r1/ff/k1", labels: { service: "cart" } });
		const resolved = built("webhook", {}, { alerts: [{ notification: ended, suspicion: undefined }] }).body;
		expect(resolved).toMatchObject({ status: "resolved", alerts: [{ status: "resolved", endsAt: "2026-11-20T03:07:10.000Z" }] });
		const both: Message["alerts"] = [
			{ notification: ended, suspicion: undefined },
			{ notification: other, suspicion: undefined },
		];
		expect(built("webhook", {}, { alerts: both }).body).toMatchObject({ status: "firing", commonLabels: { alertname: "error rate" } });
		expect(factsOf(message("slack", { alerts: both })).title).toBe("Firing: error rate · checkout · prod and 1 more");
	});

	it("slack", () => {
		expect(built("slack").body).toEqual({
			text: "Firing: error rate · checkout · prod",
			attachments: [
				{
					color: "#d13438",
					blocks: [
						{ type: "header", text: { type: "plain_text", text: "Firing: error rate · checkout · prod", emoji: false } },
						{
							type: "section",
							text: { type: "mrkdwn", text: "*error rate · checkout · prod*" },
							fields: [
								{ type: "mrkdwn", text: "*State*\nFiring · critical" },
								{ type: "mrkdwn", text: "*Value*\n12.3%" },
								{ type: "mrkdwn", text: "*Threshold*\n&gt; 5%" },
								{ type: "mrkdwn", text: "*Since*\n2026-11-20 03:05:40 UTC" },
								{ type: "mrkdwn", text: "*Suspected*\npayment Pay fails and nothing below it does: deadline exceeded (4 of 5 traces)" },
								{ type: "mrkdwn", text: "*Runbook*\nhttps://example.com/runbook" },
							],
						},
						{
							type: "actions",
							elements: Object.entries(LINKS).map(([name, url]) => ({
								type: "button",
								action_id: name,
								text: { type: "plain_text", text: `${name[0]?.toUpperCase()}${name.slice(1)}`, emoji: false },
								url,
							})),
						},
					],
				},
			],
		});
	});

	it("teams", () => {
		expect(built("teams").body).toMatchObject({
			type: "message",
			attachments: [
				{
					contentType: "application/vnd.microsoft.card.adaptive",
					content: {
						type: "AdaptiveCard",
						version: "1.4",
						body: [
							{ type: "TextBlock", text: "Firing: error rate · checkout · prod", color: "Attention" },
							{ type: "TextBlock", text: "error rate · checkout · prod" },
							{ type: "FactSet", facts: expect.arrayContaining([{ title: "Value", value: "12.3%" }]) },
							{ type: "ActionSet", actions: expect.arrayContaining([{ type: "Action.OpenUrl", title: "Incident", url: LINKS.incident }]) },
						],
					},
				},
			],
		});
	});

	it("dingtalk signs its address", () => {
		const { url, body } = built("dingtalk", { ...HOOK, signingKey: "SECabc" });
		const parsed = new URL(url);
		expect(parsed.searchParams.get("timestamp")).toBe(String(FIRED_AT + 10_000));
		expect(parsed.searchParams.get("sign")).toBe("PE4oHvaSmjRg0Il732IWXe7toP4OgcEWguQzNrZYUCU=");
		expect(body).toMatchObject({ msgtype: "markdown", markdown: { title: "Firing: error rate · checkout · prod" } });
		expect(built("dingtalk").url).toBe(HOOK.url);
	});

	it("feishu signs its body", () => {
		const { body } = built("feishu", { ...HOOK, signingKey: "abc" });
		expect(body).toMatchObject({
			timestamp: String((FIRED_AT + 10_000) / 1000),
			sign: "Stpx2wI4qI8mNGK4i8VhwpIsCL+SWw4Dh12fh1YIyDc=",
			msg_type: "interactive",
			card: { header: { template: "red", title: { tag: "plain_text", content: "Firing: error rate · checkout · prod" } } },
		});
	});

	it("wecom keeps to 4,096 bytes", () => {
		const long = "长".repeat(3000);
		const alert = { notification: notification({ labels: { service: long }, message: long }), suspicion: SUSPICION };
		const { body } = built("wecom", HOOK, { alerts: [alert, alert] });
		const { content } = (body as { readonly markdown: { readonly content: string } }).markdown;
		expect(Buffer.byteLength(content)).toBeLessThanOrEqual(4096);
		expect(content).toMatch(/^### Firing： ?|^### Firing/);
	});

	it("pagerduty", () => {
		expect(built("pagerduty", { routingKey: "r0" }, { receiver: settings("pagerduty") })).toMatchObject({
			url: "https://events.pagerduty.com/v2/enqueue",
			body: {
				routing_key: "r0",
				event_action: "trigger",
				dedup_key: "r1/0011223344556677/k1",
				client_url: LINKS.incident,
				links: Object.values(LINKS).map((href) => expect.objectContaining({ href })),
				payload: {
					summary: "Firing: error rate · checkout · prod",
					source: "checkout",
					severity: "critical",
					timestamp: "2026-11-20T03:05:40.000Z",
					component: "checkout",
					group: "prod",
					class: "errorRate",
					custom_details: { Value: "12.3%", sequence: 1 },
				},
			},
		});
		const alerts: Message["alerts"] = [{ notification: notification({ event: "resolved" }), suspicion: undefined }];
		expect(built("pagerduty", { routingKey: "r0" }, { alerts }).body).toMatchObject({ event_action: "resolve" });
	});
});

describe("refusals with status 200", () => {
	it.each([
		["dingtalk", '{"errcode":310000,"errmsg":"sign not match"}', "it answered 310000: sign not match"],
		["wecom", '{"errcode":93000,"errmsg":"invalid webhook url"}', "it answered 93000: invalid webhook url"],
		["feishu", '{"code":19021,"msg":"sign match fail"}', "it answered 19021: sign match fail"],
		["feishu", '{"StatusCode":0,"StatusMessage":"success"}', undefined],
		["dingtalk", '{"errcode":0,"errmsg":"ok"}', undefined],
		["wecom", "not json", undefined],
	] as const)("%s %s", (channel, body, fault) => {
		const one = CHANNELS[channel];
		if (one.type !== "http") return expect.unreachable();
		expect(one.faultOf?.({ status: 200, body, retryAfterMs: undefined })).toBe(fault);
	});
});

it("turns mark-up of data into its full-width twin", () => {
	expect(plainMarkdown("[a](b) <c>\n`d` #e")).toBe("［a］（b） ＜c＞ ｀d｀ ＃e");
});
