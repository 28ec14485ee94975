import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Where the recorded requests and suites lie: beside the repository, or SPANGLASS_SHARED; undefined when they are not there. */
export function recordingsFolder(): string | undefined {
	const folder = process.env.SPANGLASS_SHARED ?? join(import.meta.dirname, "../../../../shared");
	return existsSync(join(folder, "corpus")) ? folder : undefined;
}

export interface RecordedRequest {
	/** Like `go-zero/0001-traces.pb`. */
	readonly name: string;
	readonly signal: "traces" | "logs" | "metrics";
	readonly encoding: "pb" | "json";
	readonly bytes: Uint8Array;
}

export interface RecordedFolder {
	readonly name: string;
	readonly requests: readonly RecordedRequest[];
	/** `totals` of the folder's expected.json. */
	readonly totals: { readonly spans: number; readonly log_records?: number; readonly metric_points?: number };
}

/** Every folder of recorded requests, in order; none when the recordings are not there. */
export function recordedFolders(): readonly RecordedFolder[] {
	const folder = recordingsFolder();
	if (folder === undefined) return [];
	const names = readdirSync(join(folder, "corpus"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
	return names.map((entry) => readFolder(join(folder, "corpus", entry.name), entry.name));
}

function readFolder(path: string, name: string): RecordedFolder {
	const requests: RecordedRequest[] = [];
	for (const file of readdirSync(path).sort()) {
		const match = /^\d+-(?<signal>traces|logs|metrics)\.(?<encoding>pb|json)$/.exec(file);
		if (match === null) continue;
		const [, signal, encoding] = match as unknown as [string, RecordedRequest["signal"], RecordedRequest["encoding"]];
		requests.push({ name: `${name}/${file}`, signal, encoding, bytes: new Uint8Array(readFileSync(join(path, file))) });
	}
	return { name, requests, totals: JSON.parse(readFileSync(join(path, "expected.json"), "utf8")).totals };
}
