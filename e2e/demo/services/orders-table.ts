/** The orders database: a real SQLite file that goes with its process, each statement a CLIENT span. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SpanKind, type Tracer } from "@opentelemetry/api";
import Database from "better-sqlite3";

export interface OrderRow {
	readonly id: string;
	readonly account: string;
	readonly cents: number;
	readonly status: string;
}

export interface OrdersTable {
	insert(order: OrderRow): void;
	find(id: string): OrderRow | undefined;
	setStatus(id: string, status: string): void;
	count(): number;
	close(): void;
}

const INSERT = "INSERT INTO orders (id, account, cents, status) VALUES (?, ?, ?, ?)";
const SELECT = "SELECT id, account, cents, status FROM orders WHERE id = ?";
const UPDATE = "UPDATE orders SET status = ? WHERE id = ?";

export function openOrdersTable(tracer: Tracer): OrdersTable {
	const folder = mkdtempSync(join(tmpdir(), "demo-orders-"));
	process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
	const database = new Database(join(folder, "orders.db"));
	database.pragma("journal_mode = WAL");
	database.pragma("synchronous = NORMAL");
	database.exec("CREATE TABLE orders (id TEXT PRIMARY KEY, account TEXT NOT NULL, cents INTEGER NOT NULL, status TEXT NOT NULL)");
	const insert = database.prepare<[string, string, number, string]>(INSERT);
	const select = database.prepare<[string], OrderRow>(SELECT);
	const update = database.prepare<[string, string]>(UPDATE);
	const count = database.prepare<[], { readonly n: number }>("SELECT count(*) AS n FROM orders");
	const traced = <T>(text: string, run: () => T): T => {
		const operation = text.slice(0, text.indexOf(" "));
		const attributes = {
			"db.system.name": "sqlite",
			"db.namespace": "orders.db",
			"db.operation.name": operation,
			"db.collection.name": "orders",
			"db.query.summary": `${operation} orders`,
			"db.query.text": text,
		};
		return tracer.startActiveSpan(`${operation} orders`, { kind: SpanKind.CLIENT, attributes }, (span) => {
			try {
				return run();
			} finally {
				span.end();
			}
		});
	};
	return {
		insert: ({ id, account, cents, status }) => void traced(INSERT, () => insert.run(id, account, cents, status)),
		find: (id) => traced(SELECT, () => select.get(id)),
		setStatus: (id, status) => void traced(UPDATE, () => update.run(status, id)),
		count: () => count.get()?.n ?? 0,
		close: () => void database.close(),
	};
}
