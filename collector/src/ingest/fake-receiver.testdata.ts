/** Test stand-in for the store: says what the test tells it to, and remembers what it was given. */
import { SpanglassError } from "@spanglass/shared/model/errors";
import { createRefusalCounters, type RefusalCounters } from "../self/refusals.ts";
import type { IngestRequest, IngestResult } from "../store/api/ingest-request.ts";
import { createAdmission } from "./admission.ts";
import type { ReceiverContext } from "./receiver.ts";

export interface FakeReceiver {
	readonly context: ReceiverContext;
	readonly requests: IngestRequest[];
	readonly refusals: RefusalCounters;
	readonly warnings: string[];
}

export type FakeIngest = (request: IngestRequest) => Promise<IngestResult>;

export const ACCEPTED: IngestResult = { accepted: 1, rejected: 0, message: "", resent: false };

/** `broken` as body is undecodable, any other is accepted. */
async function plainIngest(request: IngestRequest): Promise<IngestResult> {
	if (Buffer.from(request.body).toString() === "broken") throw new SpanglassError("invalid_input", "invalid protobuf");
	return ACCEPTED;
}

export function createFakeReceiver(ingest: FakeIngest = plainIngest, limitBytes = 200 * 1024 * 1024): FakeReceiver {
	const requests: IngestRequest[] = [];
	const warnings: string[] = [];
	const refusals = createRefusalCounters({ now: () => 1_700_000_000_000 });
	let storedBytes = 0;
	const context: ReceiverContext = {
		writer: {
			ingest: (request) => {
				requests.push(request);
				storedBytes += request.body.length;
				return ingest(request).finally(() => {
					storedBytes -= request.body.length;
				});
			},
		},
		admission: createAdmission(limitBytes, () => storedBytes),
		refusals,
		log: { warn: (message) => warnings.push(message), error: (message) => warnings.push(message) },
		warn: (_key, message) => warnings.push(message),
		allowedHosts: ["spanglass"],
		health: () => [],
		ports: () => ({ grpc: 4317, http: 4318 }),
	};
	return { context, requests, refusals, warnings };
}
