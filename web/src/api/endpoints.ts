/** Where exporters send to, as seen from the reader's machine. */
export interface Endpoints {
	/** `127.0.0.1:4317`, for gRPC. */
	readonly grpc: string;
	/** `http://127.0.0.1:4318`, for http/protobuf and http/json. */
	readonly http: string;
}

const ANY_HOST = /^(?:0\.0\.0\.0|\[::\])(?=:|$)/;

/** The bound addresses with "any interface" replaced by the host that the browser used to reach the page. */
export function reachableEndpoints(bound: { readonly grpc: string; readonly http: string }, pageHost: string): Endpoints {
	const host = pageHost === "" ? "127.0.0.1" : pageHost;
	const scheme = /^https?:\/\//.exec(bound.http)?.[0] ?? "http://";
	return {
		grpc: bound.grpc.replace(/^https?:\/\//, "").replace(ANY_HOST, host),
		http: scheme + bound.http.replace(/^https?:\/\//, "").replace(ANY_HOST, host),
	};
}
