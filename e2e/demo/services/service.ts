/** What a service is given, and what it gives back to the process that runs it. */
import type { Fault, Instance, TruthEntry } from "../instance.ts";
import type { Random } from "../random.ts";
import type { RegistryClient } from "../registry/client.ts";
import type { Telemetry } from "../telemetry/start.ts";

export interface ServiceContext {
	readonly instance: Instance;
	readonly telemetry: Telemetry;
	readonly registry: RegistryClient;
	readonly random: Random;
	/** Write what really happened to the side file. */
	tell(entry: Omit<TruthEntry, "service" | "instance" | "version" | "traceId">): void;
}

export interface RunningService {
	/** 0 for services that only consume. */
	readonly port: number;
	setFault?(fault: Fault): void;
	/** Take nothing new, finish what is in flight. */
	close(): Promise<void>;
}

export type StartService = (context: ServiceContext) => Promise<RunningService>;
