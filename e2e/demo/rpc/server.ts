/** A gRPC server on a free port of loopback. */
import grpc from "@grpc/grpc-js";
import { PREVIOUS_ATTEMPTS } from "../telemetry/start.ts";
import { type AnswerOf, type MethodName, type RequestOf, RpcError, serviceDefinition } from "./methods.ts";

export interface IncomingCall {
	/** Aborted when the caller gives up: its deadline passed or it cancelled. */
	readonly signal: AbortSignal;
	/** Attempts before this one, as the caller says. */
	readonly previousAttempts: number;
}

export interface RpcServer {
	readonly port: number;
	/** Finish the calls in flight, also those whose callers gave up. */
	close(): Promise<void>;
}

type InFlight = Set<Promise<unknown>>;

/** One implemented method of a service. */
export interface RpcMethod {
	readonly name: string;
	bind(inFlight: InFlight): grpc.UntypedHandleCall;
}

export async function serveRpc(service: string, methods: readonly RpcMethod[]): Promise<RpcServer> {
	const server = new grpc.Server();
	const inFlight: InFlight = new Set();
	server.addService(serviceDefinition(service), Object.fromEntries(methods.map(({ name, bind }) => [name, bind(inFlight)])));
	const port = await new Promise<number>((resolve, reject) => {
		server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound)));
	});
	const close = async (): Promise<void> => {
		await new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
		await Promise.allSettled(inFlight);
	};
	return { port, close };
}

/** A thrown RpcError becomes the status of the call. Work goes on when its caller has given up, so it is remembered until it is done. */
export function implement<M extends MethodName>(
	method: M,
	handler: (request: RequestOf<M>, call: IncomingCall) => Promise<AnswerOf<M>>,
): RpcMethod {
	const bind = (inFlight: InFlight): grpc.handleUnaryCall<RequestOf<M>, AnswerOf<M>> => {
		return (call, callback) => {
			const previousAttempts = Number(call.metadata.get(PREVIOUS_ATTEMPTS)[0] ?? 0);
			const gaveUp = new AbortController();
			call.on("cancelled", () => gaveUp.abort());
			const work = handler(call.request, { signal: gaveUp.signal, previousAttempts }).then(
				(answer) => callback(null, answer),
				(error: Error) => callback({ code: error instanceof RpcError ? error.code : grpc.status.INTERNAL, details: error.message }),
			);
			inFlight.add(work);
			void work.finally(() => inFlight.delete(work));
		};
	};
	return { name: method.slice(method.indexOf("/") + 1), bind };
}
