/** A receiver as a form has it: a text for each field, and back to what is written. Pure. */
import type { ReceiverJson } from "@spanglass/shared/api/receiver-schemas";
import { CHANNEL_FIELDS, type ChannelField, COMMON_FIELDS } from "@spanglass/shared/model/channel-fields";
import type { ChannelKind } from "@spanglass/shared/model/receiver";

export type Settings = Pick<ReceiverJson, "name" | "channel" | "enabled" | "sendResolved" | "language" | "options">;

export interface ReceiverDraft {
	readonly name: string;
	readonly channel: ChannelKind;
	readonly enabled: boolean;
	readonly sendResolved: boolean;
	readonly language: "en" | "zh";
	/** By field; of a secret that is set and not typed anew: "". */
	readonly texts: Readonly<Record<string, string>>;
	/** Secrets that are taken away. */
	readonly cleared: readonly string[];
}

export function draftOf(receiver: ReceiverJson | undefined, language: "en" | "zh"): ReceiverDraft {
	if (receiver === undefined) {
		return { ...{ name: "", channel: "webhook", enabled: true, sendResolved: true }, language, texts: {}, cleared: [] };
	}
	const { name, channel, enabled, sendResolved, options } = receiver;
	const texts = Object.fromEntries(
		Object.entries(options).map(([key, value]) => [key, Array.isArray(value) ? value.join(", ") : String(value)]),
	);
	return { name, channel, enabled, sendResolved, language: receiver.language, texts, cleared: [] };
}

const fieldsOf = (channel: ChannelKind): readonly ChannelField[] => [...CHANNEL_FIELDS[channel], ...COMMON_FIELDS];

type Option = ReceiverJson["options"][string];

function optionFrom(text: string, { type }: ChannelField): Option {
	if (type === "switch") return text === "true";
	if (type === "number") return Number(text);
	if (type === "list" || type === "addresses") {
		return text
			.split(/[,\n]/)
			.map((part) => part.trim())
			.filter((part) => part !== "");
	}
	return text.trim();
}

/** Fields left empty are left out; so are secrets that stay what they are. */
export function writeOf(draft: ReceiverDraft): { readonly settings: Settings; readonly secrets: Record<string, string | null> } {
	const options: Record<string, Option> = {};
	const secrets: Record<string, string | null> = {};
	for (const field of fieldsOf(draft.channel)) {
		const text = draft.texts[field.name]?.trim() ?? "";
		if (field.isSecret) {
			if (text !== "") secrets[field.name] = text;
			else if (draft.cleared.includes(field.name)) secrets[field.name] = null;
		} else if (text !== "" && text !== "false") options[field.name] = optionFrom(text, field);
	}
	const { name, channel, enabled, sendResolved, language } = draft;
	return { settings: { name: name.trim(), channel, enabled, sendResolved, language, options }, secrets };
}

/** Required fields without a text; of secrets, those that are not set either. */
export function missingOf(draft: ReceiverDraft, secretsSet: readonly string[]): readonly string[] {
	return fieldsOf(draft.channel)
		.filter(({ isRequired }) => isRequired)
		.filter(({ name, isSecret }) => (draft.texts[name]?.trim() ?? "") === "" && !(isSecret && secretsSet.includes(name)))
		.map(({ name }) => name);
}
