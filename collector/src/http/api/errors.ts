import { rangeFromParams } from "@spanglass/shared/api/codec";
import { type ErrorGroupsJson, errorDecisionSchema } from "@spanglass/shared/api/error-schemas";
import { ERROR_DOCUMENTS, type ErrorDecision } from "@spanglass/shared/model/error-group-state";
import { inEnvironment } from "@spanglass/shared/query/environment-filter";
import { parseFilterOrThrow } from "@spanglass/shared/query/filter-parse";
import type { Control, QueryServices } from "../../query/query-services.ts";
import type { Answer } from "../answer.ts";
import { jsonAnswer, type RouteRequest, scannedOf, tookMs } from "./json-answer.ts";

export async function listErrors(request: RouteRequest<"errors">, services: QueryServices, control: Control): Promise<Answer> {
	const { q, from, to, env, limit } = request.query;
	const range = rangeFromParams({ from, to }, services.now());
	const filter = inEnvironment(parseFilterOrThrow(q), env);
	const found = await services.matches.errors({ range, filter, environment: env, limit }, decisionsOf(services), control);
	const colorOf = services.colors.lookup();
	const answer: ErrorGroupsJson = {
		start: found.buckets.start.toString(),
		stepNanos: found.buckets.stepNanos,
		data: found.errors.map(({ service, first, last, samples, before, suspect, counts, versions, instances, operations, ...error }) => ({
			...{ ...error, service, color: colorOf(service), before: before ?? null, counts: [...counts] },
			...{ first: first.toString(), last: last.toString() },
			...{ versions: [...versions], instances: [...instances], operations: [...operations] },
			samples: samples.map(({ start, ...sample }) => ({ ...sample, start: start.toString() })),
			suspect: suspect === undefined ? null : { version: suspect.version, at: suspect.at.toString() },
		})),
		total: found.total,
		complete: found.complete,
		scanned: scannedOf({ ...found, range }),
		warnings: [...found.warnings],
		tookMs: tookMs(request.startedMs),
	};
	return jsonAnswer(answer);
}

/** What was decided, by fingerprint; a document that holds something else counts as none. */
function decisionsOf({ documents }: QueryServices): ReadonlyMap<string, ErrorDecision> {
	const decided = documents.listDocuments(ERROR_DOCUMENTS).flatMap(({ id, json, version }): readonly [string, ErrorDecision][] => {
		const decision = errorDecisionSchema.safeParse(json).data;
		return decision === undefined ? [] : [[id, { ...decision, version }]];
	});
	return new Map(decided);
}
