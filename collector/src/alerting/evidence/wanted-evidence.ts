/** Incidents whose evidence is still to be had: asked for at once, and again with later ticks when it could not be had. */
import type { Alert } from "@spanglass/shared/model/alert";
import type { AlertRule } from "@spanglass/shared/model/alert-rule";
import { messageOf } from "@spanglass/shared/model/errors";
import type { Incident } from "@spanglass/shared/model/incident";
import type { PinnedEvidence } from "../../store/api/alert-store.ts";

/** What evidence is collected for. */
export interface EvidenceRequest {
	readonly incident: Incident;
	readonly rule: AlertRule;
	readonly alert: Alert;
	/** Unix milliseconds: when it fired. */
	readonly at: number;
}

type Pinned = Omit<PinnedEvidence, "event">;
type AlertName = Pick<Alert, "rule" | "key">;

interface WantedPorts {
	/** Undefined: the incident or the alert is not there any more. */
	requestOf(id: number, alert: AlertName | undefined): EvidenceRequest | undefined;
	/** In a query worker. */
	collect(request: EvidenceRequest): Promise<Pinned>;
	pin(pinned: Pinned): Promise<void>;
	incident(id: number): Incident | undefined;
	warn(message: string): void;
}

/** With a tick between them. */
const TRIES = 5;

interface Wanted {
	readonly alert: AlertName | undefined;
	tried: number;
	/** The try that is under way. */
	work: Promise<void> | undefined;
}

export class WantedEvidence {
	readonly #ports: WantedPorts;
	readonly #wanted = new Map<number, Wanted>();

	constructor(ports: WantedPorts) {
		this.#ports = ports;
	}

	/** `alert`: whose telemetry is looked at; the incident's first one when left out. */
	want(id: number, alert?: AlertName): void {
		if (this.#wanted.has(id)) return;
		const wanted: Wanted = { alert, tried: 0, work: undefined };
		this.#wanted.set(id, wanted);
		this.#try(id, wanted);
	}

	tryAgain(): void {
		for (const [id, wanted] of this.#wanted) if (wanted.work === undefined) this.#try(id, wanted);
	}

	/** Resolves when no try is under way. */
	async settled(): Promise<void> {
		await Promise.all([...this.#wanted.values()].map(({ work }) => work));
	}

	#try(id: number, wanted: Wanted): void {
		wanted.tried++;
		wanted.work = this.#collect(id, wanted).then(
			() => void this.#wanted.delete(id),
			(error: unknown) => {
				this.#ports.warn(`evidence of incident ${id}: ${messageOf(error)}`);
				wanted.work = undefined;
			},
		);
	}

	/** Rejects while it is worth another try. */
	async #collect(id: number, { alert, tried }: Wanted): Promise<void> {
		const request = this.#ports.requestOf(id, alert);
		if (request === undefined) return;
		try {
			await this.#ports.pin(await this.#ports.collect(request));
		} catch (error) {
			if (tried < TRIES) throw error;
			const incident = this.#ports.incident(id);
			const failed = { evidence: "failed", evidenceMessage: messageOf(error) } as const;
			if (incident !== undefined) await this.#ports.pin({ incident: { ...incident, ...failed }, evidence: undefined, traces: [] });
		}
	}
}
