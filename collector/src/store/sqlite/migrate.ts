/** Brings a database to this version's tables: numbered files, each applied once, in order, in a transaction of its own. */
import { readdirSync, readFileSync } from "node:fs";
import { SpanglassError } from "@spanglass/shared/model/errors";
import { type Connection, damagedError, openMemory } from "./driver.ts";
import { crashPoint } from "./writer/crash-points.ts";

const FOLDER = new URL("./migrations/", import.meta.url);
const NAME = /^(\d{4})-[a-z0-9-]+\.sql$/;
/** "SpGl": tells our files from any other SQLite file. */
export const APPLICATION_ID = 0x5370476c;

interface Migration {
	readonly number: number;
	readonly sql: string;
}

let read: readonly Migration[] | undefined;

/** In order; read once, when they are first asked for. */
function migrations(): readonly Migration[] {
	read ??= readMigrations();
	return read;
}

/** The numbers must be 1, 2, 3, ... without a gap. */
function readMigrations(): readonly Migration[] {
	const names = readdirSync(FOLDER)
		.filter((name) => name.endsWith(".sql"))
		.sort();
	return names.map((name, at) => {
		const number = Number(NAME.exec(name)?.[1]);
		if (number !== at + 1) throw new SpanglassError("internal", `migration ${name} is not number ${at + 1}`);
		return { number, sql: readFileSync(new URL(name, FOLDER), "utf8") };
	});
}

/** The schema that this version writes. */
export function newestSchema(): number {
	return migrations().length;
}

export function schemaVersion(connection: Connection): number {
	return pragma(connection, "user_version");
}

function pragma(connection: Connection, name: "user_version" | "application_id"): number {
	return connection.get<Record<string, number>>(`PRAGMA ${name}`)?.[name] ?? 0;
}

/** The sentence of a file that a newer version wrote. */
export function newerSchemaError(version: number): SpanglassError {
	return new SpanglassError("unsupported", `the database has schema ${version}; this version of Spanglass knows ${newestSchema()}`, {
		advice: "Start the newer version that wrote it, or choose another data folder.",
	});
}

/** The sentence of a database that another program made. */
export function foreignFileError(): SpanglassError {
	return new SpanglassError("unsupported", "the database file was not made by Spanglass", { advice: "Choose another data folder." });
}

/**
 * Whether a database is one that can be used or migrated: application id, version, tables. Nothing is changed.
 *
 * Result  its schema.
 * Throws  unsupported: another program's, a newer version's · an error of `isDamage`: the tables are not those of its version.
 */
export function checkOurs(connection: Connection): number {
	const version = schemaVersion(connection);
	const tables = connection.get<{ readonly count: number }>("SELECT count(*) AS count FROM sqlite_schema")?.count ?? 0;
	if (tables > 0 && pragma(connection, "application_id") !== APPLICATION_ID) throw foreignFileError();
	if (version > newestSchema()) throw newerSchemaError(version);
	if (tables > 0) checkSchema(connection, version);
	return version;
}

/**
 * Tables and columns of a database must be those of its version.
 *
 * Throws  an error of `isDamage`: something has changed the file that is not this product.
 */
function checkSchema(connection: Connection, version: number): void {
	const reference = openMemory();
	try {
		for (const { sql } of migrations().slice(0, version)) reference.execute(sql);
		if (columnsOf(reference) !== columnsOf(connection)) throw damagedError(`its tables are not those of schema ${version}`);
	} finally {
		reference.close();
	}
}

const COLUMNS_SQL = `SELECT t.name || ' ' || group_concat(c.name || ' ' || c.type || ' ' || c.pk) AS line
	FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' GROUP BY t.name ORDER BY t.name`;

function columnsOf(connection: Connection): string {
	return connection
		.all<{ readonly line: string }>(COLUMNS_SQL)
		.map(({ line }) => line)
		.join("\n");
}

function apply(connection: Connection, version: number, upTo: number): void {
	for (const { number, sql } of migrations().slice(version, upTo)) {
		connection.transaction(() => {
			connection.execute(sql);
			crashPoint("in-migration");
			connection.execute(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${number};`);
			crashPoint("in-migration");
		});
		crashPoint("in-migration");
	}
}

/**
 * Apply what is missing, up to a schema of `upTo` where it is given. A crash in between leaves the schema before or after one file, never
 * half of it.
 *
 * Throws  unsupported: the file is another program's or a newer version's; it is left untouched · unavailable: the disk, or an error of
 *         `isDamage`: the tables are not those of the version that the file says it has.
 */
export function migrate(connection: Connection, upTo = newestSchema()): void {
	apply(connection, checkOurs(connection), upTo);
}
