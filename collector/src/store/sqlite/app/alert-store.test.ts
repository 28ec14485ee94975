import { expect, it } from "vitest";
import { describeAlertStore } from "../../conformance/alert-suite.ts";
import { openReader, openWriter } from "../driver.ts";
import { findDamagedRows } from "../file/check-rows.ts";
import { migrate } from "../migrate.ts";
import { manualClock, temporaryFolder } from "../writer/writer-harness.testdata.ts";
import { createAlertReader, createAlertWriter } from "./alert-store.ts";
import { createDocumentRows, createSoundDocuments } from "./app-store.ts";

function open() {
	const folder = temporaryFolder();
	const writing = openWriter(folder.databasePath);
	migrate(writing);
	const reading = openReader(folder.databasePath);
	return {
		writing,
		writer: createAlertWriter(writing, createSoundDocuments(writing), createDocumentRows(writing, manualClock(5000))),
		reader: createAlertReader(reading),
		close: () => {
			reading.close();
			writing.close();
			folder.remove();
		},
	};
}

describeAlertStore("sqlite", open);

it("goes on without a row that is not what was written", async () => {
	const store = open();
	const record = { state: "firing", since: 1, missing: 0, failed: 0, episode: 1, sequence: 0, isTold: false } as const;
	await store.writer.commitAlerts({ at: 1, alerts: [{ rule: "r", key: "k", labels: {}, record }] });
	await store.writer.commitAlerts({ at: 1, alerts: [{ rule: "r", key: "other", labels: {}, record }] });
	store.writing.execute("UPDATE alert SET json = replace(json, 'firing', 'pending') WHERE key = 'k'");
	expect((await store.writer.loadAlerts(0)).alerts.map(({ key }) => key)).toEqual(["other"]);
	expect(findDamagedRows(store.writing)).toEqual(["1 states of alerts are damaged"]);
	store.close();
});
