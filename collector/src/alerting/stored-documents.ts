/** Silences and receivers out of what was stored of them: what is not of the right shape is not there. */
import { writeReceiverSchema } from "@spanglass/shared/api/receiver-schemas";
import type { ReceiverSettings } from "@spanglass/shared/model/receiver";
import type { Silence, SilenceMatcher } from "@spanglass/shared/model/silence";
import { compileMatchers } from "./matchers.ts";

const settingsSchema = writeReceiverSchema.omit({ version: true, secrets: true });

export function readSettings(json: unknown): ReceiverSettings | undefined {
	return settingsSchema.safeParse(json).data;
}

export function readSecrets(json: unknown): Readonly<Record<string, string>> {
	if (!isObject(json)) return {};
	return Object.fromEntries(Object.entries(json).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

export function readSilence(json: unknown): Silence | undefined {
	if (!isObject(json) || !isTime(json.startsAt) || !isTime(json.endsAt) || !Array.isArray(json.matchers)) return undefined;
	const matchers = json.matchers.filter(isMatcher);
	if (matchers.length < json.matchers.length || matchers.length === 0) return undefined;
	try {
		compileMatchers(matchers);
	} catch {
		return undefined;
	}
	const { startsAt, endsAt, createdBy, comment, incident } = json;
	const texts = { createdBy: typeof createdBy === "string" ? createdBy : "", comment: typeof comment === "string" ? comment : "" };
	return { matchers, startsAt, endsAt, ...texts, ...(typeof incident === "number" ? { incident } : {}) };
}

function isObject(json: unknown): json is Readonly<Record<string, unknown>> {
	return typeof json === "object" && json !== null && !Array.isArray(json);
}

function isTime(value: unknown): value is number {
	return typeof value === "number" && Number.isFinite(value);
}

function isMatcher(value: unknown): value is SilenceMatcher {
	if (!isObject(value) || typeof value.name !== "string" || typeof value.value !== "string") return false;
	return typeof value.isRegex === "boolean" && typeof value.isEqual === "boolean";
}
