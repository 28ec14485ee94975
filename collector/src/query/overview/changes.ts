/** What is not as it was: versions, edges and errors that are new, edges that are gone. */
import type { GraphNode } from "@spanglass/shared/model/call-graph";
import type { ChangeKind } from "@spanglass/shared/model/insight";
import type { UnixNanos } from "@spanglass/shared/units/time";
import type { RollupReader } from "../../store/api/rollup-queries.ts";
import type { QueryControl } from "../../store/api/telemetry-store.ts";
import { type Facts, p99Of, serviceId } from "./facts.ts";
import { previousVersionOf } from "./insights.ts";

export interface Change {
	readonly kind: ChangeKind;
	readonly at: UnixNanos | undefined;
	readonly namespace: string;
	readonly service: string;
	readonly version: string | undefined;
	readonly previousVersion: string | undefined;
	readonly callee: GraphNode | undefined;
	readonly statusClass: string | undefined;
	readonly p99: number | undefined;
	readonly previousP99: number | undefined;
}

/** Calls, or failures, that a new edge, a gone one, a new error has at least. */
const LEAST = 5;
/** Requests that a version has at least for its p99 to be told. */
const LEAST_REQUESTS = 30;
const NOTHING = {
	...{ at: undefined, version: undefined, previousVersion: undefined, callee: undefined },
	...{ statusClass: undefined, p99: undefined, previousP99: undefined },
};

/** Deploys of a day, the newest first, then what differs between the range and the one before it. */
export async function changesOf(reader: RollupReader, facts: Facts, control: QueryControl): Promise<readonly Change[]> {
	const deploys = facts.deploys.toReversed().map((deploy): Change => {
		const { namespace, service, version, at } = deploy;
		const versions = facts.services.get(serviceId({ namespace, name: service }))?.versions;
		const previousVersion = previousVersionOf(deploy, facts);
		const p99 = (name: string | undefined) => {
			const numbers = name === undefined ? undefined : versions?.get(name);
			return numbers === undefined || numbers.durations.count < LEAST_REQUESTS ? undefined : p99Of(numbers);
		};
		return {
			...NOTHING,
			kind: "deploy",
			at,
			namespace,
			service,
			version,
			previousVersion,
			p99: p99(version),
			previousP99: p99(previousVersion),
		};
	});
	const isKnown = [...facts.services.values()].some(({ before }) => before.durations.count > 0);
	return isKnown ? [...deploys, ...edgeChanges(facts), ...(await newErrors(reader, facts, control))] : deploys;
}

function edgeChanges({ edges, goneEdges }: Facts): readonly Change[] {
	const fresh = edges.filter(({ calls, before }) => before === undefined && calls.attempts >= LEAST && calls.caller.type === "service");
	const gone = goneEdges.filter(({ attempts, caller }) => attempts >= LEAST && caller.type === "service");
	const changeOf = (kind: ChangeKind, { caller, callee }: { readonly caller: GraphNode; readonly callee: GraphNode }): Change => ({
		...{ ...NOTHING, kind, namespace: caller.namespace, service: caller.name, callee },
	});
	return [...fresh.map(({ calls }) => changeOf("newEdge", calls)), ...gone.map((calls) => changeOf("goneEdge", calls))];
}

async function newErrors(reader: RollupReader, { question }: Facts, control: QueryControl): Promise<readonly Change[]> {
	const { range, compareWith, environment } = question;
	const where = { isError: true, ...(environment === undefined ? {} : { environment }) };
	const by = ["namespace", "service", "statusClass"] as const;
	const [now, before] = [
		await reader.sumRed({ range, by, where }, control),
		await reader.sumRed({ range: compareWith, by, where }, control),
	];
	const known = new Set(before.map(({ key }) => JSON.stringify(key)));
	return now
		.filter(({ key, durations }) => durations.count >= LEAST && key.statusClass !== "" && !known.has(JSON.stringify(key)))
		.sort((a, b) => b.durations.count - a.durations.count)
		.map(({ key: { namespace = "", service = "", statusClass } }) => ({ ...NOTHING, kind: "newError", namespace, service, statusClass }));
}
