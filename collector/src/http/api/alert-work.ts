/** What the alert clock asks of a query worker. These routes have no path: only main asks for them. */
import { LEAST_TRACES } from "@spanglass/shared/analysis/explain";
import { unixNanosFromMillis } from "@spanglass/shared/units/time";
import { type EvaluationRequest, evaluateRules } from "../../alerting/evaluation.ts";
import { collectEvidence, type ExplainPort } from "../../alerting/evidence/collect.ts";
import { bytesFromEvidence } from "../../alerting/evidence/frame.ts";
import type { EvidenceRequest } from "../../alerting/evidence/wanted-evidence.ts";
import type { Control, QueryServices } from "../../query/query-services.ts";
import type { Answer, QueryRequest } from "../answer.ts";
import { jsonAnswer } from "./json-answer.ts";

const ALERT_WORK_ROUTES = ["alert-evaluate", "alert-evidence"] as const;
export type AlertWorkRoute = (typeof ALERT_WORK_ROUTES)[number];

export function isAlertWork(routeId: string): routeId is AlertWorkRoute {
	return ALERT_WORK_ROUTES.some((known) => known === routeId);
}

/** Bodies are main's own JSON: they are not checked. */
export async function answerAlertWork(
	routeId: AlertWorkRoute,
	{ body }: QueryRequest,
	services: QueryServices,
	control: Control,
): Promise<Answer> {
	const asked: unknown = JSON.parse(new TextDecoder().decode(body));
	if (routeId === "alert-evaluate")
		return jsonAnswer(await evaluateRules(asked as EvaluationRequest, { source: services.telemetry, control }));
	const explain = explainWith(services);
	const evidence = await collectEvidence(asked as EvidenceRequest, { reader: services.telemetry, explain, control });
	return { status: 200, headers: {}, body: bytesFromEvidence(evidence) };
}

const DIFFERENCES = 5;

function explainWith({ matches }: QueryServices): ExplainPort {
	return async ({ range, filter, selected, since }, control) => {
		const selection = { start: unixNanosFromMillis(since), end: undefined, shortest: undefined, longest: undefined, filter: selected };
		const { differences, verdict, selection: inside, rest } = await matches.explain({ range, filter, selection }, control);
		const warnings = verdict === "few" ? [`too few traces for a comparison: at least ${LEAST_TRACES} on both sides are needed`] : [];
		return {
			differences: differences.slice(0, DIFFERENCES).map((each) => ({
				key: each.key,
				value: each.op === ">=" ? `≥ ${each.value}` : each.value,
				selectedCount: Math.round(each.selection * inside.read),
				selectedOf: inside.read,
				otherCount: Math.round(each.rest * rest.read),
				otherOf: rest.read,
			})),
			warnings,
		};
	};
}
