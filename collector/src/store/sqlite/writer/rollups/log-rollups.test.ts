/** Templates of log messages across starts: blocks of an earlier version, and stored templates that are damaged. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EMPTY_LOG_RECORD, type LogRecord } from "@spanglass/shared/model/log-record";
import { unixNanos } from "@spanglass/shared/units/time";
import { afterAll, expect, it } from "vitest";
import { FREE_CONTROL, sendLogs } from "../../../conformance/ingest-helpers.ts";
import { openWriter } from "../../driver.ts";
import { openStore, temporaryFolders } from "../../reader/reader-harness.testdata.ts";

const MINUTE = 60_000_000_000n;
const START = 29_000_040n * MINUTE;
const RANGE = { start: unixNanos(START), end: unixNanos(START + 600n * MINUTE) };
const WORDS = ["ann", "bob", "cyd", "dan", "eve", "fay", "gil", "hal", "ida", "joe"];
/** What the migration does to blocks of before. */
const MIGRATION = readFileSync(new URL("../../migrations/0007-log-templates.sql", import.meta.url), "utf8");
const [MIGRATED_BLOCKS = ""] = /UPDATE block[^;]*/.exec(MIGRATION) ?? [];
const folders = temporaryFolders();
afterAll(folders.removeAll);

function record(number: number): LogRecord {
	const value = number % 2 === 0 ? `order ${number} paid` : `user ${WORDS[(number >> 1) % WORDS.length]} is in`;
	const service = number % 3 === 0 ? "shop" : "pay";
	return {
		...EMPTY_LOG_RECORD,
		...{ time: unixNanos(START + BigInt(number * 3) * MINUTE), severityNumber: 9, body: { type: "string", value } },
		resource: { ...EMPTY_LOG_RECORD.resource, attributes: [{ key: "service.name", value: { type: "string", value: service } }] },
	};
}

type Store = ReturnType<typeof openStore>;

const open = (folder: string) => openStore(folder, { limits: { generationRows: 50 } });

async function send(store: Store, from: number, to: number): Promise<void> {
	for (let number = from; number < to; number += 10)
		await sendLogs(
			store.writer,
			Array.from({ length: 10 }, (_, at) => record(number + at)),
		);
}

/** Records by service, text and hour. */
async function countsOf({ reader }: Store): Promise<Readonly<Record<string, number>>> {
	const by = ["namespace", "service", "template"] as const;
	const [groups, templates] = [
		await reader.sumLogs({ range: RANGE, by, where: {}, stepMinutes: 60 }, FREE_CONTROL),
		await reader.listLogTemplates({}, FREE_CONTROL),
	];
	const texts = new Map(templates.map(({ id, text }) => [id, text]));
	const counts: Record<string, number> = {};
	for (const { key, start, records } of groups) {
		const name = `${key.service} ${texts.get(key.template ?? "") ?? "?"} ${(start - START) / (60n * MINUTE)}`;
		counts[name] = (counts[name] ?? 0) + records;
	}
	return counts;
}

function edit(folder: string, ...statements: readonly string[]): void {
	const connection = openWriter(join(folder, "spanglass.db"));
	for (const statement of statements) connection.execute(statement);
	connection.close();
}

it("blocks of an earlier version are counted after the start, and say so until then", { timeout: 60_000 }, async () => {
	const folder = folders.create();
	const first = open(folder);
	await send(first, 0, 200);
	const before = await countsOf(first);
	expect(Object.keys(before)).toHaveLength(40);
	await first.close();
	edit(folder, "DELETE FROM rollup", "DELETE FROM log_template", MIGRATED_BLOCKS);
	const second = open(folder);
	expect((await second.reader.pairingCounters(FREE_CONTROL)).blocksToRollUp).toBeGreaterThan(0);
	await expect.poll(async () => (await second.reader.pairingCounters(FREE_CONTROL)).blocksToRollUp, { timeout: 30_000 }).toBe(0);
	expect(await countsOf(second)).toEqual(before);
	expect((await second.writer.status()).storage.losses).toEqual([]);
	await second.close();
});

it("templates that are damaged are found anew: what is counted stays, and the same statement has the same id again", async () => {
	const folder = folders.create();
	const first = open(folder);
	await send(first, 0, 150);
	const before = await countsOf(first);
	await first.close();
	edit(folder, "UPDATE log_template SET templates = (SELECT templates FROM log_template WHERE service = 'shop') WHERE service = 'pay'");
	const second = open(folder);
	const after = await countsOf(second);
	const sum = (counts: object, service: string) =>
		Object.entries(counts).reduce((all, [name, count]) => (name.startsWith(service) ? all + count : all), 0);
	const ofShop = (counts: object) => Object.entries(counts).filter(([name]) => name.startsWith("shop"));
	expect(ofShop(after)).toEqual(ofShop(before));
	expect([sum(after, "pay"), sum(after, "shop")]).toEqual([sum(before, "pay"), sum(before, "shop")]);
	await send(second, 150, 200);
	const orders = Array.from({ length: 200 }, (_, number) => number).filter((number) => number % 2 === 0 && number % 3 !== 0);
	expect(sum(await countsOf(second), "pay order <*> paid")).toBe(orders.length);
	await second.close();
});
