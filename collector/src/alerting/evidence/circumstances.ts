/** What else happened around an incident: deploys, log patterns, callers. */

import type { AffectedCaller, EvidencePattern, Incident, NearDeploy } from "@spanglass/shared/model/incident";
import { COUNTED_LEVELS } from "@spanglass/shared/query/log-level";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import { unixMillisFromNanos, unixNanos, unixNanosFromMillis } from "@spanglass/shared/units/time";
import type { QueryControl, TelemetryReader } from "../../store/api/telemetry-store.ts";

const NEAR_MS = 1_800_000;
const PATTERNS = 5;
const CALLERS = 10;

export interface Around {
	readonly incident: Incident;
	readonly range: TimeRange;
	/** Those that the chosen traces go through. */
	readonly services: ReadonlySet<string>;
	readonly control: QueryControl;
}

/** Deploys within half an hour of the beginning, oldest first. */
export async function listNearDeploys(
	reader: Pick<TelemetryReader, "listDeploys">,
	{ incident, control }: Pick<Around, "incident" | "control">,
): Promise<readonly NearDeploy[]> {
	const { startedAt, environment } = incident;
	const range = { start: unixNanosFromMillis(startedAt - NEAR_MS), end: unixNanosFromMillis(startedAt + NEAR_MS) };
	const deploys = await reader.listDeploys({ range, ...(environment === "" ? {} : { environment }) }, control);
	return deploys.map((deploy) => {
		const at = unixMillisFromNanos(deploy.at);
		return {
			service: deploy.service,
			environment: deploy.environment,
			version: deploy.version,
			at,
			beforeSeconds: Math.round((startedAt - at) / 1000),
		};
	});
}

/** A deploy is seen with the first request of its version, whose telemetry may be what made the condition hold. */
const SEEN_LATE_SECONDS = 120;

/** The deploy that is suspected: of the suspected service, else of one that the traces go through; the last before it began. */
export function deployBefore(deploys: readonly NearDeploy[], services: ReadonlySet<string>, suspected: string): NearDeploy | undefined {
	const before = deploys.filter(({ beforeSeconds }) => beforeSeconds >= -SEEN_LATE_SECONDS);
	return before.findLast(({ service }) => service === suspected) ?? before.findLast(({ service }) => services.has(service));
}

const TOLD_LEVELS: ReadonlySet<string> = new Set(
	COUNTED_LEVELS.slice(COUNTED_LEVELS.indexOf("warn"), COUNTED_LEVELS.indexOf("unspecified")),
);

/** Templates of WARN and worse of the services that grew most against the time before, of the same length. */
export async function listPatterns(
	reader: Pick<TelemetryReader, "sumLogs" | "listLogTemplates">,
	{ incident, range, services, control }: Around,
): Promise<readonly EvidencePattern[]> {
	const where = incident.environment === "" ? {} : { environment: incident.environment };
	const by = ["service", "severity", "template"] as const;
	const before = { start: unixNanos(range.start - (range.end - range.start)), end: range.start };
	const now = await reader.sumLogs({ range, by, where }, control);
	const earlier = new Map(
		(await reader.sumLogs({ range: before, by, where }, control)).map(({ key, records }) => [JSON.stringify(key), records]),
	);
	const texts = new Map((await reader.listLogTemplates({}, control)).map(({ id, service, text }) => [`${service}/${id}`, text]));
	return now
		.filter(({ key }) => services.has(key.service ?? "") && TOLD_LEVELS.has(key.severity ?? ""))
		.map(({ key, records }) => ({
			service: key.service ?? "",
			level: key.severity ?? "",
			text: texts.get(`${key.service}/${key.template}`) ?? "",
			count: records,
			countBefore: earlier.get(JSON.stringify(key)) ?? 0,
		}))
		.filter(({ text }) => text !== "")
		.sort((a, b) => b.count - b.countBefore - (a.count - a.countBefore) || (a.text < b.text ? -1 : 1))
		.slice(0, PATTERNS);
}

/** Who calls the service, by the calls that failed, then by all. */
export async function listCallers(
	reader: Pick<TelemetryReader, "sumEdges">,
	{ incident, range, control }: Around,
): Promise<readonly AffectedCaller[]> {
	if (incident.service === "") return [];
	const where = incident.environment === "" ? {} : { environment: incident.environment };
	const edges = await reader.sumEdges({ range, by: ["caller", "callee", "isError"], where, touching: incident.service }, control);
	const inward = edges.filter(({ key }) => key.callee.name === incident.service && key.caller.name !== incident.service);
	const all = inward.reduce((sum, { attempts }) => sum + attempts, 0);
	return [...Map.groupBy(inward, ({ key }) => key.caller.name)]
		.map(([caller, groups]) => {
			const calls = groups.reduce((sum, { attempts }) => sum + attempts, 0);
			const errors = groups.reduce((sum, { key, attempts }) => sum + (key.isError === true ? attempts : 0), 0);
			return { caller, calls, errors, share: all === 0 ? 0 : calls / all };
		})
		.sort((a, b) => b.errors - a.errors || b.calls - a.calls || (a.caller < b.caller ? -1 : 1))
		.slice(0, CALLERS);
}
