import { describeTelemetryStore } from "../conformance/suite.ts";
import { createMemoryStore } from "./memory-store.ts";

describeTelemetryStore("memory", async () => {
	const { writer, reader } = createMemoryStore();
	return { writer, reader, close: () => writer.close(), reopen: undefined };
});
