import { afterEach, beforeEach, expect, it } from "vitest";
import { type Connection, openReader, openWriter } from "../driver.ts";
import { migrate } from "../migrate.ts";
import { manualClock, temporaryFolder } from "../writer/writer-harness.testdata.ts";
import { createAppReader, createAppWriter } from "./app-store.ts";

let folder: ReturnType<typeof temporaryFolder>;
let connections: Connection[];
beforeEach(() => {
	folder = temporaryFolder();
	const writer = openWriter(folder.databasePath);
	migrate(writer);
	connections = [writer, openReader(folder.databasePath)];
});
afterEach(() => {
	for (const connection of connections) connection.close();
	folder.remove();
});

function open() {
	const [writing, reading] = connections as [Connection, Connection];
	return { writer: createAppWriter(writing, manualClock(5000)), reader: createAppReader(reading) };
}

it("keeps settings with a version and refuses a stale one", async () => {
	const { writer, reader } = open();
	expect(reader.getSetting("theme")).toBeUndefined();
	expect(await writer.putSetting("theme", { dark: true }, 0)).toBe(1);
	await expect(writer.putSetting("theme", { dark: false }, 0)).rejects.toMatchObject({ kind: "conflict" });
	expect(await writer.putSetting("theme", null, 1)).toBe(2);
	expect(reader.getSetting("theme")).toEqual({ json: null, version: 2 });
});

it("keeps documents by kind and id, in order, until they are deleted", async () => {
	const { writer, reader } = open();
	await writer.putDocument("view", "b", { query: "支付" }, 0);
	await writer.putDocument("view", "a", [], 0);
	await writer.putDocument("board", "a", 1, 0);
	expect(reader.listDocuments("view")).toEqual([
		{ kind: "view", id: "a", json: [], version: 1, updatedAt: 5000 },
		{ kind: "view", id: "b", json: { query: "支付" }, version: 1, updatedAt: 5000 },
	]);
	await expect(writer.deleteDocument("view", "b", 2)).rejects.toMatchObject({ kind: "conflict" });
	await writer.deleteDocument("view", "b", 1);
	expect(reader.getDocument("view", "b")).toBeUndefined();
	await expect(writer.deleteDocument("view", "b", 1)).rejects.toMatchObject({ kind: "not_found" });
});
