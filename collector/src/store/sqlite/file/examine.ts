/** What can be found out about a data folder without changing anything in it. */
import { basename } from "node:path";
import { messageOf } from "@spanglass/shared/model/errors";
import { SIGNALS } from "@spanglass/shared/model/signal";
import { formatBytes, formatExact, textOf } from "@spanglass/shared/units/format";
import { type Connection, openReader } from "../driver.ts";
import { SIGNAL_CODE } from "../journal-row.ts";
import { schemaVersion } from "../migrate.ts";
import { diskSpaceOf } from "../writer/disk-watch.ts";
import { fileBytes } from "./file-system.ts";
import { inspectFile } from "./inspect.ts";
import { readOpenMark } from "./open-mark.ts";
import { listSetAside } from "./set-aside.ts";

export interface Finding {
	readonly name: string;
	readonly text: string;
}

export interface Examination {
	readonly facts: readonly Finding[];
	/** One sentence each; empty when nothing is wrong. */
	readonly problems: readonly string[];
}

interface CountRow {
	readonly rows: number;
	readonly quarantined: number;
}

/** Cost: SQLite's full check of every page. Throws nothing of its own: what cannot be read is a problem. */
export function examine(databasePath: string): Examination {
	const facts: Finding[] = [];
	const problems: string[] = [];
	const fact = (name: string, text: string): void => void facts.push({ name, text });
	for (const suffix of ["", "-wal"]) fact(basename(databasePath) + suffix, textOf(formatBytes(fileBytes(databasePath + suffix))));
	const space = diskSpaceOf(databasePath);
	if (space !== undefined) fact("free on the disk", `${textOf(formatBytes(space.freeBytes))} of ${textOf(formatBytes(space.totalBytes))}`);
	const { unclean, damage } = readOpenMark(databasePath);
	fact("last stop", unclean ? "not clean, or a server runs" : "clean");
	problems.push(...damage.map((sentence) => `damage was met: ${sentence}`));
	for (const { path, bytes } of listSetAside(databasePath)) {
		problems.push(`a damaged file was set aside: ${path} (${textOf(formatBytes(bytes))})`);
	}
	problems.push(...examineFile(databasePath, fact));
	return { facts, problems };
}

function examineFile(databasePath: string, fact: (name: string, text: string) => void): readonly string[] {
	const { file, wal } = inspectFile(databasePath);
	if (file.kind === "new") return [];
	if (file.kind === "foreign") return ["the database file was not made by Spanglass"];
	if (file.kind === "newer") return [`the database has schema ${file.version}, which a newer version wrote`];
	const problems = wal.state === "damaged" ? [`the write-ahead log is damaged; at least ${wal.lostCommits} commits cannot be read`] : [];
	if (file.kind === "damaged") return [...problems, `the database file is damaged: ${file.what}`];
	try {
		const reader = openReader(databasePath);
		try {
			return [...problems, ...examineContent(reader, fact)];
		} finally {
			reader.close();
		}
	} catch (error) {
		return [...problems, messageOf(error)];
	}
}

function examineContent(reader: Connection, fact: (name: string, text: string) => void): readonly string[] {
	fact("schema", String(schemaVersion(reader)));
	fact("SQLite", reader.get<{ readonly v: string }>("SELECT sqlite_version() AS v")?.v ?? "");
	const faults = reader.all<{ readonly integrity_check: string }>("PRAGMA integrity_check(20)").map((row) => row.integrity_check);
	const isWhole = faults.length === 1 && faults[0] === "ok";
	fact("integrity_check", isWhole ? "ok" : `${faults.length} faults`);
	const tables = new Set(reader.all<{ readonly name: string }>("SELECT name FROM sqlite_schema").map(({ name }) => name));
	const problems = isWhole ? [] : faults.map((fault) => `the database file is damaged: ${fault.replaceAll("\n", " ")}`);
	for (const signal of SIGNALS) {
		const stored = reader.get<{ readonly n: number }>("SELECT stored AS n FROM signal_state WHERE signal = ?", SIGNAL_CODE[signal]);
		fact(`${signal} stored`, `${formatExact(stored?.n ?? 0)} items`);
	}
	for (const [table, noun] of [
		["journal", "requests"],
		["block", "blocks"],
	] as const) {
		if (!tables.has(table)) continue;
		const sql = `SELECT count(*) AS rows, coalesce(sum(state = 1), 0) AS quarantined FROM ${table}`;
		const { rows, quarantined } = reader.get<CountRow>(sql) ?? { rows: 0, quarantined: 0 };
		fact(noun, formatExact(rows));
		if (quarantined > 0) problems.push(`${formatExact(quarantined)} ${noun} are quarantined: kept, but left out of answers`);
	}
	return problems;
}
