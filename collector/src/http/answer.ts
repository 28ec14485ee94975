/**
 * The seam between sockets (main thread) and answers (query workers): plain data, no Express type crosses it.
 */

/** A request as main hands it over: already checked for Host and Origin, matched to a route of `routes`. */
export interface QueryRequest {
	readonly routeId: string;
	/** Percent-decoded path segments by name. */
	readonly path: Readonly<Record<string, string>>;
	/** Query string without `?`, as sent. */
	readonly query: string;
	readonly accept: string;
	readonly body: Uint8Array | undefined;
	readonly requestId: string;
}

/** `body` is streamed when it is an iterable; a failure while streaming aborts the connection. */
export interface Answer {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Uint8Array | AsyncIterable<Uint8Array>;
}

/** One line of the table that main mounts. `runsOn: main` is for answers that need the writer or main's own state. */
export interface HttpRoute {
	readonly id: string;
	readonly method: "GET" | "PUT" | "POST" | "DELETE";
	/** `/api/spanglass/v1/traces/{traceId}`; `{x}` is one segment. */
	readonly path: string;
	readonly runsOn: "query" | "main";
	/** Of a route that changes nothing: takes a body of any content type, up to so many bytes. Else JSON up to LIMITS.apiBodyBytes. */
	readonly anyBodyBytes?: number | undefined;
}
