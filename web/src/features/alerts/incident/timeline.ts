/** What happened to an incident, in order of time: changes of its alerts, what receivers were told, what people did, deploys. Pure. */

import type { TransitionJson } from "@spanglass/shared/api/alert-schemas";
import type { DeliveryJson, EvidenceJson, IncidentDetailJson, IncidentEventJson } from "@spanglass/shared/api/incident-schemas";
import { unixMillisFromText } from "@spanglass/shared/units/time";

export type TimelineItem = { readonly key: string; readonly atMs: number } & (
	| { readonly kind: "deploy"; readonly service: string; readonly version: string }
	| { readonly kind: "transition"; readonly of: TransitionJson }
	| { readonly kind: "delivery"; readonly of: DeliveryJson }
	| { readonly kind: "event"; readonly of: IncidentEventJson }
	| { readonly kind: "still" }
);

type Deploy = EvidenceJson["deploys"][number];

/** Everything oldest first; an incident that goes on ends with `still`, at `nowMs`. */
export function timelineOf(incident: IncidentDetailJson, deploys: readonly Deploy[], nowMs: number): readonly TimelineItem[] {
	const items: TimelineItem[] = [
		...nearest(incident, deploys).map(({ service, version, at }): TimelineItem => {
			return { key: `deploy ${service} ${version}`, atMs: unixMillisFromText(at), kind: "deploy", service, version };
		}),
		...incident.transitions.map((of): TimelineItem => ({ key: `t${of.id}`, atMs: unixMillisFromText(of.at), kind: "transition", of })),
		...incident.deliveries.map((of): TimelineItem => {
			return { key: `d${of.id}`, atMs: unixMillisFromText(of.updatedAt ?? of.createdAt), kind: "delivery", of };
		}),
		...incident.events.map((of): TimelineItem => ({ key: `e${of.id}`, atMs: unixMillisFromText(of.at), kind: "event", of })),
		...(incident.state === "firing" ? [{ key: "still", atMs: nowMs, kind: "still" } as const] : []),
	];
	return items.toSorted((a, b) => a.atMs - b.atMs);
}

/** The suspected deploy is told even before the evidence is there. */
function nearest({ deploy }: IncidentDetailJson, deploys: readonly Deploy[]): readonly Deploy[] {
	if (deploy === null || deploys.some(({ service, version }) => service === deploy.service && version === deploy.version)) return deploys;
	return [deploy, ...deploys];
}
