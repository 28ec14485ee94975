/** Receivers: whom to tell, and how. What is secret in one is kept apart and never answered back. */

export const CHANNEL_KINDS = ["webhook", "slack", "teams", "dingtalk", "feishu", "wecom", "email", "pagerduty"] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** What is set of a channel, without its secrets. `allowPrivate`: host names or addresses that may be private ones. */
export interface ReceiverSettings {
	readonly name: string;
	readonly channel: ChannelKind;
	readonly enabled: boolean;
	readonly sendResolved: boolean;
	/** Language of the message. */
	readonly language: "en" | "zh";
	/** Of the channel: addresses of e-mail, server, port …; never a secret. */
	readonly options: Readonly<Record<string, string | number | boolean | readonly string[]>>;
}

/** Documents of this kind hold receivers (`ReceiverSettings`), and those of the other what is secret in them, under the same id. */
export const RECEIVER_DOCUMENTS = "receiver";
export const RECEIVER_SECRET_DOCUMENTS = "receiver-secret";

/** waiting: to be sent at its time, for the first time or again · delivered · failed: given up · skipped: there was nobody to tell any more. */
export const DELIVERY_STATES = ["waiting", "delivered", "failed", "skipped"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** How an attempt to deliver ended, as the receiver said it. `body`: what is printable of its first kilobytes. */
export interface DeliveryResult {
	readonly ok: boolean;
	/** HTTP or SMTP status; undefined: there was no answer. */
	readonly status?: number | undefined;
	readonly body?: string | undefined;
	readonly error?: string | undefined;
	readonly tookMs: number;
}
