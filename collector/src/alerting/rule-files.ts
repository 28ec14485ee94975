/** Rules out of YAML files in DATA/rules: texts in, rules and faults with their line out. */
import { alertRuleSchema } from "@spanglass/shared/api/alert-schemas";
import { ALERT_KIND_FACTS, ALERT_KINDS, type AlertRule } from "@spanglass/shared/model/alert-rule";
import { isMap, isSeq, LineCounter, type Node, parseDocument } from "yaml";

export interface FileRule {
	readonly id: string;
	/** `name.yaml:12`. */
	readonly file: string;
	readonly rule: AlertRule;
}

export interface RuleFault {
	readonly file: string;
	readonly line: number;
	readonly message: string;
}

export interface ReadRules {
	readonly rules: readonly FileRule[];
	readonly faults: readonly RuleFault[];
}

/** Lengths of time may be written `5m`: for, window, keepFiring, interval, delay, repeat. */
const LENGTHS = {
	for: "forSeconds",
	window: "windowSeconds",
	keepFiring: "keepFiringSeconds",
	interval: "intervalSeconds",
	delay: "delaySeconds",
	repeat: "repeatSeconds",
} as const;
const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
const MOST_RULES = 2000;

/**
 * The rules of one file: a list, or `rules:` with a list. A rule may be written shortly: `kind: errorRate` with what else the condition needs
 * beside it, `service`, `environment`, `operation` for the scope, lengths of time as `5m`; what is left out is the kind's preset.
 *
 * Result  every rule that can be read, and a fault with its line for every other. Ids are `file.<file>.<name>`: a rule keeps its alerts while
 *         its name stays.
 */
export function readRuleFile(file: string, text: string): ReadRules {
	const lines = new LineCounter();
	const document = parseDocument(text, { lineCounter: lines });
	const lineOf = (node: Node | null | undefined): number => (node?.range ? lines.linePos(node.range[0]).line : 1);
	const [error] = document.errors;
	if (error !== undefined)
		return { rules: [], faults: [{ file, line: error.linePos?.[0].line ?? 1, message: error.message.split("\n")[0] ?? "" }] };
	const list = isMap(document.contents) ? document.contents.get("rules", true) : document.contents;
	if (!isSeq(list))
		return { rules: [], faults: [{ file, line: 1, message: "a file of rules is a list of them, or has `rules:` with a list" }] };
	const rules = new Map<string, FileRule>();
	const faults: RuleFault[] = [];
	for (const item of list.items.slice(0, MOST_RULES)) {
		const node = item as Node;
		const line = lineOf(node);
		const parsed = readRule(node.toJS(document));
		if ("fault" in parsed) faults.push({ file, line: lineAt(node, parsed.path) ?? line, message: parsed.fault });
		else {
			const id = `file.${slug(file)}.${slug(parsed.rule.name)}`;
			if (rules.has(id)) faults.push({ file, line, message: `there is another rule ${JSON.stringify(parsed.rule.name)} in this file` });
			else rules.set(id, { id, file: `${file}:${line}`, rule: parsed.rule });
		}
	}
	return { rules: [...rules.values()], faults };

	function lineAt(node: Node, path: readonly PropertyKey[]): number | undefined {
		const [key] = path;
		const pair = isMap(node) ? node.items.find(({ key: name }) => String(name) === String(key)) : undefined;
		return pair === undefined ? undefined : lineOf(pair.key as Node);
	}
}

function slug(text: string): string {
	return text.replace(/[^A-Za-z0-9_-]+/g, "-").slice(0, 60);
}

type Parsed = { readonly rule: AlertRule } | { readonly fault: string; readonly path: readonly PropertyKey[] };

/** A rule as it is written in a file, in full or shortly. */
export function readRule(given: unknown): Parsed {
	if (typeof given !== "object" || given === null) return { fault: "a rule is a map of keys", path: [] };
	const { kind, service, environment, namespace, operation, ...rest } = given as Readonly<Record<string, unknown>>;
	const condition = { kind, ...pick(rest, CONDITION_KEYS) };
	const named = ALERT_KINDS.find((known) => known === (kind ?? (rest.condition as { readonly kind?: unknown } | undefined)?.kind));
	if (named === undefined) return { fault: `kind is one of ${ALERT_KINDS.join(", ")}`, path: ["kind"] };
	const { preset, comparisons } = ALERT_KIND_FACTS[named];
	const lengths: Record<string, unknown> = {};
	for (const [short, long] of Object.entries(LENGTHS)) {
		if (rest[short] === undefined) continue;
		const seconds = secondsOf(rest[short]);
		if (seconds === undefined) return { fault: `${short} is a length of time such as 30s, 5m, 1h`, path: [short] };
		lengths[long] = seconds;
	}
	const own = Object.fromEntries(Object.entries(rest).filter(([key]) => !CONDITION_KEYS.has(key) && !Object.hasOwn(LENGTHS, key)));
	const scope = { service, environment, namespace, operation };
	const result = alertRuleSchema
		.strict()
		.safeParse({ ...preset, comparison: comparisons[0], condition, scope: definedOf(scope), ...own, ...lengths });
	if (result.success) return { rule: result.data };
	const [issue] = result.error.issues;
	return {
		fault: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "not valid"}`.replace(/^: /, ""),
		path: issue?.path.slice(-1) ?? [],
	};
}

const CONDITION_KEYS: ReadonlySet<string> = new Set([
	"quantile",
	"level",
	"text",
	"metric",
	"filter",
	"aggregation",
	"objective",
	"windows",
]);

function pick(all: Readonly<Record<string, unknown>>, keys: ReadonlySet<string>): Readonly<Record<string, unknown>> {
	return Object.fromEntries(Object.entries(all).filter(([key]) => keys.has(key)));
}

function definedOf(all: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
	return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** `90`, `90s`, `5m`, `1h`, `2d` in seconds. */
export function secondsOf(given: unknown): number | undefined {
	if (typeof given === "number") return given;
	const match = typeof given === "string" ? /^(\d+(?:\.\d+)?)(s|m|h|d)?$/.exec(given) : null;
	return match === null ? undefined : Number(match[1]) * (UNIT_SECONDS[match[2] ?? "s"] ?? 1);
}
