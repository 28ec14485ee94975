/**
 * What failed spans have in common: a group has one service, type, message template and place in the code; where no exception says those,
 * the class of the outcome and the operation. Ids, numbers, addresses and quoted texts of a message vary within a group.
 */
import { type Attributes, getStringAttribute } from "../model/attributes.ts";
import { type Span, StatusCode } from "../model/span.ts";
import { canonicalOfSpan } from "../semconv/canonical-of-span.ts";
import { serviceInstance, serviceName, serviceNamespace, serviceVersion } from "../semconv/identity.ts";
import type { UnixNanos } from "../units/time.ts";

/** What one failed span says. */
export interface SpanError {
	readonly type: string;
	readonly message: string;
	/** First line of the message, what varies masked as `<*>`. */
	readonly template: string;
	/** Innermost frame of own code, without its line; "" when no stack tells. */
	readonly frame: string;
	readonly stack: string;
	readonly operation: string;
}

const LONGEST = 300;
const VARYING =
	/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|"[^"]*"|'[^']*'|\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b|\b0x[0-9a-f]+\b|\b(?=[0-9a-f]*\d)[0-9a-f]{12,}\b|\d+(?:\.\d+)?/gi;

/** The first line of a message with `<*>` in the place of what varies. */
export function messageTemplate(message: string): string {
	const [line = ""] = message.trimStart().split("\n", 1);
	return line.slice(0, LONGEST).replace(VARYING, "<*>").replace(/\s+/g, " ").trim();
}

/** Frames of libraries and runtimes. */
const FOREIGN =
	/node_modules|node:|internal\/|site-packages|dist-packages|lib\/python|^(?:java|javax|jdk|sun|kotlin|scala|org\.springframework|io\.netty)\.|^runtime[./]|google\.golang\.org|\/pkg\/mod\/|\/usr\/local\/go\/|^System\.|^Microsoft\./;

/** The innermost frame of a stack's own code, of JavaScript, Java, .NET, Python, Go; the innermost one when all are foreign. */
export function ownFrame(stack: string): string {
	const frames = framesOf(stack);
	return frames.find((frame) => !FOREIGN.test(frame)) ?? frames[0] ?? "";
}

/** Innermost first, without line numbers. */
function framesOf(stack: string): readonly string[] {
	const python = [...stack.matchAll(/File "([^"]+)", line \d+, in (\S+)/g)].map(([, file = "", name = ""]) => `${name} (${file})`);
	if (python.length > 0) return python.reverse();
	const go = [...stack.matchAll(/^([\w./*()-]+)\(.*\)\n\t(\S+\.go):\d+/gm)].map(([, name = "", file = ""]) => `${name} (${file})`);
	if (go.length > 0) return go;
	return [...stack.matchAll(/^\s*at (?:async )?(.+)$/gm)].map(([, frame = ""]) =>
		frame.replace(/(?::\d+){1,2}\)?$/, (end) => (end.endsWith(")") ? ")" : "")),
	);
}

/** What a failed span says; undefined of one whose status is not Error. */
export function errorOfSpan(span: Span): SpanError | undefined {
	if (span.status.code !== StatusCode.error) return undefined;
	const event = span.events.findLast(({ name }) => name === "exception");
	const of = (key: string): string => textOf(event?.attributes ?? [], key);
	const { operation, statusClass } = canonicalOfSpan(span);
	const message = of("exception.message") || span.status.message;
	const stack = of("exception.stacktrace");
	const type = of("exception.type") || textOf(span.attributes, "error.type") || statusClass;
	return { type, message, template: messageTemplate(message), frame: ownFrame(stack), stack, operation };
}

function textOf(attributes: Attributes, key: string): string {
	return getStringAttribute(attributes, key) ?? "";
}

export interface ErrorSample {
	readonly traceId: string;
	readonly spanId: string;
	readonly start: UnixNanos;
	readonly message: string;
}

export interface Counted {
	readonly value: string;
	readonly count: number;
}

export interface ErrorGroup {
	/** 16 hexadecimal digits: the same for the same service, type, template and frame, or outcome and operation. */
	readonly fingerprint: string;
	readonly service: string;
	readonly namespace: string;
	readonly type: string;
	readonly template: string;
	readonly frame: string;
	/** Failed spans, and traces that they belong to. */
	readonly count: number;
	readonly traces: number;
	/** Spans by bucket. */
	readonly counts: readonly number[];
	readonly first: UnixNanos;
	readonly last: UnixNanos;
	/** The most frequent first. */
	readonly versions: readonly Counted[];
	readonly instances: readonly Counted[];
	readonly operations: readonly Counted[];
	/** The newest first, of different traces. */
	readonly samples: readonly ErrorSample[];
	/** Of the newest span that has one. */
	readonly stack: string;
}

const SAMPLES = 5;
const VALUES = 10;

interface Sums {
	readonly error: SpanError;
	readonly fingerprint: string;
	readonly service: string;
	readonly namespace: string;
	count: number;
	readonly traces: Set<string>;
	readonly counts: number[];
	first: UnixNanos;
	last: UnixNanos;
	readonly versions: Map<string, number>;
	readonly instances: Map<string, number>;
	readonly operations: Map<string, number>;
	samples: ErrorSample[];
	stack: { readonly text: string; readonly at: UnixNanos };
}

/** Adds failed spans, in any order. */
export class ErrorGroups {
	readonly #groups = new Map<string, Sums>();
	readonly #buckets: number;

	constructor(buckets: number) {
		this.#buckets = buckets;
	}

	/** Cost: a few microseconds. Spans that did not fail are passed over. */
	add(span: Span, bucket: number): void {
		const error = errorOfSpan(span);
		if (error === undefined) return;
		const { attributes } = span.resource;
		const [service, namespace] = [serviceName(attributes), serviceNamespace(attributes)];
		const parts = error.template === "" && error.frame === "" ? [error.type, error.operation] : [error.type, error.template, error.frame];
		const key = JSON.stringify([service, namespace, ...parts]);
		const sums = this.#groups.get(key) ?? this.#begin(key, { error, service, namespace, start: span.startTime });
		sums.count++;
		sums.traces.add(span.traceId);
		sums.counts[bucket] = (sums.counts[bucket] ?? 0) + 1;
		if (span.startTime < sums.first) sums.first = span.startTime;
		if (span.startTime > sums.last) sums.last = span.startTime;
		increment(sums.versions, serviceVersion(attributes) ?? "");
		increment(sums.instances, serviceInstance(attributes) ?? "");
		increment(sums.operations, error.operation);
		if (error.stack !== "" && span.startTime >= sums.stack.at) sums.stack = { text: error.stack, at: span.startTime };
		offer(sums, { traceId: span.traceId, spanId: span.spanId, start: span.startTime, message: error.message });
	}

	/** By count, largest first, then fingerprint. */
	groups(): readonly ErrorGroup[] {
		const all = [...this.#groups.values()].map(({ error, traces, versions, instances, operations, stack, ...sums }) => ({
			...{ ...sums, type: error.type, template: error.template, frame: error.frame, traces: traces.size, stack: stack.text },
			...{ versions: counted(versions), instances: counted(instances), operations: counted(operations) },
		}));
		return all.sort((a, b) => b.count - a.count || (a.fingerprint < b.fingerprint ? -1 : 1));
	}

	#begin(key: string, { start, ...of }: Pick<Sums, "error" | "service" | "namespace"> & { readonly start: UnixNanos }): Sums {
		const sums: Sums = {
			...{
				...of,
				fingerprint: fingerprintOf(key),
				count: 0,
				traces: new Set(),
				counts: Array.from({ length: this.#buckets }, () => 0),
				first: start,
				last: start,
			},
			...{ versions: new Map(), instances: new Map(), operations: new Map(), samples: [], stack: { text: "", at: start } },
		};
		this.#groups.set(key, sums);
		return sums;
	}
}

const FNV_START = 0xcbf29ce484222325n;
const FNV_PRIME = 0x100000001b3n;

/** FNV-1a of 64 bits over UTF-16 units, as hexadecimal digits. */
function fingerprintOf(text: string): string {
	let hash = FNV_START;
	for (let at = 0; at < text.length; at++) hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(at))) * FNV_PRIME);
	return hash.toString(16).padStart(16, "0");
}

function increment(counts: Map<string, number>, value: string): void {
	counts.set(value, (counts.get(value) ?? 0) + 1);
}

function counted(counts: ReadonlyMap<string, number>): readonly Counted[] {
	const all = [...counts].flatMap(([value, count]) => (value === "" ? [] : [{ value, count }]));
	return all.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, VALUES);
}

/** The newest of each trace, ties by span id. */
function offer(sums: Sums, sample: ErrorSample): void {
	const last = sums.samples.at(-1);
	if (sums.samples.length === SAMPLES && last !== undefined && compareSamples(sample, last) > 0) return;
	const others = sums.samples.filter(({ traceId }) => traceId !== sample.traceId);
	const same = sums.samples.find(({ traceId }) => traceId === sample.traceId);
	const best = same !== undefined && compareSamples(same, sample) < 0 ? same : sample;
	sums.samples = [...others, best].sort(compareSamples).slice(0, SAMPLES);
}

function compareSamples(a: ErrorSample, b: ErrorSample): number {
	if (a.start !== b.start) return a.start > b.start ? -1 : 1;
	return a.spanId < b.spanId ? -1 : a.spanId > b.spanId ? 1 : 0;
}
