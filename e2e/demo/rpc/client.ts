/** One attempt of a gRPC call; retries are made above, so that each attempt is a span of its own. */
import grpc from "@grpc/grpc-js";
import { PREVIOUS_ATTEMPTS } from "../telemetry/start.ts";
import { type AnswerOf, type MethodName, methodCodec, type RequestOf, RpcError } from "./methods.ts";

export interface Attempt<M extends MethodName> {
	/** host:port */
	readonly address: string;
	readonly method: M;
	readonly request: RequestOf<M>;
	readonly deadlineMs: number;
	/** 1 = the first try. */
	readonly attempt: number;
}

export interface RpcClient {
	/** Throws RpcError with the status of the call. */
	attempt<M extends MethodName>(attempt: Attempt<M>): Promise<AnswerOf<M>>;
	close(): void;
}

export function createRpcClient(): RpcClient {
	const channels = new Map<string, grpc.Client>();
	const channel = (address: string): grpc.Client => {
		const client = channels.get(address) ?? new grpc.Client(address, grpc.credentials.createInsecure());
		channels.set(address, client);
		return client;
	};
	return {
		attempt: ({ address, method, request, deadlineMs, attempt }) =>
			new Promise((resolve, reject) => {
				const { path, serialize, deserialize } = methodCodec(method);
				const metadata = new grpc.Metadata();
				if (attempt > 1) metadata.set(PREVIOUS_ATTEMPTS, String(attempt - 1));
				const options = { deadline: Date.now() + deadlineMs };
				channel(address).makeUnaryRequest(path, serialize, deserialize, request, metadata, options, (error, answer) => {
					if (error !== null) reject(new RpcError(error.code, error.details));
					else if (answer === undefined) reject(new RpcError(grpc.status.INTERNAL, "no answer"));
					else resolve(answer);
				});
			}),
		close: () => {
			for (const client of channels.values()) client.close();
		},
	};
}
