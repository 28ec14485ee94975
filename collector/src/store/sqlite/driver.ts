/**
 * The only door to SQLite. Everything above speaks `Connection`; errors that mean "the disk cannot now" arrive as SpanglassError.
 */
import { closeSync, openSync } from "node:fs";
import { SpanglassError } from "@spanglass/shared/model/errors";
import Database from "better-sqlite3";
import { noteDamage } from "./file/open-mark.ts";

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
	/**
	 * Copy the database into another file while this connection goes on to write: what it writes meanwhile is copied too. `slice` is asked
	 * after each one for the pages of the next; what it throws ends the copy.
	 *
	 * Result  the other file holds everything that was committed when this resolves, at least what was when it was called.
	 * Cost    each slice blocks the thread; another connection's write would start the copy over.
	 */
	copyTo(path: string, slice: (progress: CopyProgress) => number): Promise<void>;
	/** Idempotent. */
	close(): void;
}

export interface CopyProgress {
	readonly totalPages: number;
	readonly remainingPages: number;
}

const MINIMUM_VERSION = "3.53.2";
const RETRY_AFTER_MS = 1000;
/** A disk that is full or fails does not recover in a second. */
const RETRY_DISK_MS = 30_000;

/** The statement did not happen. What concerns our own SQL (SQLITE_ERROR, SQLITE_CONSTRAINT...) is not in the list: it is a bug. */
const DISK_CODES = /^SQLITE_(FULL|IOERR|BUSY|LOCKED|CANTOPEN|READONLY|NOMEM|PROTOCOL|PERM|CORRUPT|NOTADB)/;
const DAMAGED = /^SQLITE_(CORRUPT|NOTADB)/;
const DISK_FAILS = /^SQLITE_(FULL|IOERR)/;

/** An error as SQLite raises it, for probes. */
export function sqliteFault(code: string): Error {
	return Object.assign(new Error(`simulated ${code}`), { code });
}

/** SQLite's code of an error or of its cause, e.g. SQLITE_FULL; "" when it is none of SQLite's. */
function sqliteCode(error: unknown): string {
	const code = error instanceof Error && "code" in error ? error.code : undefined;
	if (typeof code === "string" && code.startsWith("SQLITE")) return code;
	return error instanceof SpanglassError ? sqliteCode(error.cause) : "";
}

/** The bytes of the database file cannot be what was written. */
export function isDamage(error: unknown): boolean {
	return DAMAGED.test(sqliteCode(error));
}

/** The disk is full or fails: the same statement may succeed later. */
export function isDiskFault(error: unknown): boolean {
	return DISK_FAILS.test(sqliteCode(error));
}

/** An error of `isDamage` for what SQLite does not find out itself. */
export function damagedError(what: string): SpanglassError {
	return new SpanglassError("unavailable", `the database file is damaged: ${what}`, {
		advice: adviceFor("SQLITE_CORRUPT"),
		cause: sqliteFault("SQLITE_CORRUPT"),
	});
}

function adviceFor(code: string): string {
	if (code === "SQLITE_FULL") return "Free disk space; Spanglass goes on by itself.";
	if (DAMAGED.test(code)) return "The file is damaged: the next start checks it and sets it aside; see docs/operations.md.";
	return "Try again; the collector's log has details.";
}

/** Errors of the disk become `unavailable` with a hint; anything else stays what it is. */
function translate(error: unknown): unknown {
	const code = sqliteCode(error);
	if (!DISK_CODES.test(code)) return error;
	return new SpanglassError("unavailable", `the database cannot be used now (${code})`, {
		advice: adviceFor(code),
		retryAfterMs: DISK_FAILS.test(code) ? RETRY_DISK_MS : RETRY_AFTER_MS,
		cause: error,
	});
}

/** A block whose chunks cannot be read is set aside by itself, by whoever reads it: that is no reason to set the whole file aside. */
const CHUNKS = "block_chunk";

/** Damage is noted beside the file, for the status and for the next start. */
function translateAt(path: string, error: unknown): unknown {
	const code = sqliteCode(error);
	if (DAMAGED.test(code)) noteDamage(path, `${code}: ${error instanceof Error ? error.message : ""}`);
	return translate(error);
}

function wrap(database: Database.Database, probe: DriverProbe | undefined): Connection {
	const statements = new Map<string, Database.Statement<unknown[]>>();
	const attempt = <T>(sql: string, call: () => T): T => {
		try {
			probe?.(sql);
			return call();
		} catch (error) {
			throw sql.includes(CHUNKS) ? translate(error) : translateAt(database.name, error);
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
	function* guarded<Row>(rows: IterableIterator<Row>): IterableIterator<Row> {
		try {
			yield* rows;
		} catch (error) {
			throw translateAt(database.name, error);
		}
	}
	const rollback = (): void => {
		if (database.inTransaction) database.exec("ROLLBACK");
	};
	return {
		run,
		get: <Row>(sql: string, ...values: readonly SqlValue[]) => attempt(sql, () => statement(sql).get(...values) as Row | undefined),
		all: <Row>(sql: string, ...values: readonly SqlValue[]) => attempt(sql, () => statement(sql).all(...values) as readonly Row[]),
		iterate: <Row>(sql: string, ...values: readonly SqlValue[]) =>
			guarded(attempt(sql, () => statement(sql).iterate(...values) as IterableIterator<Row>)),
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
		copyTo: async (path, slice) => {
			try {
				await database.backup(path, { progress: slice });
			} catch (error) {
				throw translate(error);
			}
		},
		close: () => void database.close(),
	};
}

/** Created before SQLite opens it, so that it, its WAL and its index are readable by their owner alone from the first byte. */
export function createPrivately(path: string): void {
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
/** Works only before the first table; on a file that has it already it would write. */
const VACUUM_PRAGMA = "PRAGMA auto_vacuum=INCREMENTAL;";
/** A commit is durable when it returns: synchronous=FULL. */
const WRITER_PRAGMAS = `PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;
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

/** False also where the file cannot be read: whoever goes on hears of it. */
function isIncremental(database: Database.Database): boolean {
	try {
		return database.pragma("auto_vacuum", { simple: true }) === 2;
	} catch {
		return false;
	}
}

/** The one writing connection; makes the file (mode 0600) when there is none. Throws unavailable, unsupported (SQLite too old). */
export function openWriter(path: string, probe?: DriverProbe): Connection {
	createPrivately(path);
	const database = open(path, {});
	return opened(database, COMMON_PRAGMAS + (isIncremental(database) ? "" : VACUUM_PRAGMA) + WRITER_PRAGMAS, probe);
}

/** A connection that can only read. The file must exist and a writer must have it open. */
export function openReader(path: string): Connection {
	return opened(open(path, { readonly: true, fileMustExist: true }), `${COMMON_PRAGMAS} PRAGMA query_only=ON;`, undefined);
}

/** A database in memory, for comparisons. */
export function openMemory(): Connection {
	return wrap(new Database(":memory:"), undefined);
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
