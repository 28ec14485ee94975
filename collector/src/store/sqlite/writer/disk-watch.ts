/**
 * Whether there is room to write. Asked each second; while there is none requests are refused with a time to come back, before anything is
 * written, so that what must be written (checkpoints, retention, settings) still can be.
 *
 *   ok ── free < reserve ──▶ low ── free ≥ reserve ──▶ ok
 *   any ── a write failed for want of space or by the device ──▶ failing ── a write succeeds ──▶ ok
 */
import { statfsSync } from "node:fs";
import { dirname } from "node:path";
import { messageOf, SpanglassError } from "@spanglass/shared/model/errors";
import { LIMITS } from "@spanglass/shared/model/limits";
import type { DiskHealth, DiskState } from "../../api/storage-health.ts";

export interface DiskSpace {
	/** For an unprivileged process. */
	readonly freeBytes: number;
	readonly totalBytes: number;
}

export interface DiskWatchOptions {
	/** Undefined when the file system does not tell: then only failed writes count. */
	readonly space: () => DiskSpace | undefined;
	/** Undefined: the larger of `LIMITS.diskReserveBytes` and `diskReserveRatio` of the file system. */
	readonly reserveBytes: number | undefined;
	/** Write something small, durably. Throws while that is not possible. */
	readonly tryWrite: () => void;
	readonly warn: (message: string) => void;
	/** Monotonic milliseconds. */
	readonly now: () => number;
}

const LOG_MS = 60_000;

export class DiskWatch {
	readonly #options: DiskWatchOptions;
	#space: DiskSpace | undefined;
	#isLow = false;
	/** Of the write that failed; "" when the last one succeeded. */
	#fault = "";
	#loggedAt: number | undefined;
	#hasTold = false;

	constructor(options: DiskWatchOptions) {
		this.#options = options;
		this.#look();
	}

	get health(): DiskHealth {
		return { state: this.#state, freeBytes: this.#space?.freeBytes ?? 0, reserveBytes: this.#reserveBytes };
	}

	/** Throws unavailable with `LIMITS.diskRetryAfterMs` while nothing is taken. */
	checkRoom(): void {
		if (this.#state === "ok") return;
		throw new SpanglassError("unavailable", this.#sentence, {
			advice: "Free disk space; what is refused now is taken again by itself.",
			retryAfterMs: LIMITS.diskRetryAfterMs,
		});
	}

	/** A write failed for want of space or by the device. */
	fail(error: unknown): void {
		this.#fault = messageOf(error);
		this.#look();
		this.#tell();
	}

	/** To be called each second. */
	tick(): void {
		this.#look();
		if (this.#fault !== "" && !this.#isLow) this.#retry();
		this.#tell();
	}

	get #state(): DiskState {
		if (this.#fault !== "") return "failing";
		return this.#isLow ? "low" : "ok";
	}

	get #reserveBytes(): number {
		const { reserveBytes } = this.#options;
		return reserveBytes ?? Math.max(LIMITS.diskReserveBytes, Math.floor((this.#space?.totalBytes ?? 0) * LIMITS.diskReserveRatio));
	}

	get #sentence(): string {
		if (this.#fault !== "") return `the disk of the database fails or is full (${this.#fault}); nothing is stored until it works again`;
		const free = Math.floor((this.#space?.freeBytes ?? 0) / 2 ** 20);
		const reserve = Math.ceil(this.#reserveBytes / 2 ** 20);
		return `the disk of the database has ${free} MiB free and ${reserve} MiB are kept free; nothing is stored until there is more`;
	}

	#look(): void {
		this.#space = this.#options.space();
		this.#isLow = this.#space !== undefined && this.#space.freeBytes < this.#reserveBytes;
	}

	#retry(): void {
		try {
			this.#options.tryWrite();
			this.#fault = "";
		} catch (error) {
			this.#fault = messageOf(error);
		}
	}

	/** One line a minute while nothing is taken, one when it is taken again. */
	#tell(): void {
		const { warn, now } = this.#options;
		if (this.#state === "ok") {
			if (this.#hasTold) warn("there is room on the disk again; telemetry is stored");
			this.#hasTold = false;
		} else if (this.#loggedAt === undefined || now() - this.#loggedAt >= LOG_MS) {
			this.#loggedAt = now();
			this.#hasTold = true;
			warn(this.#sentence);
		}
	}
}

/** The file system of a database; undefined when it does not tell. */
export function diskSpaceOf(databasePath: string): DiskSpace | undefined {
	try {
		const { bavail, blocks, bsize } = statfsSync(dirname(databasePath));
		return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
	} catch {
		return undefined;
	}
}
