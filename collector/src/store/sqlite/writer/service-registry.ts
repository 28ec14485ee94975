/** Every service ever seen, with the colour that it keeps. Held in memory, written when something changed. */
import { LIMITS } from "@spanglass/shared/model/limits";
import { assignServiceColor, SERVICE_COLORS } from "@spanglass/shared/model/service-color";
import type { Signal } from "@spanglass/shared/model/signal";
import type { ServiceRow } from "../app/app-store.ts";
import type { Connection } from "../driver.ts";
import { SIGNAL_CODE } from "../journal-row.ts";
import { SERVICE_SQL } from "../sql/app.ts";

/** `last_seen` alone is not worth a transaction more often than this. */
const LAST_SEEN_STEP_MS = 60_000;

/** The bit of a signal in the column `signals`. */
export function signalBit(signal: Signal): number {
	return 1 << (SIGNAL_CODE[signal] - 1);
}

export class ServiceRegistry {
	readonly #rows = new Map<string, ServiceRow>();
	readonly #unsaved = new Set<string>();
	#newNames: string[] = [];

	/** Read what is stored. */
	load(connection: Connection): void {
		for (const row of connection.all<ServiceRow>(SERVICE_SQL.list)) this.#rows.set(row.name, row);
	}

	/** Note that a service sent a signal at `time` (Unix ms). */
	meet(name: string, signal: Signal, time: number): void {
		const known = this.#rows.get(name);
		if (known === undefined) this.#enter(name, signal, time);
		else this.#update(known, known.signals | signalBit(signal), time);
	}

	/** True when `save` has something to write. */
	get hasUnsaved(): boolean {
		return this.#unsaved.size > 0;
	}

	/** One transaction. Throws unavailable; then everything stays to be saved. */
	save(connection: Connection): void {
		connection.transaction(() => {
			for (const name of this.#unsaved) {
				const row = this.#rows.get(name);
				if (row) connection.run(SERVICE_SQL.put, name, row.color, row.first_seen, row.last_seen, row.signals);
			}
		});
		this.#unsaved.clear();
	}

	/** Those whose telemetry was removed are gone: `remaining` are the names that still send, with the bits of their signals. */
	prune(candidates: ReadonlySet<string>, remaining: ReadonlyMap<string, number>): void {
		for (const name of candidates) {
			const row = this.#rows.get(name);
			const signals = remaining.get(name);
			if (signals !== undefined) {
				if (row !== undefined) this.#rows.set(name, { ...row, signals });
				continue;
			}
			this.#rows.delete(name);
			this.#unsaved.delete(name);
		}
	}

	/** Forget services last met before a time (Unix ms), but for those in open columns. One transaction. Throws unavailable: nothing changed. */
	forget(connection: Connection, { before, sending }: { readonly before: number; readonly sending: ReadonlySet<string> }): void {
		const old = [...this.#rows.values()].filter(({ name, last_seen }) => last_seen < before && !sending.has(name));
		if (old.length === 0) return;
		connection.transaction(() => {
			for (const { name } of old) connection.run(SERVICE_SQL.delete, name);
		});
		for (const { name } of old) {
			this.#rows.delete(name);
			this.#unsaved.delete(name);
		}
	}

	/** Services entered since the last call. */
	takeNewNames(): readonly string[] {
		const names = this.#newNames;
		this.#newNames = [];
		return names;
	}

	#enter(name: string, signal: Signal, time: number): void {
		if (this.#rows.size >= LIMITS.services) return;
		const color = assignServiceColor(name, this.#takenColors());
		this.#rows.set(name, { name, color, first_seen: time, last_seen: time, signals: signalBit(signal) });
		this.#unsaved.add(name);
		this.#newNames.push(name);
	}

	#update(row: ServiceRow, signals: number, time: number): void {
		if (signals === row.signals && time - row.last_seen < LAST_SEEN_STEP_MS) return;
		this.#rows.set(row.name, { ...row, signals, last_seen: Math.max(time, row.last_seen) });
		this.#unsaved.add(row.name);
	}

	#takenColors(): readonly number[] {
		return [...this.#rows.values()].map((row) => row.color).filter((color) => color >= 1 && color <= SERVICE_COLORS);
	}
}
