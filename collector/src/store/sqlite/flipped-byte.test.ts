import { copyFileSync, statSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeArrivals, encodeArrivals } from "./block-arrivals.ts";
import { openWriter, type SqlValue } from "./driver.ts";
import { flipByte, makeWhole, outcomeOf, type WholeStore } from "./flipped-byte.testdata.ts";
import { openStore, temporaryFolders } from "./reader/reader-harness.testdata.ts";

const folders = temporaryFolders();
let whole: WholeStore;
beforeAll(async () => {
	whole = await makeWhole(folders.create());
});
afterAll(folders.removeAll);

const newFolder = () => join(folders.create(), "damaged");

it("never changes an answer silently, wherever it lies", { timeout: 120_000 }, async () => {
	const { size } = statSync(join(whole.folder, "spanglass.db"));
	const flips = fc.record({ offset: fc.nat(size - 1), change: fc.integer({ min: 1, max: 255 }) });
	await fc.assert(
		fc.asyncProperty(flips, async ({ offset, change }) => {
			const outcome = await outcomeOf(whole, newFolder(), (path) => flipByte(path, offset, change));
			expect(outcome).not.toBe("silent");
		}),
		{ numRuns: 60 },
	);
});

/** Change one value of one row as a flipped bit would. */
function changeValue(databasePath: string, table: string, column: string): void {
	const connection = openWriter(databasePath);
	const where = `${column} = (SELECT max(${column}) FROM ${table})`;
	const { value } = connection.get<{ readonly value: SqlValue }>(`SELECT ${column} AS value FROM ${table} WHERE ${where}`) ?? {
		value: null,
	};
	expect(connection.run(`UPDATE ${table} SET ${column} = ? WHERE ${where}`, changed(value))).toBeGreaterThan(0);
	connection.close();
}

function changed(value: SqlValue): SqlValue {
	if (typeof value === "number") return value + 1;
	if (typeof value === "string") return changedText(value);
	return value === null ? null : Uint8Array.from(value, (byte, at) => (at === value.length >> 1 ? byte ^ 1 : byte));
}

/** The last character, or the last one inside of brackets, is a digit that it was not. */
function changedText(text: string): string {
	const place = /[}\]]$/.test(text) ? text.length - 2 : text.length - 1;
	return `${text.slice(0, place)}${text[place] === "2" ? "3" : "2"}${text.slice(place + 1)}`;
}

describe("a value that is not the one that was written", () => {
	const directory = ["signal", "partition", "first_sequence", "last_sequence", "row_count", "error_count", "min_time", "max_time"];
	const lists = ["max_end", "max_duration", "first_arrival", "last_arrival", "stored_bytes", "trace_filter", "services", "names", "keys"];
	it.each([
		["journal", ["arrived_at", "signal", "encoding", "accepted", "body", "checksum"], "told"],
		["duplicate_span", ["places", "checksum"], "told"],
		["block", [...directory, ...lists, "rolled_up", "checksum"], "told"],
		["block_chunk", ["bytes"], "told"],
		["setting", ["key", "json", "version"], "told"],
		["document", ["kind", "id", "json", "version"], "told"],
		["signal_state", ["watermark", "stored", "checksum"], "set aside"],
	] as const)("of %s is told", { timeout: 60_000 }, async (table, columns, expected) => {
		for (const column of columns) {
			const outcome = await outcomeOf(whole, newFolder(), (path) => changeValue(path, table, column));
			expect([column, outcome]).toEqual([column, expected]);
		}
	});

	it("is found in roll-ups and instances at the start, whatever is asked", { timeout: 60_000 }, async () => {
		const columns = ["kind", "partition", "step", "merged", "first_minute", "last_minute", "first_service", "last_service", "last_arrival"];
		const instance = ["environment", "service", "version", "instance", "first_seen", "last_seen", "gaps"];
		const places = [...columns.map((column) => ["rollup", column] as const), ...instance.map((column) => ["instance", column] as const)];
		for (const [table, column] of places) {
			const folder = folders.create();
			copyFileSync(join(whole.folder, "spanglass.db"), join(folder, "spanglass.db"));
			changeValue(join(folder, "spanglass.db"), table, column);
			const store = openStore(folder);
			expect([table, column, (await store.writer.status()).storage.losses.length]).toEqual([table, column, 1]);
			await store.close();
		}
	});

	it("is told by the checksum of the frame of arrivals", () => {
		const written = Array.from({ length: 40 }, (_, at) => ({ sequence: 7 + at, arrivedAt: 1_790_000_000_000 + at * 37, rows: 1 + at }));
		const stored = encodeArrivals(written);
		const decoded = Array.from(stored, (_, place) => decodedOrUndefined(stored.with(place, (stored[place] ?? 0) ^ 1)));
		for (const arrivals of decoded) if (arrivals !== undefined) expect(arrivals).toEqual(written);
		expect(decoded.filter((arrivals) => arrivals === undefined).length).toBeGreaterThan(stored.length - 8);
	});
});

function decodedOrUndefined(stored: Uint8Array) {
	try {
		return decodeArrivals(stored);
	} catch {
		return undefined;
	}
}
