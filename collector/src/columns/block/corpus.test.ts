import { recordedFolders, recordingsFolder } from "@spanglass/shared/otlp/corpus.testdata";
import { describe, expect, it } from "vitest";
import { transcodeJson } from "../../wire/otlp/json.ts";
import { generationOf, itemsOf, opened, sealed } from "./block-harness.testdata.ts";

const folders = recordedFolders();
const absent = recordingsFolder() === undefined ? " (not run: the recorded requests are not there)" : "";

describe(`recorded requests of real SDKs in blocks${absent}`, () => {
	for (const { name, requests } of folders) {
		for (const signal of ["traces", "logs", "metrics"] as const) {
			const bodies = requests
				.filter((request) => request.signal === signal)
				.map(({ bytes, encoding }) => (encoding === "json" ? transcodeJson(signal, bytes).body : bytes));
			if (bodies.length === 0) continue;
			it(`${name}: ${signal}`, () => {
				const view = generationOf(signal, bodies);
				const block = sealed([{ view }]);
				if (block === undefined) throw new Error("nothing was sealed");
				const texts = (items: readonly object[]) =>
					items.map((item) => JSON.stringify(item, (_, value) => (typeof value === "bigint" ? `${value}n` : value)));
				expect(texts(itemsOf(opened(block))).toSorted()).toEqual(texts(itemsOf(view)).toSorted());
			});
		}
	}
	it.runIf(folders.length === 0)("are not there", () => {
		expect(recordingsFolder()).toBeUndefined();
	});
});
