import type { Connection } from "../driver.ts";
import type { ConnectionPool } from "./connection-pool.ts";
import { READER_SQL } from "./sql.ts";

/** The database as one query sees it: inside its transaction until `end`, afterwards as it is at each moment. */
export class ReadAccess {
	readonly #pool: ConnectionPool;
	#connection: Connection | undefined;

	/** Begins the transaction; the first read makes the snapshot. Throws unavailable. */
	constructor(pool: ConnectionPool) {
		this.#pool = pool;
		const connection = pool.take();
		connection.run(READER_SQL.begin);
		this.#connection = connection;
	}

	/** False after `end`: what is read then may be gone. */
	get isSnapshot(): boolean {
		return this.#connection !== undefined;
	}

	read<T>(use: (connection: Connection) => T): T {
		if (this.#connection !== undefined) return use(this.#connection);
		const connection = this.#pool.take();
		try {
			return use(connection);
		} finally {
			this.#pool.give(connection);
		}
	}

	/** End the transaction. Idempotent. */
	end(): void {
		const connection = this.#connection;
		this.#connection = undefined;
		if (connection === undefined) return;
		try {
			connection.run(READER_SQL.commit);
			this.#pool.give(connection);
		} catch {
			connection.close();
		}
	}
}
