import { afterAll } from "vitest";
import { describeTelemetryStore } from "../../conformance/suite.ts";
import { openedStore, type StoreSetting, temporaryFolders } from "./reader-harness.testdata.ts";

const folders = temporaryFolders();
afterAll(folders.removeAll);

function opener(setting: StoreSetting) {
	return async () => ({ ...(await openedStore(folders.create(), setting)), retiresEarly: setting.limits !== undefined });
}

/** Several generations per signal; all but the newest are retired and live on in the reader's cache. */
const SEVERAL = { openColumnBytes: 1_200_000, generationRows: 40 };

describeTelemetryStore("sqlite, one generation", opener({}));
describeTelemetryStore("sqlite, several generations", opener({ limits: SEVERAL }));
