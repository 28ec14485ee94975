import { LIMITS } from "@spanglass/shared/model/limits";
import { type Connection, openReader } from "../driver.ts";

/** One read connection per running query; as many as may run wait for the next one, more are closed again. */
export class ConnectionPool {
	readonly #path: string;
	readonly #idle: Connection[] = [];
	#isClosed = false;

	constructor(path: string) {
		this.#path = path;
	}

	/** Throws unavailable when the file cannot be opened. */
	take(): Connection {
		return this.#idle.pop() ?? openReader(this.#path);
	}

	/** Give back a connection without an open transaction. */
	give(connection: Connection): void {
		if (this.#isClosed || this.#idle.length >= LIMITS.queriesPerWorker) connection.close();
		else this.#idle.push(connection);
	}

	close(): void {
		this.#isClosed = true;
		for (const connection of this.#idle.splice(0)) connection.close();
	}
}
