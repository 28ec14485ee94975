import { afterAll } from "vitest";
import { describeTelemetryStore } from "../../conformance/suite.ts";
import { openedStore, type StoreSetting, temporaryFolders } from "./reader-harness.testdata.ts";

const folders = temporaryFolders();
afterAll(folders.removeAll);

function opener(setting: StoreSetting) {
	return async () => ({ ...(await openedStore(folders.create(), setting)), sealsEarly: setting.limits !== undefined });
}

describeTelemetryStore("sqlite, open columns", opener({}));
/** Most rows are in blocks of about 40, the last ones are open; what is read of a block is often read again. */
describeTelemetryStore("sqlite, tiny blocks", opener({ limits: { generationRows: 40 }, cacheBytes: 200_000 }));
