/** A store with something of everything, damaged byte by byte, and whether it says so. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { messageOf } from "@spanglass/shared/model/errors";
import { MATCH_ALL } from "@spanglass/shared/query/filter";
import { ALL_TIME } from "@spanglass/shared/query/time-range";
import { healthReasons } from "../api/storage-health.ts";
import type { TelemetryReader, TelemetryWriter } from "../api/telemetry-store.ts";
import { FREE_CONTROL, partsOf, sendLogs, sendPoints, sendSpans } from "../conformance/ingest-helpers.ts";
import { sampleFamilies, sampleLogRecords, samplePoints } from "../conformance/requests.ts";
import { openWriter } from "./driver.ts";
import { contentOf } from "./migrations/fixture-content.testdata.ts";
import { openStore } from "./reader/reader-harness.testdata.ts";

const FILE = "spanglass.db";
/** Some requests become blocks, those that come after stay in the journal. */
const SEALED = { limits: { generationRows: 40, generationPoints: 40 } };
const RED = ["environment", "namespace", "service", "operation", "isError"] as const;

export async function makeWhole(folder: string): Promise<WholeStore> {
	const first = openStore(folder, SEALED);
	await fill(first.writer, 140, 1);
	await sealed(first.writer);
	await first.close();
	const second = openStore(folder);
	await fill(second.writer, 60, 2);
	await second.writer.putSetting("theme", { dark: true }, 0);
	await second.writer.putDocument("view", "slow", { q: "duration:>1s" }, 0);
	const { text } = await answersOf(second);
	await second.close();
	deleteSealedRequests(join(folder, FILE));
	return { folder, answers: text };
}

/** What housekeeping would delete next: requests that are in blocks, of which no answer reads a byte. */
function deleteSealedRequests(databasePath: string): void {
	const connection = openWriter(databasePath);
	connection.run("DELETE FROM journal WHERE sequence <= (SELECT watermark FROM signal_state WHERE signal_state.signal = journal.signal)");
	connection.close();
}

async function fill(writer: TelemetryWriter, items: number, seed: number): Promise<void> {
	for (const spans of partsOf(sampleFamilies(items, seed), 9)) await sendSpans(writer, spans);
	for (const records of partsOf(sampleLogRecords(items, seed), 7)) await sendLogs(writer, records);
	for (const points of partsOf(samplePoints(items, seed), 7)) await sendPoints(writer, points);
}

/** Until what is full has become blocks. */
async function sealed(writer: TelemetryWriter): Promise<void> {
	for (;;) {
		const { blocks } = await writer.status();
		if (Object.values(blocks.count).every((count) => count > 0)) return;
		await new Promise((resolve) => setImmediate(resolve));
	}
}

type Store = ReturnType<typeof openStore>;

interface Answers {
	readonly text: string;
	/** Some answer says that it lacks something, or was refused. */
	readonly isTold: boolean;
}

async function answersOf({ reader, app }: Store): Promise<Answers> {
	const told: string[] = [];
	const ask = async (question: () => unknown): Promise<string> => {
		try {
			return textOf(await question());
		} catch (error) {
			told.push(messageOf(error));
			return "refused";
		}
	};
	const texts = [
		await ask(() => contentOf(reader)),
		await ask(() => coverageOf(reader, told)),
		await ask(async () => sortedTexts(await reader.sumRed({ range: ALL_TIME, by: RED, where: {} }, FREE_CONTROL))),
		await ask(() => app.getSetting("theme")),
		await ask(() => app.listDocuments("view")),
	];
	return { text: texts.join("\n"), isTold: told.length > 0 };
}

async function coverageOf(reader: TelemetryReader, told: string[]): Promise<readonly number[]> {
	const traces = await reader.findTraces(
		{ range: ALL_TIME, filter: MATCH_ALL, sort: "longest", limit: 1000, cursor: undefined },
		FREE_CONTROL,
	);
	const logs = await reader.findLogs(
		{ range: ALL_TIME, filter: MATCH_ALL, traceId: undefined, order: "newest", limit: 1000, cursor: undefined },
		FREE_CONTROL,
	);
	told.push(...traces.warnings, ...logs.warnings);
	return [traces.traces.length, logs.records.length];
}

function sortedTexts(values: readonly unknown[]): readonly string[] {
	return values.map(textOf).sort();
}

function textOf(value: unknown): string {
	return JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? `${part}n` : part)) ?? "undefined";
}

/** A block that a reader found damaged is in the status a moment later. */
async function isReported(writer: TelemetryWriter): Promise<boolean> {
	for (let attempt = 0; attempt < 100; attempt++) {
		const { storage } = await writer.status();
		if (healthReasons({ ...storage, disk: { ...storage.disk, state: "ok" } }).length > 0) return true;
		await setTimeout(2);
	}
	return false;
}

export type DamageOutcome = "right" | "told" | "set aside" | "refused" | "silent";

export interface WholeStore {
	readonly folder: string;
	/** What it answers. */
	readonly answers: string;
}

/** Damage a copy of a store in `folder`, which is made, and ask it everything. */
export async function outcomeOf(whole: WholeStore, folder: string, damage: (databasePath: string) => void): Promise<DamageOutcome> {
	mkdirSync(folder);
	copyFileSync(join(whole.folder, FILE), join(folder, FILE));
	damage(join(folder, FILE));
	let store: Store;
	try {
		store = openStore(folder);
	} catch {
		return "refused";
	}
	try {
		const { text, isTold } = await answersOf(store);
		if ((await store.writer.status()).storage.setAside.length > 0) return "set aside";
		if (text === whole.answers) return "right";
		return isTold || (await isReported(store.writer)) ? "told" : "silent";
	} finally {
		await store.close();
	}
}

/** Combine the byte at `offset` with `change`, which is not 0. */
export function flipByte(databasePath: string, offset: number, change: number): void {
	const bytes = readFileSync(databasePath);
	bytes[offset] = (bytes[offset] ?? 0) ^ change;
	writeFileSync(databasePath, bytes);
}
