/**
 * Which calls spans tell of: the rules by which edges of the call graph are made (handbook: domain §2 "Ours"). Every rule looks at one span,
 * or at two that refer to each other, so that what is computed piece by piece while spans arrive equals what is computed over all of them.
 *
 *   one span     outEdge      a CLIENT or PRODUCER names whom it calls        counts while no child answers it (`answers`)
 *                topicEdge    a PRODUCER publishes, a CONSUMER consumes       always counts: a topic is a node of its own
 *                inEdge       a SERVER without a parent: a user; or a caller  counts while its parent is unknown
 *                             that it names
 *   two spans    pairEdge     parent and child of different services
 *                linkEdge     a span and one that it links, of different services
 *
 * `isNestedCopy(parent, child)`: the parent only wraps the child (two layers of instrumentation saw one call). The parent is not counted as
 * a span, nor as a call of whom it names. What answers it answers the child too: a peer may know the outer layer's id or the inner's.
 * Pairs count whatever wraps them: they are of two services, the copies of one, so no call is told twice, and none is lost.
 *
 * A call belongs to the minute in which its *deciding* span starts: the caller's where it is stored, else the only one there is.
 * Spans of the demo and others are never taken for parents, children or links of each other.
 */
import type { EdgeEvidence, EdgeType, GraphNode } from "../model/call-graph.ts";
import { SpanKind } from "../model/span.ts";
import type { CanonicalSpan } from "../semconv/canonical-span.ts";

const NANOS_PER_MINUTE = 60_000_000_000;
/** Share of the wrapping span's time that the wrapped one takes at least. */
const NESTED_OVERLAP = 0.95;

/** A moment without loss: minutes since 1970, and nanoseconds in the minute. */
export interface MinuteTime {
	readonly minute: number;
	/** 0 .. 59,999,999,999. */
	readonly nanos: number;
}

export interface SpanFacts {
	readonly environment: string;
	readonly namespace: string;
	readonly service: string;
	readonly canonical: CanonicalSpan;
	readonly hasParent: boolean;
	readonly start: MinuteTime;
	/** 0 when it ends before it starts. */
	readonly durationNanos: number;
}

/** One call. Durations are undefined where nobody measured them. */
export interface CallEdge {
	readonly environment: string;
	readonly caller: GraphNode;
	readonly callee: GraphNode;
	readonly type: EdgeType;
	readonly evidence: EdgeEvidence;
	readonly operation: string;
	readonly statusClass: string;
	readonly isError: boolean;
	readonly isResend: boolean;
	readonly minute: number;
	readonly clientNanos: number | undefined;
	readonly serverNanos: number | undefined;
	readonly queueNanos: number | undefined;
}

const USER: GraphNode = { type: "user", namespace: "", name: "user", system: "" };

export function serviceNode(namespace: string, name: string): GraphNode {
	return { type: "service", namespace, name, system: "" };
}

/** Of two moments: later - earlier in nanoseconds, below 0 when they are the other way round. */
export function nanosBetween(earlier: MinuteTime, later: MinuteTime): number {
	return (later.minute - earlier.minute) * NANOS_PER_MINUTE + (later.nanos - earlier.nanos);
}

function isCall({ canonical }: SpanFacts): boolean {
	return canonical.kind === SpanKind.client || canonical.kind === SpanKind.producer;
}

function isSameService(a: SpanFacts, b: SpanFacts): boolean {
	return a.service === b.service && a.namespace === b.namespace;
}

/** The parent's call is answered by the child: what the parent says of its peer no longer counts. */
export function answers(parent: SpanFacts, child: SpanFacts): boolean {
	if (!isCall(parent)) return false;
	if (!isSameService(parent, child)) return true;
	return child.canonical.kind === (parent.canonical.kind === SpanKind.client ? SpanKind.server : SpanKind.consumer);
}

/** Two CLIENT spans of one service and name, the child taking at least 95 % of the parent's time. */
export function isNestedCopy(parent: SpanFacts, child: SpanFacts): boolean {
	if (parent.canonical.kind !== SpanKind.client || child.canonical.kind !== SpanKind.client) return false;
	if (!isSameService(parent, child) || parent.canonical.operation !== child.canonical.operation) return false;
	const end = nanosBetween(parent.start, child.start) + child.durationNanos;
	const start = Math.max(0, nanosBetween(parent.start, child.start));
	const overlap = Math.min(end, parent.durationNanos) - start;
	return overlap >= 0 && overlap >= parent.durationNanos * NESTED_OVERLAP;
}

/** The edge of a parent and its child; undefined within one service unless the child answers the parent's call. */
export function pairEdge(parent: SpanFacts, child: SpanFacts): CallEdge | undefined {
	if (isSameService(parent, child) && !answers(parent, child)) return undefined;
	const { canonical } = child;
	const isMessage = parent.canonical.kind === SpanKind.producer || canonical.kind === SpanKind.consumer;
	return {
		environment: parent.environment,
		caller: serviceNode(parent.namespace, parent.service),
		callee: serviceNode(child.namespace, child.service),
		type: pairType(parent, child, isMessage),
		evidence: "paired",
		operation: canonical.operation,
		statusClass: canonical.statusClass === "" ? parent.canonical.statusClass : canonical.statusClass,
		isError: canonical.isError || parent.canonical.isError,
		isResend: parent.canonical.isResend || canonical.isResend,
		minute: parent.start.minute,
		clientNanos: isCall(parent) ? parent.durationNanos : undefined,
		serverNanos: child.durationNanos,
		queueNanos: isMessage && isCall(parent) ? queueTime(parent, child) : undefined,
	};
}

function pairType(parent: SpanFacts, child: SpanFacts, isMessage: boolean): EdgeType {
	const { kind, protocol } = child.canonical;
	if (isMessage) return "messaging";
	if (parent.canonical.kind !== SpanKind.client || kind !== SpanKind.server) return "call";
	const spoken = protocol === "internal" ? parent.canonical.protocol : protocol;
	if (spoken === "http") return "http";
	return spoken === "grpc" || spoken === "rpc" ? "rpc" : "call";
}

/** From the end of the call that sent a message to the start of what took it; clocks that disagree make it 0. */
function queueTime(sender: SpanFacts, taker: SpanFacts): number {
	return Math.max(0, nanosBetween(sender.start, taker.start) - sender.durationNanos);
}

/** What a CLIENT or PRODUCER that nobody answers tells of its peer. Undefined when it names none, or a topic, which `topicEdge` tells of. */
export function outEdge(span: SpanFacts): CallEdge | undefined {
	const { peer } = span.canonical;
	if (peer === undefined || peer.node.type === "topic" || !isCall(span)) return undefined;
	return {
		...ofOne(span),
		caller: serviceNode(span.namespace, span.service),
		callee: peer.node,
		type: peer.edge,
		evidence: peer.evidence,
		clientNanos: span.durationNanos,
	};
}

/** service → topic of a PRODUCER, topic → service of a CONSUMER. */
export function topicEdge(span: SpanFacts): CallEdge | undefined {
	const { peer, kind } = span.canonical;
	if (peer?.node.type !== "topic") return undefined;
	const service = serviceNode(span.namespace, span.service);
	if (kind === SpanKind.producer) {
		return {
			...ofOne(span),
			caller: service,
			callee: peer.node,
			type: "messaging",
			evidence: peer.evidence,
			clientNanos: span.durationNanos,
		};
	}
	if (kind !== SpanKind.consumer) return undefined;
	return {
		...ofOne(span),
		caller: peer.node,
		callee: service,
		type: "messaging",
		evidence: peer.evidence,
		serverNanos: span.durationNanos,
	};
}

/** Who calls a SERVER span whose parent is not known: the service it names, else a user when it has no parent at all. */
export function inEdge(span: SpanFacts): CallEdge | undefined {
	const { canonical } = span;
	if (canonical.kind !== SpanKind.server) return undefined;
	const isNamed = canonical.callerService !== "";
	if (!isNamed && span.hasParent) return undefined;
	return {
		...ofOne(span),
		caller: isNamed ? serviceNode("", canonical.callerService) : USER,
		callee: serviceNode(span.namespace, span.service),
		type: isNamed ? "call" : "user",
		evidence: isNamed ? "peer" : "inferred",
		serverNanos: span.durationNanos,
	};
}

/** The edge from a linked span to the one that holds the link; undefined within one service. */
export function linkEdge(linked: SpanFacts, holder: SpanFacts): CallEdge | undefined {
	if (isSameService(linked, holder)) return undefined;
	const isMessage = linked.canonical.kind === SpanKind.producer || holder.canonical.kind === SpanKind.consumer;
	return {
		...ofOne(holder),
		environment: linked.environment,
		caller: serviceNode(linked.namespace, linked.service),
		callee: serviceNode(holder.namespace, holder.service),
		type: isMessage ? "messaging" : "call",
		evidence: "link",
		minute: linked.start.minute,
		serverNanos: holder.durationNanos,
		queueNanos: isMessage && isCall(linked) ? queueTime(linked, holder) : undefined,
	};
}

function ofOne({ environment, canonical, start }: SpanFacts) {
	return {
		environment,
		operation: canonical.operation,
		statusClass: canonical.statusClass,
		isError: canonical.isError,
		isResend: canonical.isResend,
		minute: start.minute,
		clientNanos: undefined,
		serverNanos: undefined,
		queueNanos: undefined,
	};
}
