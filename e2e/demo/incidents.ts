/** What goes wrong, when, and how it ends: each incident is something done to real processes. */
import type { DemoIncident } from "@spanglass/shared/model/demo";
import type { Fleet } from "./fleet.ts";
import type { Users } from "./users.ts";

export interface IncidentPorts {
	readonly fleet: Fleet;
	readonly say: (line: string) => void;
	/** Further users, for as long as the incident lasts. */
	readonly addUsers: (client: string, rate: number) => Users;
}

export interface Incident {
	/** For people, before it begins. */
	readonly announcement: string;
	begin(ports: IncidentPorts): Promise<void>;
	end(ports: IncidentPorts): Promise<void>;
}

const PARTNER = { client: "partner-7", rate: 12 };

export function createIncident(name: DemoIncident): Incident | undefined {
	let partner: Users | undefined;
	let lost = false;
	const incidents: Readonly<Record<DemoIncident, Incident | undefined>> = {
		none: undefined,
		"retry-storm": {
			announcement: "payment v42 rolls out",
			begin: (ports) => rollPayment(ports, "v42"),
			end: (ports) => rollPayment(ports, "v41"),
		},
		breaker: {
			announcement: "inventory loses its stock replica",
			begin: async ({ fleet }) => fleet.setFault("inventory", "breaker"),
			end: async ({ fleet }) => fleet.setFault("inventory", "none"),
		},
		deadline: {
			announcement: "inventory becomes slower than its callers' deadlines",
			begin: async ({ fleet }) => fleet.setFault("inventory", "deadline"),
			end: async ({ fleet }) => fleet.setFault("inventory", "none"),
		},
		queue: {
			announcement: "fulfil becomes slower than orders arrive",
			begin: async ({ fleet }) => fleet.setFault("fulfil", "queue"),
			end: async ({ fleet }) => fleet.setFault("fulfil", "none"),
		},
		"rate-limit": {
			announcement: `${PARTNER.client} asks for ${PARTNER.rate} quotes a second and is limited`,
			begin: async ({ addUsers }) => {
				partner = addUsers(PARTNER.client, PARTNER.rate);
			},
			end: async () => partner?.stop(),
		},
		"lost-instance": {
			announcement: "an instance of checkout is lost",
			begin: async ({ fleet, say }) => {
				const [victim] = fleet.up("checkout");
				if (victim === undefined) return;
				lost = true;
				await fleet.lose(victim.instance.id);
				say(`checkout ${victim.instance.id} was killed; its lease ends within 15 s`);
			},
			end: async ({ fleet, say }) => {
				if (!lost) return;
				lost = false;
				const started = await fleet.start("checkout", "v77");
				say(`checkout ${started.instance.id} was started in its place`);
			},
		},
	};
	return incidents[name];
}

/** One instance after the other: the new one is up before the old one goes. */
async function rollPayment({ fleet, say }: IncidentPorts, version: string): Promise<void> {
	const old = fleet.up("payment").filter(({ instance }) => instance.version !== version);
	for (const { instance } of old) {
		const started = await fleet.start("payment", version);
		await fleet.stop(instance.id);
		say(`payment ${version} ${started.instance.id} replaces ${instance.version} ${instance.id}`);
	}
}
