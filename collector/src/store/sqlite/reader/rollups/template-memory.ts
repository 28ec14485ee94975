/** Templates of log messages as they are stored, kept by a thread: read again when they have changed. */
import type { LogTemplatesState } from "@spanglass/shared/analysis/log-template";
import { LogMiners, type ServiceTemplates } from "../../../../rollup/log-miners.ts";
import { PARTITION_CODE, type Partition } from "../../block-row.ts";
import type { Connection } from "../../driver.ts";
import { type TemplatePlace, templatesFromBlob } from "../../stored-templates.ts";
import { ROLLUP_READER_SQL, type TemplateVersionRow } from "./rollup-sql.ts";

export type MinersOf = Readonly<Record<Partition, LogMiners>>;

export interface StoredMiners {
	/** Says the same only of the same templates. */
	readonly version: string;
	/** Not to be added to: see `LogMiners.copy`. */
	readonly miners: MinersOf;
}

interface KnownState {
	readonly version: number;
	readonly service: ServiceTemplates;
}

export class TemplateMemory {
	#states: ReadonlyMap<string, KnownState> = new Map();
	#stored: StoredMiners | undefined;

	/** Those that a connection sees. Cost: a row of each service; a few µs for each template when any has changed. */
	read(connection: Connection): StoredMiners {
		const rows = connection.all<TemplateVersionRow>(ROLLUP_READER_SQL.templateVersions);
		const version = rows.map((row) => row.version).join();
		if (this.#stored?.version === version) return this.#stored;
		const states = new Map(rows.map((row): [string, KnownState] => [nameOf(row), this.#stateOf(connection, row)]));
		this.#states = states;
		const minersOf = (partition: Partition) => {
			const stored = rows
				.filter((row) => row.partition === PARTITION_CODE[partition])
				.flatMap((row) => states.get(nameOf(row))?.service ?? []);
			return new LogMiners({ owner: partition, stored });
		};
		this.#stored = { version, miners: { main: minersOf("main"), demo: minersOf("demo") } };
		return this.#stored;
	}

	#stateOf(connection: Connection, row: TemplateVersionRow): KnownState {
		const known = this.#states.get(nameOf(row));
		if (known?.version === row.version) return known;
		const { namespace, service, version } = row;
		const partition = row.partition === PARTITION_CODE.demo ? "demo" : "main";
		const stored = connection.get<{ readonly templates: Uint8Array }>(ROLLUP_READER_SQL.templates, row.partition, namespace, service);
		return { version, service: { namespace, service, state: stateFrom(stored?.templates, { partition, namespace, service }) } };
	}
}

/** None when they cannot be read: the writer says so. */
function stateFrom(blob: Uint8Array | undefined, place: TemplatePlace): LogTemplatesState {
	try {
		return blob === undefined ? { templates: [] } : templatesFromBlob(blob, place);
	} catch {
		return { templates: [] };
	}
}

function nameOf({ partition, namespace, service }: TemplateVersionRow): string {
	return JSON.stringify([partition, namespace, service]);
}
