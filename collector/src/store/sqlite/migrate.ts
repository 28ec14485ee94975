/** Brings a database to this version's tables: numbered files, each applied once, in order, in a transaction of its own. */
import { readdirSync, readFileSync } from "node:fs";
import { SpanglassError } from "@spanglass/shared/model/errors";
import type { Connection } from "./driver.ts";
import { crashPoint } from "./writer/crash-points.ts";

const FOLDER = new URL("./migrations/", import.meta.url);
const NAME = /^(\d{4})-[a-z0-9-]+\.sql$/;
/** "SpGl": tells our files from any other SQLite file. */
const APPLICATION_ID = 0x5370476c;

interface Migration {
	readonly number: number;
	readonly sql: string;
}

/** In order; the numbers must be 1, 2, 3, ... without a gap. */
function readMigrations(): readonly Migration[] {
	const names = readdirSync(FOLDER).sort();
	return names.map((name, at) => {
		const number = Number(NAME.exec(name)?.[1]);
		if (number !== at + 1) throw new SpanglassError("internal", `migration ${name} is not number ${at + 1}`);
		return { number, sql: readFileSync(new URL(name, FOLDER), "utf8") };
	});
}

function pragma(connection: Connection, name: "user_version" | "application_id"): number {
	return connection.get<Record<string, number>>(`PRAGMA ${name}`)?.[name] ?? 0;
}

/** Nothing was changed when this throws. */
function checkOurs(connection: Connection, version: number, newest: number): void {
	const tables = connection.get<{ readonly count: number }>("SELECT count(*) AS count FROM sqlite_schema")?.count ?? 0;
	if (tables > 0 && pragma(connection, "application_id") !== APPLICATION_ID) {
		throw new SpanglassError("unsupported", "the database file was not made by Spanglass", { advice: "Choose another data folder." });
	}
	if (version > newest) {
		throw new SpanglassError("unsupported", `the database has schema ${version}; this version of Spanglass knows ${newest}`, {
			advice: "Start the newer version that wrote it, or choose another data folder.",
		});
	}
}

/**
 * Apply what is missing. A crash in between leaves the schema before or after one file, never half of it.
 *
 * Throws  unsupported: the file is another program's or a newer version's; it is left untouched.
 */
export function migrate(connection: Connection): void {
	const migrations = readMigrations();
	const version = pragma(connection, "user_version");
	checkOurs(connection, version, migrations.length);
	for (const { number, sql } of migrations.slice(version)) {
		connection.transaction(() => {
			connection.execute(sql);
			connection.execute(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${number};`);
			crashPoint("in-migration");
		});
	}
}
