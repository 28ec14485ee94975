/** One service in numbers: all from roll-ups, each of the whole minutes of a range and, when asked for, of the range before. */
import { type SummedCalls, sharesOf } from "@spanglass/shared/analysis/call-graph";
import type { Deploy, RollupReader } from "../store/api/rollup-queries.ts";
import type { QueryControl } from "../store/api/telemetry-store.ts";
import { type ComparedCalls, compareCalls, summedCalls } from "./call-graph.ts";
import { type Compared, numbersOf, requestsOf } from "./red-numbers.ts";
import { both, errorClassesOf, type ServiceQuestion, whereOf } from "./service-question.ts";

export interface ServiceDetail extends Compared {
	readonly environments: readonly string[];
	readonly namespaces: readonly string[];
	readonly errorClasses: readonly { readonly statusClass: string; readonly operation: string; readonly count: number }[];
	/** The most frequent first. */
	readonly callers: readonly Neighbour[];
	readonly callees: readonly Neighbour[];
	readonly deploys: readonly Deploy[];
}

export interface Neighbour extends ComparedCalls {
	/** 0..1 of the calls that the service takes, or makes; see `sharesOf`. */
	readonly share: number | undefined;
}

/** Undefined when nothing is known of the service. */
export async function serviceDetail(
	reader: RollupReader,
	question: ServiceQuestion,
	control: QueryControl,
): Promise<ServiceDetail | undefined> {
	const where = whereOf(question);
	const by = ["kind", "statusClass", "operation", "isError", "environment", "namespace"] as const;
	const [groups, earlier] = await both(question, (range) => reader.sumRed({ range, by, where }, control));
	const sightings = await reader.listInstanceSightings(where, control);
	if (groups.length === 0 && sightings.length === 0) return undefined;
	const requests = requestsOf(groups);
	const { service, environment, range } = question;
	const [edges, edgesBefore] = await both(question, (of) => summedCalls(reader, { range: of, environment, touching: service }, control));
	const compared = compareCalls(edges, edgesBefore);
	const isIt = (node: SummedCalls["caller"]) =>
		node.type === "service" && node.name === service && (question.namespace ?? node.namespace) === node.namespace;
	return {
		numbers: numbersOf(requests),
		before: earlier && numbersOf(requestsOf(earlier)),
		environments: distinct(sightings.map((sighting) => sighting.environment)),
		namespaces: distinct(sightings.map((sighting) => sighting.namespace)),
		errorClasses: errorClassesOf(requests, ({ statusClass, operation }) => ({
			statusClass: statusClass ?? "",
			operation: operation ?? "",
		})),
		callers: neighbours(compared.filter(({ calls }) => isIt(calls.callee))),
		callees: neighbours(compared.filter(({ calls }) => isIt(calls.caller))),
		deploys: await reader.listDeploys({ ...where, range }, control),
	};
}

function neighbours(edges: readonly ComparedCalls[]): readonly Neighbour[] {
	const shares = sharesOf(edges.map(({ calls }) => calls));
	return edges.map((edge, at) => ({ ...edge, share: shares[at] })).sort((a, b) => b.calls.attempts - a.calls.attempts);
}

function distinct(texts: readonly string[]): readonly string[] {
	return [...new Set(texts)].sort();
}
