/** Which traces show that a rule's condition holds, as filters of the query language. */
import type { Alert } from "@spanglass/shared/model/alert";
import type { AlertRule } from "@spanglass/shared/model/alert-rule";
import { inEnvironment } from "@spanglass/shared/query/environment-filter";
import type { Filter, Intrinsic } from "@spanglass/shared/query/filter";

export interface EvidenceFilters {
	/** Everything that the alert speaks of. */
	readonly scope: Filter;
	/** What of it makes the condition hold; the same when nothing tells. */
	readonly shows: Filter;
	readonly looksFor: "errors" | "slow";
}

function compare(key: Intrinsic, op: "=" | ">", text: string, number?: number): Filter {
	return { type: "compare", field: { scope: "intrinsic", key }, op, value: { text, number, quoted: number === undefined } };
}

const FIELDS: Readonly<Record<string, Intrinsic>> = { service: "service", operation: "name", version: "version", instance: "instance" };

/** Of queues the consumer's side. */
function serviceOf(labels: Alert["labels"]): string | undefined {
	return labels.service ?? labels.callee ?? labels.caller;
}

export function evidenceFilters({ condition, threshold, comparison }: AlertRule, { labels }: Alert): EvidenceFilters {
	const service = serviceOf(labels);
	const named = Object.entries(labels).filter(([key]) => key !== "service");
	const terms: Filter[] = service === undefined || service === "" ? [] : [compare("service", "=", service)];
	for (const [key, value] of named) {
		const field = FIELDS[key];
		if (field !== undefined && value !== "") terms.push(compare(field, "=", value));
	}
	const scope = inEnvironment({ type: "all", terms }, labels.environment === "" ? undefined : labels.environment);
	if (condition.kind === "latency" && comparison === "above") return { scope, shows: also(scope, slower(threshold)), looksFor: "slow" };
	if (condition.kind === "averageLatency" || condition.kind === "queueTime") return { scope, shows: scope, looksFor: "slow" };
	return { scope, shows: also(scope, compare("status", "=", "error")), looksFor: "errors" };
}

function slower(nanos: number): Filter {
	return compare("duration", ">", String(Math.round(nanos)), Math.round(nanos));
}

function also(scope: Filter, term: Filter): Filter {
	return { type: "all", terms: [scope, term] };
}
