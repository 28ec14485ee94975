import type { DemoJson, DemoRemovedJson } from "@spanglass/shared/api/status-schemas";
import type { DemoIncident } from "@spanglass/shared/model/demo";
import type { WriterStatus } from "../../query/query-services.ts";
import type { Answer } from "../answer.ts";
import { jsonAnswer, type RouteRequest } from "./json-answer.ts";

/** The demo fleet and what it left in the store. */
export interface DemoPort {
	status(): Omit<DemoJson, "hasData">;
	/** Throws unsupported where the fleet is absent, conflict while it runs. */
	start(incident: DemoIncident): void;
	/** Resolves when its processes are gone. */
	stop(): Promise<void>;
	/** Remove everything stored that carries the demo's attribute. Result: how many items. */
	removeData(): Promise<DemoRemovedJson["removed"]>;
}

export interface DemoPorts {
	readonly demo: DemoPort;
	readonly status: { writer(): Promise<WriterStatus> };
}

export async function startDemo({ body }: RouteRequest<"startDemo">, { demo, status }: DemoPorts): Promise<Answer> {
	demo.start(body.incident);
	return jsonAnswer({ data: demoToJson(demo, await status.writer()) }, 202);
}

export async function deleteDemo({ demo, status }: DemoPorts): Promise<Answer> {
	await demo.stop();
	const removed = await demo.removeData();
	return jsonAnswer({ data: demoToJson(demo, await status.writer()), removed });
}

export function demoToJson(demo: DemoPort, { demoStored }: WriterStatus): DemoJson {
	return { ...demo.status(), hasData: demoStored };
}
