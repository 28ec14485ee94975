/** Alerts as Alertmanager lists them: our own that fire, and those that were pushed. */
import { type AlertLabels, matchedLabels } from "@spanglass/shared/model/alert";
import { SpanglassError } from "@spanglass/shared/model/errors";
import { type ExternalAlert, externalLabels, type PushedAlert } from "../../../alerting/external-alerts.ts";
import { compileMatchers, type LabelTest, matcherFromText } from "../../../alerting/matchers.ts";
import { commonOf, fingerprintOf } from "../../../alerting/notification-labels.ts";
import type { AlertmanagerContext } from "./context.ts";
import { isObject, timeOf, timeText } from "./json.ts";

interface ListedAlert {
	readonly labels: AlertLabels;
	readonly annotations: AlertLabels;
	readonly receivers: readonly { readonly name: string }[];
	readonly fingerprint: string;
	readonly startsAt: string;
	readonly endsAt: string;
	readonly updatedAt: string;
	readonly generatorURL: string;
	readonly status: {
		readonly state: "active" | "suppressed" | "unprocessed";
		readonly silencedBy: readonly string[];
		readonly inhibitedBy: readonly string[];
		readonly mutedBy: readonly string[];
	};
}

interface Placed {
	readonly alert: ListedAlert;
	/** Incident, or the alert itself. */
	readonly group: string;
}

/** Of an alert without an end it says when it would be over if nobody evaluated it any more. */
const VALID_MS = 300_000;

export function listAlerts(params: URLSearchParams, context: AlertmanagerContext): readonly ListedAlert[] {
	return placedAlerts(params, context)
		.map(({ alert }) => alert)
		.sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
}

export function listGroups(params: URLSearchParams, context: AlertmanagerContext) {
	const byGroup = Map.groupBy(
		placedAlerts(params, context).flatMap((placed) => placed.alert.receivers.map((receiver) => ({ ...placed, receiver }))),
		({ group, receiver }) => JSON.stringify([receiver.name, group]),
	);
	return [...byGroup.values()].map((members) => ({
		labels: commonOf(members.map(({ alert }) => alert.labels)),
		receiver: members[0]?.receiver,
		alerts: members.map(({ alert }) => alert),
	}));
}

function placedAlerts(params: URLSearchParams, context: AlertmanagerContext): readonly Placed[] {
	const matches = filterOf(params);
	const receiver = params.get("receiver");
	const wants = (name: string) => params.get(name) !== "false";
	const keeps = ({ labels, status, receivers }: ListedAlert) =>
		matches(labels) &&
		wants(status.state === "active" ? "active" : "silenced") &&
		(receiver === null || receivers.some(({ name }) => anchored(receiver, name)));
	return [...ownAlerts(context), ...context.notify.external.list().map((alert) => pushedAlert(alert, context))].filter(({ alert }) =>
		keeps(alert),
	);
}

function anchored(pattern: string, name: string): boolean {
	return compileMatchers([{ name: "name", value: pattern, isRegex: true, isEqual: true }])({ name });
}

/** `filter=`, any number of them, each one matcher. Throws invalid_input. */
export function filterOf(params: URLSearchParams): LabelTest {
	return compileMatchers(params.getAll("filter").map(matcherFromText));
}

function* ownAlerts({ clock, policy, notify, now }: AlertmanagerContext): Generator<Placed> {
	for (const { id, rule, alerts } of clock.rules.values()) {
		for (const { labels: own, record, key } of alerts.values()) {
			if (record.state !== "firing" && record.state !== "recovering") continue;
			const labels = matchedLabels(own, rule);
			const silencedBy = policy.silencedBy(labels, now());
			const names = rule.receivers.flatMap((receiver) => notify.receivers.get(receiver)?.settings.name ?? []);
			const annotations = { summary: rule.name, ...(rule.runbook === "" ? {} : { runbook_url: rule.runbook }) };
			yield {
				group: record.incident === undefined ? `${id}/${key}` : `incident/${record.incident}`,
				alert: {
					...{ labels, annotations, fingerprint: fingerprintOf(labels), status: statusOf(silencedBy) },
					receivers: (names.length > 0 ? names : takers(labels, notify)).map((name) => ({ name })),
					startsAt: timeText(record.firedAt ?? record.since),
					endsAt: timeText(now() + VALID_MS),
					updatedAt: timeText(record.heldAt ?? record.since),
					generatorURL: `${notify.pageUrl()}/alerts/rules/${encodeURIComponent(id)}`,
				},
			};
		}
	}
}

function pushedAlert(alert: ExternalAlert, { policy, notify, now }: AlertmanagerContext): Placed {
	const { labels, annotations, fingerprint, startsAt, endsAt, updatedAt, generatorUrl } = alert;
	return {
		group: fingerprint,
		alert: {
			...{
				labels,
				annotations,
				fingerprint,
				generatorURL: generatorUrl,
				status: statusOf(policy.silencedBy(externalLabels(labels), now())),
			},
			receivers: takers(externalLabels(labels), notify).map((name) => ({ name })),
			...{ startsAt: timeText(startsAt), endsAt: timeText(endsAt), updatedAt: timeText(updatedAt) },
		},
	};
}

function takers(labels: AlertLabels, { receivers }: AlertmanagerContext["notify"]): readonly string[] {
	return receivers.takersOf(labels).map(({ settings }) => settings.name);
}

function statusOf(silencedBy: readonly string[]): ListedAlert["status"] {
	return { state: silencedBy.length > 0 ? "suppressed" : "active", silencedBy, inhibitedBy: [], mutedBy: [] };
}

/** Throws invalid_input: nothing of the body is taken then. */
export function pushedFromJson(body: unknown): readonly PushedAlert[] {
	if (!Array.isArray(body)) throw new SpanglassError("invalid_input", "the body must be a list of alerts");
	return body.map((one: unknown): PushedAlert => {
		const labels = isObject(one) ? textsOf(one.labels) : {};
		if (!isObject(one) || Object.keys(labels).length === 0) throw new SpanglassError("invalid_input", "an alert must have labels");
		const [startsAt, endsAt] = [timeOf(one.startsAt, "startsAt"), timeOf(one.endsAt, "endsAt")];
		if (startsAt !== undefined && endsAt !== undefined && endsAt < startsAt)
			throw new SpanglassError("invalid_input", "an alert must not end before it starts");
		const url = typeof one.generatorURL === "string" && /^https?:\/\//.test(one.generatorURL) ? one.generatorURL : "";
		return { labels, annotations: textsOf(one.annotations), startsAt, endsAt, generatorUrl: url };
	});
}

function textsOf(value: unknown): AlertLabels {
	const entries = isObject(value) ? Object.entries(value) : [];
	return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string" && entry[1] !== ""));
}
