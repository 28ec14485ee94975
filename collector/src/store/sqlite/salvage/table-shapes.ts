/** What the tables of a schema look like and where their roots lie: asked of the file, and of a database made anew where it cannot tell. */
import { type Connection, openMemory } from "../driver.ts";
import { migrate, newestSchema } from "../migrate.ts";
import type { PageFile } from "./page-file.ts";
import type { ColumnShape, TableShape } from "./read-tables.ts";
import { readRecord } from "./record.ts";
import { readTreePage } from "./tree-page.ts";

interface TableRow {
	readonly name: string;
	readonly rootpage: number;
	readonly sql: string;
}

interface ColumnRow {
	readonly name: string;
	readonly type: string;
	readonly notnull: number;
	readonly pk: number;
}

const VERSION_OFFSET = 60;

/** The schema that a file says it has; the newest one when what it says cannot be. */
export function schemaOf(file: PageFile): number {
	const version = file.read(1)?.readUInt32BE(VERSION_OFFSET) ?? 0;
	return version >= 1 && version <= newestSchema() ? version : newestSchema();
}

/** Roots are the same in every database of a schema: tables are made in one order and auto-vacuum keeps roots at the front. */
export function tableShapes(file: PageFile, schema: number): readonly TableShape[] {
	const reference = openMemory();
	try {
		reference.execute("PRAGMA auto_vacuum = INCREMENTAL");
		migrate(reference, schema);
		const roots = rootsIn(file);
		const tables = reference.all<TableRow>(
			"SELECT name, rootpage, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
		);
		return tables.map((table) => ({ ...shapeOf(reference, table), root: roots.get(table.name) ?? table.rootpage }));
	} finally {
		reference.close();
	}
}

function shapeOf(reference: Connection, { name, sql }: TableRow): Omit<TableShape, "root"> {
	const hasRowid = !/WITHOUT\s+ROWID/i.test(sql);
	const rows = reference.all<ColumnRow>('SELECT name, type, "notnull", pk FROM pragma_table_info(?) ORDER BY cid', name);
	const ordered = hasRowid ? rows : [...rows.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk), ...rows.filter(({ pk }) => pk === 0)];
	const columns = ordered.map(({ name, type, notnull, pk }): ColumnShape => ({ name, type, nullable: notnull === 0 && pk === 0 }));
	const rowidColumn = hasRowid ? ordered.findIndex(({ pk, type }) => pk > 0 && type === "INTEGER") : -1;
	return { name, columns, hasRowid, rowidColumn: rowidColumn < 0 ? undefined : rowidColumn };
}

/** As far as the schema's own pages can be read. */
function rootsIn(file: PageFile): ReadonlyMap<string, number> {
	const roots = new Map<string, number>();
	const seen = new Set<number>();
	const open = [1];
	for (let number = open.pop(); number !== undefined; number = open.pop()) {
		if (seen.has(number)) continue;
		seen.add(number);
		const page = readTreePage(file, number);
		open.push(...(page?.children ?? []));
		for (const { bytes } of page?.cells ?? []) {
			const [type, name, , root] = (bytes && readRecord(bytes)) ?? [];
			if (type === "table" && typeof name === "string" && typeof root === "number") roots.set(name, root);
		}
	}
	return roots;
}
