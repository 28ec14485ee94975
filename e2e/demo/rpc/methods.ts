/** The fleet's gRPC methods: their messages as TypeScript, their bytes by `shop.proto`. */
import { join } from "node:path";
import grpc from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";

export interface Methods {
	readonly "shop.Checkout/Pay": {
		readonly request: { readonly order: string; readonly account: string; readonly cents: number; readonly items: readonly string[] };
		readonly answer: { readonly order: string; readonly charge: string };
	};
	readonly "shop.Checkout/Cart": { readonly request: { readonly account: string }; readonly answer: { readonly items: readonly string[] } };
	readonly "shop.Checkout/Quote": { readonly request: { readonly items: readonly string[] }; readonly answer: { readonly cents: number } };
	readonly "shop.Payment/Pay": {
		readonly request: { readonly order: string; readonly account: string; readonly cents: number };
		readonly answer: { readonly id: string };
	};
	readonly "shop.Inventory/Reserve": {
		readonly request: { readonly order: string; readonly items: readonly string[] };
		readonly answer: { readonly id: string };
	};
	readonly "shop.Inventory/Stock": {
		readonly request: { readonly items: readonly string[] };
		readonly answer: { readonly counts: readonly number[] };
	};
}

export type MethodName = keyof Methods;
export type RequestOf<M extends MethodName> = Methods[M]["request"];
export type AnswerOf<M extends MethodName> = Methods[M]["answer"];

/** A call that ended with another status than OK. */
export class RpcError extends Error {
	readonly code: grpc.status;

	constructor(code: grpc.status, message: string) {
		super(message);
		this.code = code;
	}
}

const definition = loadSync(join(import.meta.dirname, "shop.proto"), { defaults: true, arrays: true });

/** The definition of `shop.Payment` and its like. */
export function serviceDefinition(name: string): grpc.ServiceDefinition {
	const found = definition[name];
	if (found === undefined || "format" in found) throw new Error(`shop.proto has no service ${name}`);
	return found;
}

/** How the bytes of one method are written and read; the interface above says what they hold. */
export function methodCodec<M extends MethodName>(method: M) {
	const [service = "", name = ""] = method.split("/");
	const found = serviceDefinition(service)[name];
	if (found === undefined) throw new Error(`shop.proto has no method ${method}`);
	return {
		path: found.path,
		serialize: (request: RequestOf<M>): Buffer => found.requestSerialize(request),
		deserialize: (bytes: Buffer): AnswerOf<M> => found.responseDeserialize(bytes) as AnswerOf<M>,
	};
}

/** `DEADLINE_EXCEEDED` for 4, and so on. */
export function statusName(code: grpc.status): string {
	return grpc.status[code] ?? String(code);
}
