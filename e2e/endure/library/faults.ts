/** Faults of the product's store that change while it runs: a file that it reads before each COMMIT (collector/src/self/test-settings.ts). */
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface Faults {
	readonly commitDelayMs?: number;
	readonly failCommit?: string;
}

export class FaultFile {
	readonly #folder = mkdtempSync(join(tmpdir(), "spanglass-faults-"));
	readonly #path = join(this.#folder, "faults.json");
	readonly env: Readonly<Record<string, string>> = { SPANGLASS_TEST_FAULTS: this.#path };

	constructor() {
		this.set({});
	}

	/** From the next COMMIT on. */
	set(faults: Faults): void {
		writeFileSync(`${this.#path}.new`, JSON.stringify(faults));
		renameSync(`${this.#path}.new`, this.#path);
	}

	remove(): void {
		rmSync(this.#folder, { recursive: true, force: true });
	}
}
