/** Scenario files: drawn telemetry, rules, and what is expected when. See docs/rules.md. */
import { ALERT_STATES, type AlertState, NOTIFICATION_EVENTS, type NotificationEvent } from "@spanglass/shared/model/alert";
import type { AlertRule } from "@spanglass/shared/model/alert-rule";
import { SpanglassError } from "@spanglass/shared/model/errors";
import { seriesFromText } from "@spanglass/shared/testing/series-from-text";
import { parse } from "yaml";
import { readRule, secondsOf } from "../rule-files.ts";

type Values = readonly (number | undefined)[];

/** Values are per minute from the start. */
export interface DrawnSeries {
	/** Requests, and how many of them fail; how long each takes, in ms. */
	readonly requests: Values;
	readonly errors: Values;
	readonly took: Values;
	/** Log records of `level` with `body`. */
	readonly logs: Values;
	readonly level: string;
	readonly body: string;
	/** Points of a metric. */
	readonly metric: string | undefined;
	readonly values: Values;
	readonly isCounter: boolean;
	/** Messages from `service` to `consumer`, and how long each waits, in ms. */
	readonly messages: Values;
	readonly waited: Values;
	readonly consumer: string;
	/** Items that the collector takes, and rejects. */
	readonly accepted: Values;
	readonly rejected: Values;
	readonly service: string;
	readonly environment: string;
	readonly operation: string;
	readonly instance: string;
	readonly version: string;
	/** It arrives so much later than it says. */
	readonly lateSeconds: number;
}

/** What happens to the collector. */
export interface ScenarioEvent {
	/** It is down for so long, then starts again. */
	readonly downSeconds?: number | undefined;
	/** Its clock is set forward, or back. */
	readonly clockSeconds?: number | undefined;
	readonly queries?: "failing" | "working" | undefined;
	readonly silenced?: boolean | undefined;
}

export interface ScenarioStep {
	/** Since the start. */
	readonly atSeconds: number;
	readonly event: ScenarioEvent | undefined;
	/** The state of the worst alert of all rules. */
	readonly expect: AlertState | undefined;
	/** States by label value: `checkout: firing`. */
	readonly alerts: Readonly<Record<string, AlertState>> | undefined;
	/** What receivers were told since the step before. */
	readonly told: readonly NotificationEvent[] | undefined;
	/** Evaluations missed so far. */
	readonly missed: number | undefined;
}

export interface Scenario {
	readonly name: string;
	readonly rules: readonly AlertRule[];
	readonly series: readonly DrawnSeries[];
	readonly steps: readonly ScenarioStep[];
}

type Fields = Readonly<Record<string, unknown>>;

/** Throws invalid_input with what is wrong. */
export function readScenario(text: string): Scenario {
	// `0x20` is a drawn series here, and not a hexadecimal 32.
	const file = fieldsOf(
		parse(text, { customTags: (tags) => tags.filter((tag) => typeof tag === "string" || tag.format !== "HEX") }),
		"a scenario",
	);
	known(file, ["name", "rules", "series", "steps"], "a scenario");
	return {
		name: String(file.name ?? ""),
		rules: listOf(file.rules, "rules").map((given, at) => {
			const parsed = readRule(given);
			if ("rule" in parsed) return { ...parsed.rule, receivers: ["scenario"] };
			throw fault(`rule ${at + 1}: ${parsed.fault}`);
		}),
		series: listOf(file.series, "series").map(seriesOf),
		steps: listOf(file.steps, "steps").map(stepOf),
	};
}

function fault(message: string): SpanglassError {
	return new SpanglassError("invalid_input", message);
}

function fieldsOf(value: unknown, what: string): Fields {
	if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
	throw fault(`${what} is a map of keys`);
}

function listOf(value: unknown, what: string): readonly unknown[] {
	if (Array.isArray(value)) return value;
	throw fault(`${what} is a list`);
}

function known(fields: Fields, keys: readonly string[], what: string): void {
	const strange = Object.keys(fields).filter((key) => !keys.includes(key));
	if (strange.length > 0) throw fault(`${what} has no ${strange.join(", ")}; it has ${keys.join(", ")}`);
}

const DRAWN = ["requests", "errors", "took", "logs", "values", "messages", "waited", "accepted", "rejected"] as const;
const NAMES = ["service", "environment", "operation", "instance", "version", "level", "body", "consumer"] as const;
const PRESETS: Readonly<Record<(typeof NAMES)[number], string>> = {
	service: "checkout",
	environment: "prod",
	operation: "POST /orders",
	instance: "a",
	version: "v1",
	level: "error",
	body: "it failed",
	consumer: "mailer",
};

function seriesOf(given: unknown): DrawnSeries {
	const fields = fieldsOf(given, "a series");
	known(fields, [...DRAWN, ...NAMES, "metric", "type", "late"], "a series");
	const drawn = Object.fromEntries(DRAWN.map((key) => [key, seriesFromText(String(fields[key] ?? ""))])) as Record<
		(typeof DRAWN)[number],
		Values
	>;
	const names = Object.fromEntries(NAMES.map((key) => [key, String(fields[key] ?? PRESETS[key])])) as Record<
		(typeof NAMES)[number],
		string
	>;
	return {
		...drawn,
		...names,
		metric: fields.metric === undefined ? undefined : String(fields.metric),
		isCounter: fields.type === "counter",
		lateSeconds: lengthOf(fields.late ?? 0, "late"),
	};
}

/** With a sign where it may have one. */
function lengthOf(value: unknown, what: string): number {
	const text = String(value);
	const seconds = secondsOf(text.replace(/^[+-]/, ""));
	if (seconds === undefined) throw fault(`${what} is a length of time such as 30s, 5m, 1h`);
	return text.startsWith("-") ? -seconds : seconds;
}

function stepOf(given: unknown): ScenarioStep {
	const fields = fieldsOf(given, "a step");
	known(fields, ["at", "down", "clock", "queries", "silenced", "expect", "alerts", "told", "missed"], "a step");
	const { down, clock, queries, silenced } = fields;
	const happens = [down, clock, queries, silenced].some((each) => each !== undefined);
	return {
		atSeconds: lengthOf(fields.at, "at"),
		event: happens
			? {
					downSeconds: down === undefined ? undefined : lengthOf(down, "down"),
					clockSeconds: clock === undefined ? undefined : lengthOf(clock, "clock"),
					queries: queries === undefined ? undefined : oneOf(queries, ["failing", "working"] as const, "queries"),
					silenced: silenced === undefined ? undefined : silenced === true,
				}
			: undefined,
		expect: fields.expect === undefined ? undefined : oneOf(fields.expect, ALERT_STATES, "expect"),
		alerts:
			fields.alerts === undefined
				? undefined
				: Object.fromEntries(
						Object.entries(fieldsOf(fields.alerts, "alerts")).map(([name, state]) => [name, oneOf(state, ALERT_STATES, "alerts")]),
					),
		told: fields.told === undefined ? undefined : listOf(fields.told, "told").map((event) => oneOf(event, NOTIFICATION_EVENTS, "told")),
		missed: fields.missed === undefined ? undefined : Number(fields.missed),
	};
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[], what: string): T {
	const found = allowed.find((each) => each === value);
	if (found === undefined) throw fault(`${what} is one of ${allowed.join(", ")}, not ${String(value)}`);
	return found;
}
