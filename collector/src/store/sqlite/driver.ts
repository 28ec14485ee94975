/**
 * The only door to SQLite. Everything above speaks `Connection`; errors that mean "the disk cannot now" arrive as SpanglassError.
 */
import { closeSync, openSync } from "node:fs";
import { SpanglassError } from "@spanglass/shared/model/errors";
import Database from "better-sqlite3";

/** What a parameter or a column may be. Integers beyond 2^53 are not stored. */
export type SqlValue = number | string | null | Uint8Array;

/** A row by column name; BLOBs arrive as Buffer. */
export type SqlRow = Readonly<Record<string, unknown>>;

/** Called before every statement; a throw takes the place of the call. How tests fail the nth call. */
export type DriverProbe = (sql: string) => void;

export interface Connection {
	/** Statements without result. Result: rows changed. */
	run(sql: string, ...values: readonly SqlValue[]): number;
	get<Row = SqlRow>(sql: string, ...values: readonly SqlValue[]): Row | undefined;
	all<Row = SqlRow>(sql: string, ...values: readonly SqlValue[]): readonly Row[];
	/** Rows one at a time; the connection can do nothing else until the iteration ends. */
	iterate<Row = SqlRow>(sql: string, ...values: readonly SqlValue[]): IterableIterator<Row>;
	/** Several statements, not cached: migrations. */
	execute(sql: string): void;
	/** BEGIN IMMEDIATE, `body`, COMMIT; ROLLBACK when either throws. Never nested. */
	transaction<T>(body: () => T): T;
	/** Idempotent. */
	close(): void;
}

const MINIMUM_VERSION = "3.53.2";
const RETRY_AFTER_MS = 1000;

/** The statement did not happen. What concerns our own SQL (SQLITE_ERROR, SQLITE_CONSTRAINT...) is not in the list: it is a bug. */
const DISK_CODES = /^SQLITE_(FULL|IOERR|BUSY|LOCKED|CANTOPEN|READONLY|NOMEM|PROTOCOL|PERM|CORRUPT|NOTADB)/;
const DAMAGED = /^SQLITE_(CORRUPT|NOTADB)/;

/** An error as SQLite raises it, for probes. */
export function sqliteFault(code: string): Error {
	return Object.assign(new Error(`simulated ${code}`), { code });
}

/** SQLite's code of an error, e.g. SQLITE_FULL; "" when it is none of SQLite's. */
function sqliteCode(error: unknown): string {
	const code = error instanceof Error && "code" in error ? error.code : undefined;
	return typeof code === "string" && code.startsWith("SQLITE") ? code : "";
}

/** True for an error that says that the bytes of the file are damaged. */
export function isDamage(error: unknown): boolean {
	return DAMAGED.test(sqliteCode(error instanceof SpanglassError ? error.cause : error));
}

function adviceFor(code: string): string {
	if (code === "SQLITE_FULL") return "Free disk space; Spanglass goes on by itself.";
	if (DAMAGED.test(code)) return "The file is damaged: restore a backup, or move it aside and start anew.";
	return "Try again; the collector's log has details.";
}

/** Errors of the disk become `unavailable` with a hint; anything else stays what it is. */
function translate(error: unknown): unknown {
	const code = sqliteCode(error);
	if (!DISK_CODES.test(code)) return error;
	return new SpanglassError("unavailable", `the database cannot be used now (${code})`, {
		advice: adviceFor(code),
		retryAfterMs: RETRY_AFTER_MS,
		cause: error,
	});
}

function wrap(database: Database.Database, probe: DriverProbe | undefined): Connection {
	const statements = new Map<string, Database.Statement<unknown[]>>();
	const attempt = <T>(sql: string, call: () => T): T => {
		try {
			probe?.(sql);
			return call();
		} catch (error) {
			throw translate(error);
		}
	};
	const statement = (sql: string): Database.Statement<unknown[]> => {
		const known = statements.get(sql);
		if (known !== undefined) return known;
		const prepared = database.prepare<unknown[]>(sql);
		statements.set(sql, prepared);
		return prepared;
	};
	const run = (sql: string, ...values: readonly SqlValue[]): number => attempt(sql, () => statement(sql).run(...values).changes);
	const rollback = (): void => {
		if (database.inTransaction) database.exec("ROLLBACK");
	};
	return {
		run,
		get: <Row>(sql: string, ...values: readonly SqlValue[]) => attempt(sql, () => statement(sql).get(...values) as Row | undefined),
		all: <Row>(sql: string, ...values: readonly SqlValue[]) => attempt(sql, () => statement(sql).all(...values) as readonly Row[]),
		iterate: <Row>(sql: string, ...values: readonly SqlValue[]) =>
			attempt(sql, () => statement(sql).iterate(...values) as IterableIterator<Row>),
		execute: (sql) => attempt(sql, () => void database.exec(sql)),
		transaction: (body) => {
			run("BEGIN IMMEDIATE");
			try {
				const result = body();
				run("COMMIT");
				return result;
			} catch (error) {
				rollback();
				throw error;
			}
		},
		close: () => void database.close(),
	};
}

/** Created before SQLite opens it, so that it, its WAL and its index are readable by their owner alone from the first byte. */
function createPrivately(path: string): void {
	try {
		closeSync(openSync(path, "wx", 0o600));
	} catch (error) {
		if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
	}
}

function compareVersions(left: string, right: string): number {
	const [a, b] = [left, right].map((text) => text.split(".").map(Number)) as [number[], number[]];
	for (let i = 0; i < 3; i++) {
		const difference = (a[i] ?? 0) - (b[i] ?? 0);
		if (difference !== 0) return difference;
	}
	return 0;
}

function checkVersion(database: Database.Database): void {
	const version = String(database.prepare("SELECT sqlite_version()").pluck().get());
	if (compareVersions(version, MINIMUM_VERSION) >= 0) return;
	throw new SpanglassError("unsupported", `SQLite ${version} is older than ${MINIMUM_VERSION}`, {
		advice: "Install the locked dependencies again with `npm ci`.",
	});
}

const COMMON_PRAGMAS =
	"PRAGMA busy_timeout=5000; PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;";
/** `auto_vacuum` works only before the first table. A commit is durable when it returns: synchronous=FULL. */
const WRITER_PRAGMAS = `PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;
PRAGMA journal_size_limit=67108864; PRAGMA foreign_keys=ON;`;

function open(path: string, options: Database.Options): Database.Database {
	try {
		return new Database(path, options);
	} catch (error) {
		throw translate(error);
	}
}

/** A usable connection to a database just opened, which is closed again when it cannot be used. */
function opened(database: Database.Database, pragmas: string, probe: DriverProbe | undefined): Connection {
	try {
		checkVersion(database);
		database.exec(pragmas);
		return wrap(database, probe);
	} catch (error) {
		database.close();
		throw translate(error);
	}
}

/** The one writing connection; makes the file (mode 0600) when there is none. Throws unavailable, unsupported (SQLite too old). */
export function openWriter(path: string, probe?: DriverProbe): Connection {
	createPrivately(path);
	return opened(open(path, {}), COMMON_PRAGMAS + WRITER_PRAGMAS, probe);
}

/** A connection that can only read. The file must exist and a writer must have it open. */
export function openReader(path: string): Connection {
	return opened(open(path, { readonly: true, fileMustExist: true }), `${COMMON_PRAGMAS} PRAGMA query_only=ON;`, undefined);
}

/**
 * Hold a file exclusively until `close`: an open write transaction under locking_mode=EXCLUSIVE, freed by the kernel however the process ends.
 *
 * Result  undefined when another connection, of this process or of another one, holds it.
 */
export function openExclusive(path: string): Connection | undefined {
	createPrivately(path);
	const database = open(path, { timeout: 0 });
	try {
		database.exec("PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=MEMORY; BEGIN EXCLUSIVE;");
		return wrap(database, undefined);
	} catch (error) {
		database.close();
		if (sqliteCode(error).startsWith("SQLITE_BUSY")) return undefined;
		throw translate(error);
	}
}
