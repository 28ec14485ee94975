/** Telling people, in the running product: receivers and silences out of what is stored, the policy of the alert clock, the outbox at work. */
import { messageOf } from "@spanglass/shared/model/errors";
import type { Incident } from "@spanglass/shared/model/incident";
import type { AlertMemory, AlertWriter } from "../../store/api/alert-store.ts";
import { ExternalAlerts } from "../external-alerts.ts";
import type { AlertPolicy } from "../policy.ts";
import { Silences } from "../silences.ts";
import { createDeliver, type Deliver } from "./deliver.ts";
import { OutboxWorker } from "./outbox-worker.ts";
import { Receivers } from "./receivers.ts";
import { createPolicy } from "./routing.ts";

export interface NotifyPorts {
	/** Unix milliseconds. */
	readonly clock: { now(): number };
	readonly writer: AlertWriter;
	/** Of the page, for links; without a slash at the end. */
	readonly pageUrl: () => string;
	/** Ports that the product listens on. */
	readonly ownPorts: () => readonly number[];
	/** Incidents of the alert clock; undefined: it is not there yet. */
	incidents(): ReadonlyMap<number, Incident> | undefined;
	readonly warn: (message: string) => void;
	readonly changed: () => void;
}

/** What the API needs of it. */
export interface NotifyDesk {
	readonly receivers: Receivers;
	readonly silences: Silences;
	readonly external: ExternalAlerts;
	readonly deliver: Deliver;
	readonly pageUrl: () => string;
}

/** How often alerts of others are looked at for their end. */
const EXTERNAL_MS = 5000;

export interface Notify {
	readonly desk: NotifyDesk;
	readonly policy: AlertPolicy;
	/** Send what is due. */
	start(): void;
	/** Delete silences that are not shown any more. */
	prune(): void;
	/** Something was written to the outbox. */
	wake(): void;
	/** Nothing new is sent; resolves when what is under way has ended. */
	stop(): Promise<void>;
}

export function createNotify(memory: AlertMemory, ports: NotifyPorts): Notify {
	const { clock, writer, warn, changed, pageUrl } = ports;
	const receivers = new Receivers(memory, { clock, writer, changed });
	const silences = new Silences(memory.silences, { clock, writer, changed, incidents: ports.incidents });
	const deliver = createDeliver({ ownPorts: ports.ownPorts });
	const incident = (id: number) => ports.incidents()?.get(id);
	const outbox = new OutboxWorker({ clock, writer, receivers, deliver, incident, pageUrl, random: Math.random, warn, changed });
	const policy = createPolicy(receivers, silences);
	const external = new ExternalAlerts({ clock, writer, policy, wake: () => outbox.wake() });
	const tick = (): void => void external.tick().catch((error: unknown) => warn(`alerts of others could not be told: ${messageOf(error)}`));
	let timer: NodeJS.Timeout | undefined;
	return {
		desk: { receivers, silences, external, deliver, pageUrl },
		policy,
		start: () => {
			outbox.start();
			timer = setInterval(tick, EXTERNAL_MS);
		},
		prune: () => void silences.prune().catch((error: unknown) => warn(`deleting expired silences failed: ${messageOf(error)}`)),
		wake: () => outbox.wake(),
		stop: () => {
			clearInterval(timer);
			return outbox.stop();
		},
	};
}
