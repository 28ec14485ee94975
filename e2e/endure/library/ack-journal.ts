/**
 * What senders were told is stored: one append-only file per sender, each line synced before its sender sends again. So a fault of the
 * loop itself cannot hide a loss, and the set survives whatever happens to this process.
 *
 *   T 17            all items of trace request 17
 *   L 18            all records of log request 18
 *   M kill.6.0 19   the point 19 of the metric kill.6.0
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Signal } from "@spanglass/shared/model/signal";

export interface Acknowledgement {
	readonly signal: Signal;
	readonly number: number;
	/** Of metrics. */
	readonly metric: string;
}

/** Everything acknowledged, as sets. */
export interface AcknowledgedSets {
	readonly traces: ReadonlySet<number>;
	readonly logs: ReadonlySet<number>;
	/** Metric name -> values. */
	readonly points: ReadonlyMap<string, ReadonlySet<number>>;
}

export class AckJournal {
	readonly folder = mkdtempSync(join(tmpdir(), "spanglass-acks-"));
	readonly #files = new Map<number, Promise<FileHandle>>();

	/** Resolves when the line is on disk. */
	async record(sender: number, { signal, number, metric }: Acknowledgement): Promise<void> {
		const opening = this.#files.get(sender) ?? open(join(this.folder, `sender-${sender}`), "a");
		this.#files.set(sender, opening);
		const file = await opening;
		await file.appendFile(signal === "metrics" ? `M ${metric} ${number}\n` : `${signal === "traces" ? "T" : "L"} ${number}\n`);
		await file.datasync();
	}

	/** From disk, whatever this object remembers. */
	read(): AcknowledgedSets {
		const traces = new Set<number>();
		const logs = new Set<number>();
		const points = new Map<string, Set<number>>();
		for (const line of readdirSync(this.folder).flatMap((name) => readFileSync(join(this.folder, name), "utf8").split("\n"))) {
			const [letter, first = "", second] = line.split(" ");
			if (letter === "T") traces.add(Number(first));
			else if (letter === "L") logs.add(Number(first));
			else if (letter === "M") points.set(first, (points.get(first) ?? new Set()).add(Number(second)));
		}
		return { traces, logs, points };
	}

	async remove(): Promise<void> {
		for (const file of this.#files.values()) await (await file).close();
		this.#files.clear();
		rmSync(this.folder, { recursive: true, force: true });
	}
}
