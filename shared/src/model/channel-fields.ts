/** What each channel has to know of a receiver: the form of the page and the check of the API out of one table. */
import type { ChannelKind } from "./receiver.ts";

/** url: `https://…` · addresses: e-mail addresses. Of secrets only whether they are set is ever answered. */
export type ChannelFieldType = "url" | "text" | "number" | "switch" | "addresses" | "list";

export interface ChannelField {
	/** Key in `options`, of a secret in `secrets`. */
	readonly name: string;
	readonly type: ChannelFieldType;
	readonly isSecret: boolean;
	readonly isRequired: boolean;
	readonly example: string;
}

const option = (name: string, type: ChannelFieldType, example: string): ChannelField => ({
	name,
	type,
	isSecret: false,
	isRequired: false,
	example,
});
const secret = (name: string, example: string): ChannelField => ({ name, type: "text", isSecret: true, isRequired: false, example });
const required = (field: ChannelField): ChannelField => ({ ...field, isRequired: true });

/** The address of a chat's robot holds its password: it is a secret as a whole. */
const hook = (example: string): ChannelField => required({ ...secret("url", example), type: "url" });

export const CHANNEL_FIELDS: Readonly<Record<ChannelKind, readonly ChannelField[]>> = {
	webhook: [
		required(option("url", "url", "https://example.com/alerts")),
		/** Bodies are signed with it (HMAC-SHA256). */
		secret("signingKey", ""),
		/** Whole value of the Authorization header. */
		secret("authorization", "Bearer …"),
	],
	slack: [hook("https://hooks.slack.com/services/…")],
	teams: [hook("https://….logic.azure.com/workflows/…")],
	dingtalk: [hook("https://oapi.dingtalk.com/robot/send?access_token=…"), secret("signingKey", "SEC…")],
	feishu: [hook("https://open.feishu.cn/open-apis/bot/v2/hook/…"), secret("signingKey", "")],
	wecom: [hook("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…")],
	email: [
		required(option("host", "text", "smtp.example.com")),
		/** 465: TLS from the start; others: STARTTLS. */
		option("port", "number", "587"),
		/** Send although the server offers no TLS. Never with a password. */
		option("allowPlain", "switch", ""),
		option("user", "text", "spanglass"),
		secret("password", ""),
		required(option("from", "text", "spanglass@example.com")),
		required(option("to", "addresses", "oncall@example.com")),
	],
	pagerduty: [required(secret("routingKey", "")), option("url", "url", "https://events.pagerduty.com/v2/enqueue")],
};

/** Options that every channel has. */
export const COMMON_FIELDS: readonly ChannelField[] = [
	/** Host names, addresses or networks that may be private. */
	option("allowPrivate", "list", "10.1.0.0/16"),
	/** Matchers, all of which hold for alerts of rules that name no receiver; none: all such alerts. */
	option("match", "list", 'severity="critical"'),
	/** Only alerts of rules that name this receiver. */
	option("onlyNamed", "switch", ""),
	/** How long the first message of a group waits for more, and how long the next ones do. */
	option("groupWaitSeconds", "number", "10"),
	option("groupIntervalSeconds", "number", "300"),
];

/** What is missing or of the wrong type. `secretsSet`: names. */
export function channelFault(
	channel: ChannelKind,
	options: Readonly<Record<string, unknown>>,
	secretsSet: readonly string[],
): { readonly field: string; readonly message: string } | undefined {
	const fields = [...CHANNEL_FIELDS[channel], ...COMMON_FIELDS];
	const known = (name: string, isSecret: boolean) => fields.some((field) => field.name === name && field.isSecret === isSecret);
	const strange = Object.keys(options).find((name) => !known(name, false)) ?? secretsSet.find((name) => !known(name, true));
	if (strange !== undefined) return { field: strange, message: `a receiver of ${channel} has no ${strange}` };
	for (const { name, isSecret, isRequired, type } of fields) {
		const value = isSecret ? (secretsSet.includes(name) ? "set" : undefined) : options[name];
		if (isMissing(value)) {
			if (isRequired) return { field: name, message: `a receiver of ${channel} needs ${name}` };
		} else if (!isSecret && !isOf(type, value)) return { field: name, message: `${name} must be ${EXPECTED[type]}` };
	}
	return undefined;
}

const EXPECTED: Readonly<Record<ChannelFieldType, string>> = {
	url: "an address that begins with https:// or http://",
	text: "a text of one line",
	number: "a number from 0 to 65535",
	switch: "true or false",
	addresses: "a list of e-mail addresses",
	list: "a list of texts",
};

function isMissing(value: unknown): boolean {
	return value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

function isOf(type: ChannelFieldType, value: unknown): boolean {
	if (type === "number") return typeof value === "number" && value >= 0 && value <= 65_535;
	if (type === "switch") return typeof value === "boolean";
	if (type === "list") return Array.isArray(value) && value.every(isLine);
	if (type === "addresses") return Array.isArray(value) && value.every((one) => isLine(one) && /^[^\s@<>,;]+@[^\s@<>,;]+$/.test(one));
	return isLine(value) && (type === "text" || /^https?:\/\//i.test(value));
}

/** Without line breaks and other control characters: they would begin a new header. */
function isLine(value: unknown): value is string {
	return typeof value === "string" && !/\p{Cc}/u.test(value);
}
