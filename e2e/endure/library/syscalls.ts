/**
 * Reads what strace wrote (-f -y -ttt -xx) and judges each answer of the two ingest ports.
 *
 *   1234 1700000000.100 read(31<socket:[9]>, "\x50\x4f…", 65536) = 812          the request is in: an interval begins
 *   1240 1700000000.101 fdatasync(22</tmp/x/spanglass.db-wal> <unfinished ...>
 *   1240 1700000000.104 <... fdatasync resumed>) = 0                           a sync, from the first line to the second
 *   1234 1700000000.105 write(31<socket:[9]>, "\x48\x54\x54…", 90) = 90          the answer
 *
 * Sound: the commit with the request cannot begin before the request was read, so a sync that proves it began after that read.
 */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

const EXAMPLES = 5;
const HTTP_POST = Buffer.from("POST /v1/");
const HTTP_OK = Buffer.from("HTTP/1.1 200");
const H2_PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
const FRAME_HEAD = 9;
const HEADERS = 1;
const END_STREAM = 1;
const DATA = 0;

export interface OrderVerdict {
	readonly acks: number;
	readonly httpAcks: number;
	readonly grpcAcks: number;
	readonly syncs: number;
	/** Acknowledgements without a sync of the WAL between request and answer. */
	readonly early: number;
	readonly examples: readonly string[];
}

interface Call {
	readonly name: string;
	readonly target: string;
	readonly bytes: Buffer;
	readonly from: number;
	readonly to: number;
	readonly result: number;
}

interface Begun {
	readonly text: string;
	readonly at: number;
}

/** Bytes of one direction of an HTTP/2 connection, cut in frames as they come. */
class Frames {
	#rest = Buffer.alloc(0);
	#skipsPreface: boolean;

	constructor(skipsPreface: boolean) {
		this.#skipsPreface = skipsPreface;
	}

	/** Types and flags of the frames that these bytes complete. */
	take(bytes: Buffer): readonly { readonly type: number; readonly flags: number }[] {
		this.#rest = Buffer.concat([this.#rest, bytes]);
		if (this.#skipsPreface && this.#rest.length >= H2_PREFACE.length) {
			this.#rest = this.#rest.subarray(H2_PREFACE.length);
			this.#skipsPreface = false;
		}
		const frames: { readonly type: number; readonly flags: number }[] = [];
		while (!this.#skipsPreface && this.#rest.length >= FRAME_HEAD) {
			const length = FRAME_HEAD + this.#rest.readUIntBE(0, 3);
			if (this.#rest.length < length) break;
			frames.push({ type: this.#rest[3] ?? 0, flags: this.#rest[4] ?? 0 });
			this.#rest = this.#rest.subarray(length);
		}
		return frames;
	}
}

interface Connection {
	readonly protocol: "http" | "grpc";
	readonly received: Frames;
	readonly sent: Frames;
	/** When the last byte of the open request had been read; undefined between requests. */
	requestAt: number | undefined;
	/** Its answer has been judged; until the next request. */
	answered: boolean;
}

class Order {
	readonly #connections = new Map<string, Connection>();
	/** [from, to] of each finished sync of the WAL, in order of their end. */
	readonly #syncs: Call[] = [];
	acks = { http: 0, grpc: 0 };
	early = 0;
	readonly examples: string[] = [];

	get syncs(): number {
		return this.#syncs.length;
	}

	take(call: Call): void {
		if (call.name === "fdatasync" || call.name === "fsync") {
			if (call.target.endsWith("-wal") && call.result === 0) this.#syncs.push(call);
		} else if (call.result > 0 && call.target.startsWith("socket:")) {
			const bytes = call.bytes.subarray(0, call.result);
			if (/^re/.test(call.name)) this.#received(call, bytes);
			else this.#sent(call, bytes);
		}
	}

	#received(call: Call, bytes: Buffer): void {
		const known = this.#connections.get(call.target);
		if (bytes.subarray(0, H2_PREFACE.length).equals(H2_PREFACE)) {
			const fresh: Connection = {
				protocol: "grpc",
				received: new Frames(true),
				sent: new Frames(false),
				requestAt: undefined,
				answered: true,
			};
			this.#connections.set(call.target, fresh);
			this.#receivedFrames(fresh, call, bytes);
			return;
		}
		if (known?.protocol === "grpc") this.#receivedFrames(known, call, bytes);
		else if (bytes.subarray(0, HTTP_POST.length).equals(HTTP_POST)) {
			const fresh: Connection = {
				protocol: "http",
				received: new Frames(false),
				sent: new Frames(false),
				requestAt: call.to,
				answered: false,
			};
			this.#connections.set(call.target, fresh);
		} else if (known?.requestAt !== undefined) known.requestAt = call.to;
	}

	#receivedFrames(connection: Connection, call: Call, bytes: Buffer): void {
		const frames = connection.received.take(bytes);
		if (!frames.some(({ type, flags }) => type === DATA && (flags & END_STREAM) !== 0)) return;
		connection.requestAt = call.to;
		connection.answered = false;
	}

	#sent(call: Call, bytes: Buffer): void {
		const connection = this.#connections.get(call.target);
		if (connection === undefined) return;
		const isAnswer =
			connection.protocol === "http"
				? bytes.subarray(0, HTTP_OK.length).equals(HTTP_OK)
				: connection.sent.take(bytes).some(({ type }) => type === HEADERS);
		if (!isAnswer || connection.answered || connection.requestAt === undefined) return;
		this.#judge(connection, connection.requestAt, call);
		connection.answered = true;
		connection.requestAt = undefined;
	}

	#judge({ protocol }: Connection, requestAt: number, answer: Call): void {
		this.acks[protocol]++;
		for (let at = this.#syncs.length - 1; at >= 0; at--) {
			const sync = this.#syncs[at];
			if (sync === undefined || sync.to < requestAt) break;
			if (sync.from >= requestAt && sync.to <= answer.from) return;
		}
		this.early++;
		if (this.examples.length < EXAMPLES) this.examples.push(`${protocol} ${answer.target}: read ${requestAt}, answered ${answer.from}`);
	}
}

/** Judge a whole file. */
export async function judgeAckOrder(file: string): Promise<OrderVerdict> {
	const order = new Order();
	const unfinished = new Map<string, Begun>();
	for await (const line of createInterface({ input: createReadStream(file) })) {
		const [, thread = "", time = "", rest = ""] = /^(\d+)\s+([\d.]+) (.*)$/.exec(line) ?? [];
		const at = Number(time);
		const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
		const begun = resumed === null ? { text: rest, at } : unfinished.get(thread);
		if (begun === undefined) continue;
		if (rest.endsWith("<unfinished ...>")) unfinished.set(thread, { text: rest.slice(0, -"<unfinished ...>".length), at });
		else {
			const call = callOf(resumed === null ? begun.text : begun.text + (resumed[1] ?? ""), begun.at, at);
			if (call !== undefined) order.take(call);
		}
	}
	const { acks, early, syncs, examples } = order;
	return { acks: acks.http + acks.grpc, httpAcks: acks.http, grpcAcks: acks.grpc, early, syncs, examples };
}

/** `name(fd<target>, "\x..", ...) = result` */
function callOf(text: string, from: number, to: number): Call | undefined {
	const [, name = "", target = "", rest = "", result = ""] = /^(\w+)\(\d+<([^>]*)>(.*)\) = (-?\d+)/.exec(text) ?? [];
	if (name === "") return undefined;
	const hex = [...rest.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, quoted = ""]) => quoted.replaceAll("\\x", ""));
	return { name, target: plain(target), bytes: Buffer.from(hex.join(""), "hex"), from, to, result: Number(result) };
}

/** With -xx paths are in hexadecimal too. */
function plain(target: string): string {
	return target.includes("\\x") ? Buffer.from(target.replaceAll("\\x", ""), "hex").toString() : target;
}
