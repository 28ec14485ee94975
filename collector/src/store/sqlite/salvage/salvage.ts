/** A new database with everything that can still be read of a damaged one. */
import { SpanglassError } from "@spanglass/shared/model/errors";
import { type Connection, openWriter } from "../driver.ts";
import { ENCODING_CODE, protobufOfRow } from "../journal-row.ts";
import { migrate } from "../migrate.ts";
import { PageFile } from "./page-file.ts";
import { type FoundRow, readTables, type TableShape } from "./read-tables.ts";
import { schemaOf, tableShapes } from "./table-shapes.ts";

export interface TableReport {
	readonly table: string;
	readonly copied: number;
	/** Seen, but not whole, or a request whose body is not what was stored. */
	readonly damaged: number;
}

export interface SalvageReport {
	readonly schema: number;
	readonly pages: number;
	readonly damagedPages: number;
	readonly tables: readonly TableReport[];
}

/** Tables that a new database already has rows in. */
const PREFILLED: ReadonlySet<string> = new Set(["journal_sequence", "signal_state", "demo_scan", "block_sequence"]);
const ROWS_A_TRANSACTION = 500;

/**
 * Copy every readable row of `source` into a new database at `target`, of the same schema: a server brings it to its own at its next start.
 * `source` is only read, with its write-ahead log where it has one.
 *
 * Throws  conflict: `target` exists · unavailable: the disk · what the file system throws.
 * Cost    one pass over the file and the writing of what is found.
 */
export function salvageDatabase(source: string, target: string): SalvageReport {
	const file = new PageFile(source);
	try {
		const schema = schemaOf(file);
		const connection = openWriter(target);
		try {
			migrate(connection, schema);
			const copy = new RowCopy(connection);
			const reading = readTables(file, tableShapes(file, schema), (row) => copy.take(row));
			copy.end();
			repairNumbers(connection, schema);
			connection.all("PRAGMA wal_checkpoint(TRUNCATE)");
			const tables = copy.report(reading.damagedRows);
			return { schema, pages: file.pageCount, damagedPages: reading.damagedPages, tables };
		} finally {
			connection.close();
		}
	} finally {
		file.close();
	}
}

class RowCopy {
	readonly #connection: Connection;
	readonly #copied = new Map<string, number>();
	readonly #damaged = new Map<string, number>();
	#inTransaction = 0;

	constructor(connection: Connection) {
		this.#connection = connection;
	}

	take({ table, values, isInTree }: FoundRow): void {
		if (!isReadable(table, values)) this.#count(this.#damaged, table.name, 1);
		else this.#put({ table, values, isInTree });
	}

	#put({ table, values, isInTree }: Omit<FoundRow, "pages">): void {
		if (this.#inTransaction === 0) this.#connection.execute("BEGIN");
		const names = table.columns.slice(0, values.length).map(({ name }) => name);
		const verb = isInTree && PREFILLED.has(table.name) ? "INSERT OR REPLACE" : "INSERT OR IGNORE";
		const sql = `${verb} INTO ${table.name} (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})`;
		this.#count(this.#copied, table.name, this.#insert(sql, values, table));
		if (++this.#inTransaction >= ROWS_A_TRANSACTION) this.end();
	}

	end(): void {
		if (this.#inTransaction > 0) this.#connection.execute("COMMIT");
		this.#inTransaction = 0;
	}

	report(unread: ReadonlyMap<string, number>): readonly TableReport[] {
		const names = new Set([...this.#copied.keys(), ...this.#damaged.keys(), ...unread.keys()]);
		return [...names].sort().map((table) => ({
			table,
			copied: this.#copied.get(table) ?? 0,
			damaged: (this.#damaged.get(table) ?? 0) + (unread.get(table) ?? 0),
		}));
	}

	/** Result: rows that came in. A row that no table takes was damaged. */
	#insert(sql: string, values: FoundRow["values"], table: TableShape): number {
		try {
			return this.#connection.run(sql, ...values);
		} catch (error) {
			if (error instanceof SpanglassError) throw error;
			this.#count(this.#damaged, table.name, 1);
			return 0;
		}
	}

	#count(counts: Map<string, number>, table: string, rows: number): void {
		counts.set(table, (counts.get(table) ?? 0) + rows);
	}
}

/** What can be read, but cannot be what was stored: a body that is no compressed request, JSON that is none. */
function isReadable(table: TableShape, values: FoundRow["values"]): boolean {
	const at = (name: string) => values[table.columns.findIndex((column) => column.name === name)];
	try {
		const [signal, body, json] = [at("signal"), at("body"), at("json")];
		if (table.name === "journal")
			protobufOfRow({
				signal: Number(signal),
				encoding: ENCODING_CODE.protobuf,
				body: body instanceof Uint8Array ? body : new Uint8Array(),
			});
		if (typeof json === "string") JSON.parse(json);
		return true;
	} catch {
		return false;
	}
}

/** Counters that must not be behind the rows, and watermarks that were lost. */
function repairNumbers(connection: Connection, schema: number): void {
	const directory = schema >= 4 ? "block" : "generation";
	connection.transaction(() => {
		connection.run(`UPDATE signal_state SET watermark = max(watermark,
			(SELECT coalesce(max(last_sequence), 0) FROM ${directory} WHERE ${directory}.signal = signal_state.signal))`);
		connection.run(`UPDATE journal_sequence SET last = max(last, (SELECT coalesce(max(sequence), 0) FROM journal),
			(SELECT max(watermark) FROM signal_state), (SELECT coalesce(max(sequence), 0) FROM resend))`);
		if (schema >= 6) connection.run("UPDATE signal_state SET checksum = watermark + stored");
		if (schema >= 4) connection.run("UPDATE block_sequence SET last = max(last, (SELECT coalesce(max(id), 0) FROM block))");
	});
}
