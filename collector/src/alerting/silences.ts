/** Silences as main has them in memory; each change is stored before it holds. */
import { randomUUID } from "node:crypto";
import type { AlertLabels } from "@spanglass/shared/model/alert";
import { SpanglassError } from "@spanglass/shared/model/errors";
import type { Incident } from "@spanglass/shared/model/incident";
import { SILENCE_DOCUMENTS, type Silence, type SilenceState, silenceState } from "@spanglass/shared/model/silence";
import type { AlertWriter, NewIncidentEvent } from "../store/api/alert-store.ts";
import type { StoredDocument } from "../store/api/app-store.ts";
import { compileMatchers, type LabelTest, matchesNothing } from "./matchers.ts";
import { readSilence } from "./stored-documents.ts";

export interface StoredSilence {
	readonly id: string;
	readonly version: number;
	/** Unix milliseconds. */
	readonly updatedAt: number;
	readonly silence: Silence;
	readonly test: LabelTest;
}

export interface SilencePorts {
	/** Unix milliseconds. */
	readonly clock: { now(): number };
	readonly writer: Pick<AlertWriter, "commitAlerts">;
	/** Those that are open or were lately; undefined: not known yet. */
	incidents(): ReadonlyMap<number, Incident> | undefined;
	readonly changed: () => void;
}

/** Expired ones are shown for so long, and then deleted. */
const EXPIRED_SHOWN_MS = 5 * 86_400_000;

export class Silences {
	readonly #ports: SilencePorts;
	readonly #silences = new Map<string, StoredSilence>();

	/** What cannot be read of `stored` is left alone. */
	constructor(stored: readonly StoredDocument[], ports: SilencePorts) {
		this.#ports = ports;
		for (const { id, version, updatedAt, json } of stored) {
			const silence = readSilence(json);
			if (silence !== undefined) this.#silences.set(id, { id, version, updatedAt, silence, test: compileMatchers(silence.matchers) });
		}
	}

	get(id: string): StoredSilence | undefined {
		return this.#silences.get(id);
	}

	/** In force first, then those to come, then the expired; of each the one that ends first. */
	list(): readonly StoredSilence[] {
		const now = this.#ports.clock.now();
		const rank = (one: StoredSilence) => ["active", "pending", "expired"].indexOf(this.stateOf(one.silence));
		return [...this.#silences.values()]
			.filter(({ silence }) => now - silence.endsAt < EXPIRED_SHOWN_MS)
			.sort((a, b) => rank(a) - rank(b) || a.silence.endsAt - b.silence.endsAt || (a.id < b.id ? -1 : 1));
	}

	/** One of an incident has expired with it. */
	stateOf(silence: Silence): SilenceState {
		const incidents = this.#ports.incidents();
		const isOver = silence.incident !== undefined && incidents !== undefined && incidents.get(silence.incident)?.state !== "firing";
		return isOver ? "expired" : silenceState(silence, this.#ports.clock.now());
	}

	/** Ids of those in force that match. */
	silencedBy(labels: AlertLabels): readonly string[] {
		const found: string[] = [];
		for (const { id, silence, test } of this.#silences.values()) if (this.stateOf(silence) === "active" && test(labels)) found.push(id);
		return found;
	}

	/** Throws invalid_input. */
	async add(silence: Silence): Promise<StoredSilence> {
		const now = this.#ports.clock.now();
		checkSilence(silence, now);
		const id = randomUUID();
		const { incident, createdBy: by, endsAt: until } = silence;
		const events: NewIncidentEvent[] = incident === undefined ? [] : [{ kind: "silenced", incident, at: now, by, silence: id, until }];
		return this.#store(id, silence, { version: 0, events });
	}

	/** Throws invalid_input, not_found, conflict (also of an expired one: it has become history). */
	async put(id: string, silence: Silence, version: number): Promise<StoredSilence> {
		const known = this.#known(id);
		if (this.stateOf(known.silence) === "expired")
			throw new SpanglassError("conflict", `silence ${id} has expired`, { advice: "Make a new one." });
		checkSilence(silence, this.#ports.clock.now());
		return this.#store(id, silence, { version, events: [] });
	}

	/** It ends now. Throws not_found. */
	async expire(id: string): Promise<StoredSilence> {
		const known = this.#known(id);
		if (this.stateOf(known.silence) === "expired") return known;
		const now = this.#ports.clock.now();
		const ended = { ...known.silence, startsAt: Math.min(known.silence.startsAt, now), endsAt: now };
		return this.#store(id, ended, { version: known.version, events: [] });
	}

	/** Delete those that are not shown any more. */
	async prune(): Promise<void> {
		const now = this.#ports.clock.now();
		const old = [...this.#silences.values()].filter(({ silence }) => now - silence.endsAt >= EXPIRED_SHOWN_MS);
		if (old.length === 0) return;
		const documents = old.map(({ id, version }) => ({ kind: SILENCE_DOCUMENTS, id, version, deleted: true as const }));
		await this.#ports.writer.commitAlerts({ at: now, documents });
		for (const { id } of old) this.#silences.delete(id);
	}

	#known(id: string): StoredSilence {
		const known = this.#silences.get(id);
		if (known === undefined) throw new SpanglassError("not_found", `there is no silence ${id}`);
		return known;
	}

	async #store(
		id: string,
		silence: Silence,
		{ version, events }: { readonly version: number; readonly events: readonly NewIncidentEvent[] },
	): Promise<StoredSilence> {
		const at = this.#ports.clock.now();
		const test = compileMatchers(silence.matchers);
		const documents = [{ kind: SILENCE_DOCUMENTS, id, json: silence, version }];
		const { versions } = await this.#ports.writer.commitAlerts({ at, documents, events });
		const stored = { id, version: versions[0] ?? version + 1, updatedAt: at, silence, test };
		this.#silences.set(id, stored);
		this.#ports.changed();
		return stored;
	}
}

/** Throws invalid_input. */
function checkSilence({ matchers, startsAt, endsAt }: Silence, now: number): void {
	if (endsAt <= startsAt) throw new SpanglassError("invalid_input", "a silence must end after it begins", { field: "endsAt" });
	if (endsAt <= now) throw new SpanglassError("invalid_input", "a silence must end in the future", { field: "endsAt" });
	if (!matchesNothing(matchers))
		throw new SpanglassError("invalid_input", "at least one matcher must not match the empty text", {
			field: "matchers",
			advice: "As it stands, it would silence every alert that lacks these labels.",
		});
}
