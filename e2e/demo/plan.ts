/** Which instances the fleet has, where they pretend to run, and how each exports. */
import type { OtlpProtocol, ServiceName } from "./instance.ts";
import { createRandom } from "./random.ts";

export interface PlannedInstance {
	readonly service: ServiceName;
	readonly version: string;
	readonly id: string;
	readonly host: string;
	readonly protocol: OtlpProtocol;
}

interface PlannedService {
	readonly service: ServiceName;
	readonly versions: readonly string[];
	readonly protocol: OtlpProtocol;
}

/** From the back of the system to its front. `versions` has one entry for each instance. */
export const PLAN: readonly PlannedService[] = [
	{ service: "inventory", versions: ["v19", "v18"], protocol: "grpc" },
	{ service: "payment", versions: ["v41", "v41"], protocol: "grpc" },
	{ service: "orders", versions: ["v8"], protocol: "http/protobuf" },
	{ service: "fulfil", versions: ["v5"], protocol: "grpc" },
	{ service: "notify", versions: ["v3"], protocol: "http/json" },
	{ service: "checkout", versions: ["v77", "v77"], protocol: "grpc" },
	{ service: "gateway", versions: ["v12", "v12"], protocol: "grpc" },
];

/** In the order of the stop: whoever calls goes first, consumers before the broker is left. */
export const STOP_ORDER: readonly (readonly ServiceName[])[] = [
	["gateway"],
	["checkout"],
	["payment", "inventory", "fulfil", "notify"],
	["orders"],
];

const HOSTS = 3;

/** The same seed names the same instances. */
export function createPlanner(seed: number): (service: ServiceName, version: string) => PlannedInstance {
	const random = createRandom(seed);
	let planned = 0;
	return (service, version) => {
		const suffix = random.below(65_536).toString(16).padStart(4, "0");
		planned += 1;
		const protocol = PLAN.find((row) => row.service === service)?.protocol ?? "grpc";
		return { service, version, id: `${service.slice(0, 2)}-${suffix}`, host: `node-${(planned % HOSTS) + 1}`, protocol };
	};
}
