/** What the runner tells a process about itself, and what the two say to each other over the IPC channel. */
import type { DemoIncident } from "@spanglass/shared/model/demo";

export const SERVICE_NAMES = ["gateway", "checkout", "payment", "inventory", "orders", "fulfil", "notify"] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];
export type InfraName = "registry" | "broker";

export type OtlpProtocol = "grpc" | "http/protobuf" | "http/json";

/** Where exporters send to. */
export interface Endpoints {
	/** URL, e.g. http://127.0.0.1:4317 */
	readonly grpc: string;
	/** URL without path, e.g. http://127.0.0.1:4318 */
	readonly http: string;
}

/** One process of the fleet. */
export interface Instance {
	readonly service: ServiceName;
	readonly version: string;
	/** service.instance.id */
	readonly id: string;
	/** host.name */
	readonly host: string;
	readonly protocol: OtlpProtocol;
	readonly endpoints: Endpoints;
	readonly seed: number;
	/** http://127.0.0.1:PORT of the registry. */
	readonly registry: string;
	/** mqtt://… of the fleet's own broker, or amqp://… */
	readonly broker: string;
	/** http://127.0.0.1:PORT of the bank, which stands outside of the system. */
	readonly bank: string;
	readonly metricIntervalMs: number;
}

/** What can be wrong with an instance at run time; each is named by the incident that asks for it. */
export type Fault = Extract<DemoIncident, "breaker" | "deadline" | "queue"> | "none";

/** How a call really went: never part of telemetry. */
export type TruthOutcome =
	| "first"
	| "retry"
	| "fail-fast"
	| "limited"
	| "deadline"
	| "failed"
	| "duplicate"
	| "published"
	| "consumed"
	| "redelivered";

export interface TruthEntry {
	readonly service: string;
	readonly instance: string;
	readonly version: string;
	readonly call: string;
	/** The outcome of an attempt stands beside what kind of attempt it was. */
	readonly outcome: TruthOutcome;
	readonly attempt?: number;
	readonly status?: string;
	readonly traceId?: string;
	readonly ms?: number;
}

/** Items that the collector acknowledged, and those whose export failed. */
export interface ExportCounts {
	readonly spans: number;
	readonly logRecords: number;
	readonly metricPoints: number;
	readonly failed: number;
}

export type FromChild =
	| { readonly type: "ready"; readonly port: number }
	| { readonly type: "truth"; readonly entry: TruthEntry }
	| { readonly type: "counts"; readonly counts: ExportCounts };

export type ToChild = { readonly type: "fault"; readonly fault: Fault } | { readonly type: "stop" };
