import { expect, test } from "vitest";
import { parseSearch, stringifySearch } from "../../state/url.ts";
import { logRecord } from "../../testing/fake-api.ts";
import { recordPath, traceSearch } from "./log-links.ts";

test("a record leads to its span with its logs, or to all logs of the trace", () => {
	expect(stringifySearch(traceSearch(logRecord(0)))).toBe("?span=b7ad6b7169203331&tab=logs");
	expect(stringifySearch(traceSearch(logRecord(0, { spanId: "" })))).toBe("?view=logs");
});

test("a link to a record opens it alone, at absolute times that end with it, and keeps query and environment", () => {
	const values = parseSearch("?q=level:error&wrap=1&sel=9-9&from=now-1h&to=now&live=1&env=prod");
	expect(recordPath(logRecord(0), values)).toBe("/logs?q=level:error&wrap=1&sel=7-0&from=1763578747218&to=1763579647219&env=prod");
});
