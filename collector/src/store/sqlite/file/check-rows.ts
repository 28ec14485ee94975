/** Rows of small tables that nothing else reads as a whole: whether they are what was written, asked at each start. */
import type { Connection, SqlValue } from "../driver.ts";
import { isAsWritten } from "../row-checksum.ts";

interface CheckedTable {
	readonly table: string;
	readonly noun: string;
	/** In the order in which their checksum is computed. */
	readonly columns: readonly string[];
}

const CHECKED_ROWS = {
	setting: { table: "setting", noun: "settings", columns: ["key", "json", "version"] },
	document: { table: "document", noun: "documents (views, dashboards, rules)", columns: ["kind", "id", "json", "version"] },
	instance: {
		table: "instance",
		noun: "entries of the list of instances",
		columns: ["partition", "environment", "namespace", "service", "version", "instance", "first_seen", "last_seen", "gaps"],
	},
	alert: { table: "alert", noun: "states of alerts", columns: ["rule", "key", "json"] },
	transition: { table: "alert_transition", noun: "changes in the history of alerts", columns: ["id", "rule", "key", "at", "json"] },
	incident: { table: "incident", noun: "incidents", columns: ["id", "json"] },
	event: { table: "incident_event", noun: "events of incidents", columns: ["incident", "at", "json"] },
	outbox: { table: "outbox", noun: "messages to receivers", columns: ["receiver", "created_at", "json"] },
} as const satisfies Record<string, CheckedTable>;

/** Result: one sentence for each table that has damaged rows. Cost: one pass over the tables. */
export function findDamagedRows(connection: Connection): readonly string[] {
	const tables: readonly CheckedTable[] = Object.values(CHECKED_ROWS);
	return tables.flatMap(({ table, noun, columns }) => {
		let damaged = 0;
		for (const row of connection.iterate<Readonly<Record<string, SqlValue>>>(`SELECT ${columns.join(", ")}, checksum FROM ${table}`)) {
			const values = columns.map((column) => row[column] ?? null);
			if (!isAsWritten(typeof row.checksum === "number" ? row.checksum : null, values)) damaged++;
		}
		return damaged === 0 ? [] : [`${damaged} ${noun} are damaged`];
	});
}
