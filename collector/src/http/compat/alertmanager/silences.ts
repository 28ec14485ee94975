/** Silences in Alertmanager's words. A change of one that is in force keeps its id. */
import { SpanglassError } from "@spanglass/shared/model/errors";
import type { Silence, SilenceMatcher } from "@spanglass/shared/model/silence";
import type { StoredSilence } from "../../../alerting/silences.ts";
import { filterOf } from "./alerts.ts";
import type { AlertmanagerContext } from "./context.ts";
import { isObject, timeOf, timeText } from "./json.ts";

function silenceToJson({ id, silence, updatedAt }: StoredSilence, { notify }: AlertmanagerContext) {
	const { matchers, startsAt, endsAt, createdBy, comment } = silence;
	return {
		...{ id, matchers, createdBy, comment },
		...{ startsAt: timeText(startsAt), endsAt: timeText(endsAt), updatedAt: timeText(updatedAt) },
		status: { state: notify.silences.stateOf(silence) },
	};
}

/** `filter`: matchers that hold for the values that the silence's own matchers name. */
export function listSilences(params: URLSearchParams, context: AlertmanagerContext) {
	const matches = filterOf(params);
	const named = ({ silence }: StoredSilence) => Object.fromEntries(silence.matchers.map(({ name, value }) => [name, value]));
	return context.notify.silences
		.list()
		.filter((stored) => matches(named(stored)))
		.map((stored) => silenceToJson(stored, context));
}

export function getSilence(id: string, context: AlertmanagerContext) {
	const stored = context.notify.silences.get(id);
	if (stored === undefined) throw new SpanglassError("not_found", `silence ${id} not found`);
	return silenceToJson(stored, context);
}

export async function postSilence(body: unknown, { notify, now }: AlertmanagerContext) {
	const silence = silenceFromJson(body, now());
	const id = isObject(body) && typeof body.id === "string" ? body.id : "";
	const known = id === "" ? undefined : notify.silences.get(id);
	if (id !== "" && known === undefined) throw new SpanglassError("not_found", `silence ${id} not found`);
	const isAlive = known !== undefined && notify.silences.stateOf(known.silence) !== "expired";
	const stored = await (isAlive ? notify.silences.put(id, silence, known.version) : notify.silences.add(silence));
	return { silenceID: stored.id };
}

function silenceFromJson(body: unknown, now: number): Silence {
	if (!isObject(body) || !Array.isArray(body.matchers) || body.matchers.length === 0)
		throw new SpanglassError("invalid_input", "a silence must have matchers");
	const endsAt = timeOf(body.endsAt, "endsAt");
	if (endsAt === undefined) throw new SpanglassError("invalid_input", "a silence must end", { field: "endsAt" });
	const text = (value: unknown) => (typeof value === "string" ? value.slice(0, 2000) : "");
	return {
		matchers: body.matchers.map(matcherFromJson),
		startsAt: timeOf(body.startsAt, "startsAt") ?? now,
		endsAt,
		createdBy: text(body.createdBy),
		comment: text(body.comment),
	};
}

function matcherFromJson(one: unknown): SilenceMatcher {
	if (!isObject(one) || typeof one.name !== "string" || one.name === "" || typeof one.value !== "string")
		throw new SpanglassError("invalid_input", "a matcher must have a name and a value", { field: "matchers" });
	return { name: one.name, value: one.value, isRegex: one.isRegex === true, isEqual: one.isEqual !== false };
}
