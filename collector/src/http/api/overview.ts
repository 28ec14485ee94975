import { rangeFromParams } from "@spanglass/shared/api/codec";
import type { CauseJson, OverviewJson } from "@spanglass/shared/api/overview-schemas";
import { SpanglassError } from "@spanglass/shared/model/errors";
import { unixMillisFromNanos, unixNanos } from "@spanglass/shared/units/time";
import type { Cause } from "../../query/overview/insights.ts";
import type { Control, QueryServices } from "../../query/query-services.ts";
import { wholeMinutes } from "../../store/api/rollup-queries.ts";
import type { Answer } from "../answer.ts";
import { jsonAnswer, type RouteRequest } from "./json-answer.ts";
import { comparedToJson, numbersToJson, passedOf, stepAt } from "./rollup-json.ts";
import { frameOf, REQUESTS } from "./rollups.ts";

export async function getOverview(request: RouteRequest<"overview">, services: QueryServices, control: Control): Promise<Answer> {
	const { from, to, env } = request.query;
	const now = services.now();
	const range = wholeMinutes(rangeFromParams({ from, to }, now));
	const length = range.end - range.start;
	if (range.start < length)
		throw new SpanglassError("invalid_input", "nothing lies before the range to compare it with", { field: "from" });
	const compareWith = { start: unixNanos(range.start - length), end: range.start };
	const question = { range, compareWith, environment: env, now: unixMillisFromNanos(now) };
	const overview = await services.rollups.overview(question, services.services.entries(), control);
	const colorOf = services.colors.lookup();
	const passed = passedOf(question, now);
	const { start, stepMinutes } = overview.steps;
	const { numbers, before } = comparedToJson(overview.entry, passed);
	const answer: OverviewJson = {
		...(await frameOf({ ...question, definition: REQUESTS, startedMs: request.startedMs }, services, control)),
		...{ start: start.toString(), stepMinutes },
		services: overview.services.map(({ name, namespace, state, ...compared }) => {
			const told = comparedToJson(compared, passed);
			return { name, namespace, state, color: colorOf(name), numbers: told.numbers, before: told.before };
		}),
		instances: overview.instances,
		lostOf: [...overview.lostOf],
		insights: overview.insights.map((insight) => ({
			...{ kind: insight.kind, severity: insight.severity, isShare: insight.isShare, affectedPerSecond: insight.affectedPerSecond },
			...{ service: insight.service, namespace: insight.namespace, color: colorOf(insight.service), callee: insight.callee ?? null },
			...{ version: insight.version ?? null, previousVersion: insight.previousVersion ?? null, instance: insight.instance ?? null },
			...{ now: insight.now ?? null, before: insight.before ?? null, since: insight.since?.toString() ?? null },
			...{ values: valuesJson(insight.values), cause: causeJson(insight.cause) },
		})),
		changes: overview.changes.map((change) => ({
			...{ kind: change.kind, at: change.at?.toString() ?? null },
			...{ service: change.service, namespace: change.namespace, color: colorOf(change.service), callee: change.callee ?? null },
			...{ version: change.version ?? null, previousVersion: change.previousVersion ?? null, statusClass: change.statusClass ?? null },
			...{ p99: change.p99 ?? null, previousP99: change.previousP99 ?? null },
		})),
		entry: {
			numbers,
			before,
			points: overview.entry.points.map((point) => ({
				at: point.at.toString(),
				numbers: numbersToJson(point.numbers, stepAt(point.at, stepMinutes, passed)),
			})),
		},
		regressions: overview.regressions.map(({ values, since, cause, ...regression }) => ({
			...{ ...regression, color: colorOf(regression.service), values: valuesJson(values) },
			...{ since: since?.toString() ?? null, cause: causeJson(cause) },
		})),
	};
	return jsonAnswer(answer);
}

function valuesJson(values: readonly (number | undefined)[]): (number | null)[] {
	return values.map((value) => value ?? null);
}

function causeJson(cause: Cause | undefined): CauseJson | null {
	return cause === undefined ? null : { kind: cause.kind, service: cause.service, version: cause.version ?? null };
}
