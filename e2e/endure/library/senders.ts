/**
 * Eight senders of three signals over both transports, each with one request under way. They outlive the product: half of them send what
 * was not acknowledged again, byte for byte, as an exporter with a retry queue does; the others forget it.
 */
import type { Signal } from "@spanglass/shared/model/signal";
import { createGrpcClient, type GrpcClient } from "../../support/otlp-client.ts";
import type { Stack } from "../../support/stack.ts";
import { logsRequest, metricsRequest, traceRequest } from "../../support/synthetic.ts";
import type { AckJournal } from "./ack-journal.ts";
import { ANSWER_WITHIN_MS, createHttpSender, type Fate, type HttpSender, type Sent, sendByGrpc, sendByHttp } from "./send.ts";
import { wait } from "./wait.ts";

const SENDERS = 8;
/** So that all points of a metric fit one answer of the API. */
const NUMBERS_PER_METRIC = 5000;
const AFTER_REFUSAL_MS = 5;
const MESSAGES_KEPT = 5;

interface Request {
	readonly signal: Signal;
	readonly number: number;
	readonly metric: string;
	readonly body: Uint8Array;
}

interface Sender {
	readonly index: number;
	readonly signal: Signal;
	readonly retries: boolean;
	/** Not acknowledged yet. */
	pending: Request | undefined;
}

/** 0-3 send traces, 4-5 logs, 6-7 metrics; odd ones use HTTP; 1, 2, 4 and 5 compress. */
function createSender(index: number): Sender {
	const signal = index < 4 ? "traces" : index < 6 ? "logs" : "metrics";
	return { index, signal, retries: [0, 1, 4, 6].includes(index), pending: undefined };
}

export interface SendersOptions {
	readonly journal: AckJournal;
	/** Told of each answer, with the moment it came. */
	readonly onAnswer?: (sent: Sent, atMs: number) => void;
	/** Between two requests of a sender, for loads that need not be a flood. */
	readonly pauseMs?: number;
	/** Of the first request; 1 otherwise. */
	readonly firstNumber?: number;
	/** The time of items is so much ahead of this machine's clock. */
	readonly timeOffsetMs?: number;
}

export class Senders {
	readonly #options: SendersOptions;
	readonly #senders = Array.from({ length: SENDERS }, (_, index) => createSender(index));
	#number: number;
	readonly fates: Record<Fate, number> = { stored: 0, refused: 0, unhinted: 0, broken: 0, wrong: 0 };
	/** Of answers that are neither stored nor refused nor a broken connection: the first few. */
	readonly messages: string[] = [];

	constructor(options: SendersOptions) {
		this.#options = options;
		this.#number = options.firstNumber ?? 1;
	}

	/** Send to this stack until the answer is called; it resolves when nothing is under way. Runs do not overlap. */
	run(stack: Stack): () => Promise<void> {
		const state = { running: true };
		const turns = this.#senders.map((sender) => this.#loop(sender, stack, state));
		return async () => {
			state.running = false;
			await Promise.all(turns);
		};
	}

	/** Send what was not acknowledged until it is. Result: requests left after `limitMs`. */
	async settle(stack: Stack, limitMs = 20_000): Promise<number> {
		const end = performance.now() + limitMs;
		const waiting = this.#senders.filter(({ pending }) => pending !== undefined);
		await Promise.all(
			waiting.map(async (sender) => {
				const ports = connect(stack, sender);
				while (sender.pending !== undefined && performance.now() < end) await this.#turn(sender, ports, sender.pending);
				ports.close();
			}),
		);
		return waiting.filter(({ pending }) => pending !== undefined).length;
	}

	async #loop(sender: Sender, stack: Stack, state: { readonly running: boolean }): Promise<void> {
		const ports = connect(stack, sender);
		while (state.running) await this.#turn(sender, ports, sender.pending ?? this.#next(sender));
		ports.close();
	}

	async #turn(sender: Sender, ports: Ports, request: Request): Promise<void> {
		const sent = await ports.send(request);
		this.fates[sent.fate]++;
		if ((sent.fate === "wrong" || sent.fate === "unhinted") && this.messages.length < MESSAGES_KEPT) this.messages.push(sent.message);
		this.#options.onAnswer?.(sent, performance.now());
		const isStored = sent.fate === "stored";
		if (isStored) await this.#options.journal.record(sender.index, request);
		sender.pending = isStored || !sender.retries ? undefined : request;
		if (!isStored) await wait(AFTER_REFUSAL_MS);
		else if (this.#options.pauseMs !== undefined) await wait(this.#options.pauseMs);
	}

	#next({ index, signal }: Sender): Request {
		const number = this.#number++;
		const service = `sender-${index}`;
		const metric = `kill.${index}.${Math.floor(number / NUMBERS_PER_METRIC)}`;
		const atMs = Date.now() + (this.#options.timeOffsetMs ?? 0);
		if (signal === "traces") return { signal, number, metric, body: traceRequest(number, service, atMs) };
		if (signal === "logs") return { signal, number, metric, body: logsRequest(number, service, atMs) };
		return { signal, number, metric, body: metricsRequest(number, service, metric, atMs) };
	}
}

interface Ports {
	send(request: Request): Promise<Sent>;
	close(): void;
}

function connect(stack: Stack, { index }: Sender): Ports {
	const gzip = [1, 2, 4, 5].includes(index);
	if (index % 2 === 1) return httpPorts(createHttpSender(stack.http), gzip);
	return grpcPorts(createGrpcClient(stack.grpc, { gzip, deadlineMs: ANSWER_WITHIN_MS }));
}

function httpPorts(sender: HttpSender, gzip: boolean): Ports {
	return { send: ({ signal, body }) => sendByHttp(sender, signal, body, gzip), close: () => sender.agent.destroy() };
}

function grpcPorts(client: GrpcClient): Ports {
	return { send: ({ signal, body }) => sendByGrpc(client, signal, body), close: () => client.close() };
}
