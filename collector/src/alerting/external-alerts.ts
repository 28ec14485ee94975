/**
 * Alerts that others evaluate and push (Prometheus, vmalert, Loki's ruler): silenced, routed and delivered like our own, and without evidence.
 *
 * Pushers repeat an alert while it fires, and for 15 minutes after it ended. So they are kept in memory: after a restart an alert that still
 * fires is told once more, as by an alert manager without a log of notifications. What was put into the outbox is delivered all the same.
 */
import type { AlertLabels, AlertNotification, NotificationEvent } from "@spanglass/shared/model/alert";
import { ALERT_SEVERITIES } from "@spanglass/shared/model/alert-rule";
import type { AlertWriter } from "../store/api/alert-store.ts";
import { fingerprintOf } from "./notification-labels.ts";
import { OneByOne } from "./one-by-one.ts";
import type { AlertPolicy } from "./policy.ts";

/** As it was pushed. Times in Unix milliseconds; `endsAt` left out: it ends when it is not repeated. */
export interface PushedAlert {
	readonly labels: AlertLabels;
	readonly annotations: AlertLabels;
	readonly startsAt?: number | undefined;
	readonly endsAt?: number | undefined;
	readonly generatorUrl: string;
}

export interface ExternalAlert {
	readonly fingerprint: string;
	readonly labels: AlertLabels;
	readonly annotations: AlertLabels;
	readonly startsAt: number;
	readonly endsAt: number;
	readonly updatedAt: number;
	readonly generatorUrl: string;
	/** Its receivers know that it fires, since. */
	readonly toldAt: number | undefined;
	readonly sequence: number;
}

export interface ExternalPorts {
	readonly clock: { now(): number };
	readonly writer: Pick<AlertWriter, "commitAlerts">;
	readonly policy: AlertPolicy;
	readonly wake: () => void;
}

/** An alert without an end is over when it was not repeated for so long. */
const RESOLVE_MS = 5 * 60_000;
const REPEAT_MS = 4 * 3_600_000;
/** Ended ones are listed no longer; so many at most are kept at all. */
const MOST = 20_000;

export class ExternalAlerts {
	readonly #ports: ExternalPorts;
	#alerts: ReadonlyMap<string, ExternalAlert> = new Map();
	readonly #turns = new OneByOne();

	constructor(ports: ExternalPorts) {
		this.#ports = ports;
	}

	/** Those that fire. */
	list(): readonly ExternalAlert[] {
		const now = this.#ports.clock.now();
		return [...this.#alerts.values()].filter(({ endsAt }) => endsAt > now);
	}

	/** Take them, and put what is to be told into the outbox; resolves after it is stored. */
	push(pushed: readonly PushedAlert[]): Promise<void> {
		return this.#alone((now) => {
			const next = new Map(this.#alerts);
			for (const alert of pushed) {
				const fingerprint = fingerprintOf(alert.labels);
				const known = next.get(fingerprint);
				const merged = merge(alert, known, { fingerprint, now });
				if (known !== undefined || (merged.endsAt > now && next.size < MOST)) next.set(fingerprint, merged);
			}
			return next;
		});
	}

	/** Alerts that have ended, silences that have: to be called from time to time. */
	tick(): Promise<void> {
		if (this.#alerts.size === 0) return Promise.resolve();
		return this.#alone(() => new Map(this.#alerts));
	}

	#alone(change: (now: number) => Map<string, ExternalAlert>): Promise<void> {
		return this.#turns.run(() => this.#tell(change));
	}

	async #tell(change: (now: number) => Map<string, ExternalAlert>): Promise<void> {
		const { clock, policy, writer, wake } = this.#ports;
		const now = clock.now();
		const next = change(now);
		const notifications: AlertNotification[] = [];
		for (const [fingerprint, alert] of next) {
			const event = eventOf(alert, now, policy);
			const sequence = alert.sequence + (event === undefined ? 0 : 1);
			if (event !== undefined) notifications.push(notificationOf({ ...alert, sequence }, event, now));
			if (alert.endsAt <= now) next.delete(fingerprint);
			else if (event !== undefined) next.set(fingerprint, { ...alert, sequence, toldAt: now });
		}
		const outbox = notifications.flatMap((notification) => policy.route(notification, { receivers: [] }, now));
		if (outbox.length > 0) {
			await writer.commitAlerts({ at: now, outbox });
			wake();
		}
		this.#alerts = next;
	}
}

function eventOf({ endsAt, toldAt, labels }: ExternalAlert, now: number, policy: AlertPolicy): NotificationEvent | undefined {
	if (endsAt <= now) return toldAt === undefined ? undefined : "resolved";
	if (policy.silencedBy(externalLabels(labels), now).length > 0) return undefined;
	if (toldAt === undefined) return "firing";
	return now - toldAt >= REPEAT_MS ? "repeat" : undefined;
}

function merge(
	{ labels, annotations, startsAt, endsAt, generatorUrl }: PushedAlert,
	known: ExternalAlert | undefined,
	{ fingerprint, now }: { readonly fingerprint: string; readonly now: number },
): ExternalAlert {
	return {
		...{ fingerprint, labels, annotations, generatorUrl, updatedAt: now },
		startsAt: known?.startsAt ?? startsAt ?? now,
		endsAt: endsAt ?? now + RESOLVE_MS,
		toldAt: known?.toldAt,
		sequence: known?.sequence ?? 0,
	};
}

/** By which silences and routing know it. */
export function externalLabels(labels: AlertLabels): AlertLabels {
	return { ...labels, severity: severityOf(labels), kind: "external" };
}

function severityOf({ severity }: AlertLabels) {
	return ALERT_SEVERITIES.find((known) => known === severity) ?? "warning";
}

function notificationOf(alert: ExternalAlert, event: NotificationEvent, at: number): AlertNotification {
	const { alertname = "alert", severity: _, ...labels } = alert.labels;
	const { summary, description, message, runbook_url: runbook } = alert.annotations;
	return {
		event,
		dedupKey: `external/${alert.fingerprint}/${alert.startsAt.toString(36)}`,
		sequence: alert.sequence,
		at,
		startsAt: alert.startsAt,
		...(event === "resolved" ? { endsAt: Math.min(at, Math.max(alert.endsAt, alert.startsAt)) } : {}),
		rule: "external",
		ruleName: alertname,
		kind: "external",
		severity: severityOf(alert.labels),
		labels,
		runbook: runbook ?? alert.generatorUrl,
		comparison: "above",
		threshold: 0,
		unit: "external",
		message: description ?? summary ?? message ?? "",
	};
}
