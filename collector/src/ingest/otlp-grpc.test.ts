import { once } from "node:events";
import { type ClientHttp2Session, type ClientHttp2Stream, connect as connectHttp2 } from "node:http2";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import * as grpc from "@grpc/grpc-js";
import { SpanglassError } from "@spanglass/shared/model/errors";
import { LIMITS } from "@spanglass/shared/model/limits";
import { afterEach, describe, expect, it } from "vitest";
import type { Listener } from "../self/bind.ts";
import { ACCEPTED, createFakeReceiver, type FakeIngest, type FakeReceiver } from "./fake-receiver.testdata.ts";
import { listenGrpc } from "./otlp-grpc.ts";

const METHODS = {
	traces: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
	metrics: "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
	logs: "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
} as const;
const SIGNALS = Object.keys(METHODS) as (keyof typeof METHODS)[];
const OPTIONS = { "grpc.max_send_message_length": -1, "grpc.enable_retries": 0 };

let receiver: Listener | undefined;
let client: grpc.Client | undefined;
afterEach(async () => {
	client?.close();
	await receiver?.close(100);
});

async function start(ingest?: FakeIngest, limitBytes?: number): Promise<FakeReceiver & { port: number }> {
	const fake = createFakeReceiver(ingest, limitBytes);
	receiver = await listenGrpc(fake.context, "127.0.0.1", 0);
	client = new grpc.Client(`127.0.0.1:${receiver.port}`, grpc.credentials.createInsecure(), OPTIONS);
	return { ...fake, port: receiver.port };
}

type Failure = grpc.ServiceError & { statusBytes: string };

/** Result: the answer's bytes, or the error with its details in hex. */
function call(path: string, body: Uint8Array | string, options: grpc.ClientOptions = {}, via = client): Promise<Buffer | Failure> {
	const identity = (bytes: Buffer): Buffer => bytes;
	return new Promise((resolve) => {
		via?.makeUnaryRequest(path, identity, identity, Buffer.from(body), new grpc.Metadata(), options, (error, answer) => {
			if (error === null) return resolve(answer ?? Buffer.alloc(0));
			const details = error.metadata.get("grpc-status-details-bin")[0];
			resolve(Object.assign(error, { statusBytes: Buffer.from(details ?? "").toString("hex") }));
		});
	});
}

async function fails(path: string, body: Uint8Array | string): Promise<Failure> {
	const answer = await call(path, body);
	if (Buffer.isBuffer(answer)) throw new Error("the call succeeded");
	return answer;
}

describe.each(SIGNALS)("OTLP/gRPC %s", (signal) => {
	it("answers success, partial success and an empty request with the exact bytes", async () => {
		let result = ACCEPTED;
		const { requests } = await start(async () => result);
		expect(await call(METHODS[signal], "anything")).toEqual(Buffer.alloc(0));
		expect(await call(METHODS[signal], "")).toEqual(Buffer.alloc(0));
		result = { ...ACCEPTED, rejected: 3, message: "bad" };
		expect((await call(METHODS[signal], "x")).toString("hex")).toBe("0a0708031203626164");
		expect(requests.map((request) => [request.signal, request.encoding])).toEqual(Array(3).fill([signal, "protobuf"]));
		expect(requests[0]?.sender).toMatchObject({ transport: "grpc", peer: "127.0.0.1" });
		expect(requests[0]?.sender.userAgent).toContain("grpc-node-js");
	});

	it("answers an undecodable message with INVALID_ARGUMENT and a BadRequest detail", async () => {
		await start();
		const error = await fails(METHODS[signal], "broken");
		expect([error.code, error.details]).toEqual([grpc.status.INVALID_ARGUMENT, "invalid protobuf"]);
		expect(error.statusBytes).toMatch(/^08031210696e76616c69642070726f746f6275661a470a29/);
		expect(Buffer.from(error.statusBytes, "hex").toString()).toContain("google.rpc.BadRequest");
	});

	it("answers overload with UNAVAILABLE and RetryInfo of 1 to 5 s", async () => {
		await start(() => Promise.reject(new SpanglassError("overloaded", "overloaded", { retryAfterMs: 200 })));
		const error = await fails(METHODS[signal], "x");
		expect(error.code).toBe(grpc.status.UNAVAILABLE);
		const retry = `1a300a28${Buffer.from("type.googleapis.com/google.rpc.RetryInfo").toString("hex")}12040a0208`;
		expect(error.statusBytes).toMatch(new RegExp(`^080e120a6f7665726c6f61646564${retry}0[1-5]$`));
	});
});

describe("OTLP/gRPC messages", () => {
	it("inflates gzip; a bomb is RESOURCE_EXHAUSTED without RetryInfo", async () => {
		const { requests, port } = await start();
		const options = { ...OPTIONS, "grpc.default_compression_algorithm": grpc.compressionAlgorithms.gzip };
		const gzipClient = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), options);
		const body = Buffer.from("hello ".repeat(1000));
		expect(await call(METHODS.traces, body, {}, gzipClient)).toEqual(Buffer.alloc(0));
		expect([Buffer.from(requests[0]?.body ?? []).equals(body), requests[0]?.compression]).toEqual([true, "gzip"]);
		const error = (await call(METHODS.traces, Buffer.alloc(LIMITS.requestBytes + 1), {}, gzipClient)) as Failure;
		expect([error.code, error.details]).toEqual([8, "request body exceeds 67108864 bytes after decompression"]);
		expect(Buffer.from(error.statusBytes, "hex").toString()).not.toContain("RetryInfo");
		gzipClient.close();
	}, 20_000);

	it("takes 64 MiB and refuses one byte more", async () => {
		const { requests } = await start();
		expect(await call(METHODS.logs, Buffer.alloc(LIMITS.requestBytes))).toEqual(Buffer.alloc(0));
		expect(requests[0]?.body.byteLength).toBe(LIMITS.requestBytes);
		expect((await fails(METHODS.logs, Buffer.alloc(LIMITS.requestBytes + 1))).code).toBe(8);
		expect((await fails(METHODS.logs, Buffer.alloc(LIMITS.requestBytes + 2 * 1024 * 1024))).code).toBe(8);
	}, 20_000);

	it("answers unknown services, profiles and unknown encodings with UNIMPLEMENTED", async () => {
		const { port } = await start();
		expect((await fails("/a.b.C/Export", "x")).code).toBe(12);
		const profiles = await fails("/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export", "x");
		expect([profiles.code, profiles.details]).toEqual([12, "profiles are not supported; send traces, metrics or logs"]);
		expect(await rawCall(port, frame(0, "x"), { "grpc-encoding": "snappy" })).toMatchObject({ "grpc-status": "12" });
	});

	it("hands a compressed flag without encoding on as it is, and calls damaged gzip undecodable", async () => {
		const { requests, port } = await start();
		const zipped = gzipSync("abc");
		await rawCall(port, frame(1, zipped), {});
		expect(Buffer.from(requests[0]?.body ?? []).equals(zipped)).toBe(true);
		expect(await rawCall(port, frame(1, zipped.subarray(0, 12)), { "grpc-encoding": "gzip" })).toMatchObject({ "grpc-status": "3" });
		expect(await rawCall(port, frame(1, ""), { "grpc-encoding": "gzip" })).toMatchObject({ "grpc-status": "0" });
		expect(await rawCall(port, frame(0, "plain"), { "grpc-encoding": "gzip" })).toMatchObject({ "grpc-status": "0" });
	});

	it("keeps 100 concurrent streams apart", async () => {
		await start(async ({ body }) => {
			const number = Number(Buffer.from(body).toString());
			await new Promise((resolve) => setTimeout(resolve, (number * 37) % 40));
			return { ...ACCEPTED, rejected: number, message: `number ${number}` };
		});
		const numbers = Array.from({ length: 100 }, (_, at) => at + 1);
		const answers = await Promise.all(numbers.map((number) => call(METHODS.metrics, String(number))));
		for (const [at, answer] of answers.entries()) {
			const bytes = answer as Buffer;
			expect([bytes[3], bytes.subarray(6).toString()]).toEqual([at + 1, `number ${at + 1}`]);
		}
	});

	it("counts what has arrived of a message that is not whole, refuses over the bound and lets go", async () => {
		const { port, context } = await start(undefined, 300_000);
		const session = connectHttp2(`http://127.0.0.1:${port}`);
		session.on("error", () => undefined);
		const begin = announced(session, 140_000, 50_000);
		const [first, second] = [begin(), begin(), begin(), begin()];
		await expect.poll(() => context.admission.bytesInFlight()).toBe(4 * 50_005);
		first?.write(Buffer.alloc(80_000));
		await expect.poll(() => context.admission.bytesInFlight()).toBe(4 * 50_005 + 80_000);
		const refused = second === undefined ? [] : once(second, "response");
		second?.write(Buffer.alloc(80_000));
		expect((await refused)[0]).toMatchObject({ "grpc-status": "14" });
		await expect.poll(() => context.admission.bytesInFlight()).toBe(3 * 50_005 + 80_000);
		session.destroy();
		await expect.poll(() => context.admission.bytesInFlight()).toBe(0);
	});

	it("refuses a message at its first bytes when the rest of it would not fit beside others", async () => {
		const { port, context } = await start(undefined, 300_000);
		const session = connectHttp2(`http://127.0.0.1:${port}`);
		session.on("error", () => undefined);
		announced(session, 140_000, 50_000)();
		await expect.poll(() => context.admission.bytesInFlight()).toBe(50_005);
		const [headers] = await once(announced(session, 260_000, 1_000)(), "response");
		expect(headers).toMatchObject({ "grpc-status": "14" });
		expect(context.admission.bytesInFlight()).toBe(50_005);
		session.destroy();
	});

	it("refuses before the message while the bytes in flight are at their bound", async () => {
		const { promise: hold, resolve: letGo } = Promise.withResolvers<void>();
		const { requests } = await start(() => hold.then(() => ACCEPTED), 100);
		const first = call(METHODS.traces, Buffer.alloc(100));
		await expect.poll(() => requests.length).toBe(1);
		expect((await fails(METHODS.traces, "x")).code).toBe(14);
		letGo();
		expect(await first).toEqual(Buffer.alloc(0));
		expect(await call(METHODS.traces, "x")).toEqual(Buffer.alloc(0));
	});
});

describe("OTLP/gRPC connections", () => {
	it("names the right port to an HTTP/1 client, once, and closes", async () => {
		const { port, warnings } = await start();
		const socket = connect(port, "127.0.0.1");
		socket.write("POST /v1/traces HTTP/1.1\r\nHost: x\r\n\r\n");
		let text = "";
		socket.on("data", (chunk) => {
			text += chunk;
		});
		await once(socket, "close");
		expect(text).toContain("HTTP/1.1 400");
		expect(warnings).toEqual(["an HTTP/1 request came to port 4317, which takes OTLP/gRPC; send OTLP/HTTP to port 4318"]);
	});

	it("finishes what is in flight when it stops", async () => {
		const { promise: hold, resolve: letGo } = Promise.withResolvers<void>();
		const { requests } = await start(() => hold.then(() => ACCEPTED));
		const answer = call(METHODS.traces, "x");
		await expect.poll(() => requests.length).toBe(1);
		const closed = receiver?.close(5000);
		letGo();
		expect(await answer).toEqual(Buffer.alloc(0));
		await closed;
	});
});

/** Calls whose message announces so many bytes, of which some come. */
function announced(session: ClientHttp2Session, bytes: number, sent: number): () => ClientHttp2Stream {
	return () => {
		const stream = session.request({ ":method": "POST", ":path": METHODS.traces, "content-type": "application/grpc", te: "trailers" });
		stream.on("error", () => undefined).resume();
		stream.write(Buffer.concat([frame(0, Buffer.alloc(bytes)).subarray(0, 5), Buffer.alloc(sent)]));
		return stream;
	};
}

function frame(flag: number, body: Uint8Array | string): Buffer {
	const head = Buffer.alloc(5);
	head.writeUInt8(flag);
	head.writeUInt32BE(Buffer.from(body).length, 1);
	return Buffer.concat([head, Buffer.from(body)]);
}

/** One call over bare HTTP/2. Result: its trailers. */
async function rawCall(port: number, body: Buffer, headers: Record<string, string>): Promise<Record<string, unknown>> {
	const session = connectHttp2(`http://127.0.0.1:${port}`);
	const stream = session.request({
		":method": "POST",
		":path": METHODS.traces,
		"content-type": "application/grpc",
		te: "trailers",
		...headers,
	});
	let seen: Record<string, unknown> = {};
	stream.on("response", (first) => {
		seen = { ...seen, ...first };
	});
	stream.on("trailers", (last) => {
		seen = { ...seen, ...last };
	});
	stream.resume();
	stream.end(body);
	await once(stream, "close");
	session.close();
	return seen;
}
