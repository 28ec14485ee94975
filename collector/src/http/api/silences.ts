/** Silences, and what matchers match before somebody makes one of them. */
import type { SilenceJson } from "@spanglass/shared/api/receiver-schemas";
import { type Alert, type AlertLabels, matchedLabels } from "@spanglass/shared/model/alert";
import type { Silence, SilenceMatcher } from "@spanglass/shared/model/silence";
import { unixMillisFromText } from "@spanglass/shared/units/time";
import { labelsOf } from "../../alerting/kinds/series.ts";
import { compileMatchers, faultOfMatchers, type LabelTest } from "../../alerting/matchers.ts";
import type { RuleState } from "../../alerting/rule-state.ts";
import type { StoredSilence } from "../../alerting/silences.ts";
import type { Answer } from "../answer.ts";
import { alertToJson, nanosText } from "./alert-json.ts";
import { type AlertDesk, frame } from "./alerts.ts";
import { jsonAnswer, type RouteRequest } from "./json-answer.ts";

const PREVIEWED_ALERTS = 100;

export async function listSilences({ startedMs }: RouteRequest<"silences">, desk: AlertDesk): Promise<Answer> {
	const data = desk.notify.silences.list().map((stored) => silenceToJson(stored, desk));
	return jsonAnswer({ data, ...frame(data.length, startedMs) });
}

function silenceToJson({ id, version, updatedAt, silence, test }: StoredSilence, desk: AlertDesk): SilenceJson {
	const { matchers, startsAt, endsAt, createdBy, comment, incident } = silence;
	return {
		id,
		version,
		updatedAt: nanosText(updatedAt),
		state: desk.notify.silences.stateOf(silence),
		matchers: matchers.map((matcher) => ({ ...matcher })),
		startsAt: nanosText(startsAt),
		endsAt: nanosText(endsAt),
		createdBy,
		comment,
		incident: incident ?? null,
		matches: matchedAlerts(desk, test).length,
	};
}

interface Matched {
	readonly alert: Alert;
	readonly state: RuleState;
}

/** Alerts that are not ok. */
function matchedAlerts({ clock }: AlertDesk, test: LabelTest): readonly Matched[] {
	const found: Matched[] = [];
	for (const state of clock.rules.values())
		for (const alert of state.alerts.values())
			if (alert.record.state !== "ok" && test(matchedLabels(alert.labels, state.rule))) found.push({ alert, state });
	return found;
}

type Written = Omit<RouteRequest<"postSilence">["body"], "version">;

function silenceOf({ matchers, startsAt, endsAt, createdBy, comment, incident }: Written, now: number): Silence {
	return {
		matchers,
		startsAt: startsAt === undefined ? now : unixMillisFromText(startsAt),
		endsAt: unixMillisFromText(endsAt),
		createdBy,
		comment,
		...(incident === undefined ? {} : { incident }),
	};
}

export async function postSilence({ body }: RouteRequest<"postSilence">, desk: AlertDesk): Promise<Answer> {
	const stored = await desk.notify.silences.add(silenceOf(body, desk.now()));
	return jsonAnswer({ data: silenceToJson(stored, desk) }, 201);
}

export async function putSilence({ path, body }: RouteRequest<"putSilence">, desk: AlertDesk): Promise<Answer> {
	const stored = await desk.notify.silences.put(path.silenceId, silenceOf(body, desk.now()), body.version);
	return jsonAnswer({ data: silenceToJson(stored, desk) });
}

export async function expireSilence({ path }: RouteRequest<"deleteSilence">, desk: AlertDesk): Promise<Answer> {
	return jsonAnswer({ data: silenceToJson(await desk.notify.silences.expire(path.silenceId), desk) });
}

export async function previewSilence({ body }: RouteRequest<"previewSilence">, desk: AlertDesk): Promise<Answer> {
	const { matchers } = body;
	const fault = faultOfMatchers(matchers) ?? null;
	if (fault !== null) return jsonAnswer({ rules: [], alerts: [], fault });
	const test = compileMatchers(matchers);
	const alerts = matchedAlerts(desk, test);
	const rules = [...desk.clock.rules.values()].filter((state) => canMatch(state, matchers) || alerts.some((one) => one.state === state));
	return jsonAnswer({
		rules: rules.map(({ id, rule }) => ({ id, name: rule.name })),
		alerts: alerts.slice(0, PREVIEWED_ALERTS).map(({ alert, state }) => alertToJson(alert, state, desk.policy, desk.now())),
		fault,
	});
}

/** Of labels that a rule groups by any value can come. */
function canMatch({ rule }: RuleState, matchers: readonly SilenceMatcher[]): boolean {
	const labels: AlertLabels = matchedLabels(labelsOf(rule.scope, {}, []), rule);
	const fixed = matchers.filter(({ name }) => Object.hasOwn(labels, name) || !rule.groupBy.includes(name));
	return compileMatchers(fixed)(labels);
}
