/** The script of `docs/formats` reads a block with nothing but SQLite and zstd. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import type { Span } from "@spanglass/shared/model/span";
import { encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { arbitrarySpans } from "@spanglass/shared/testing/arbitrary";
import fc from "fast-check";
import { expect, it } from "vitest";
import { generationOf, itemsOf, opened, sealed } from "./block-harness.testdata.ts";
import type { SealedBlock } from "./contract.ts";

const SCRIPT = fileURLToPath(new URL("../../../../docs/formats/read-block.mjs", import.meta.url));
const MIGRATION = fileURLToPath(new URL("../../store/sqlite/migrations/0004-blocks.sql", import.meta.url));

function writeDatabase(path: string, id: number, block: SealedBlock): void {
	const database = new DatabaseSync(path);
	const tables = readFileSync(MIGRATION, "utf8").match(/CREATE TABLE block_chunk[^;]*;/)?.[0] ?? "";
	database.exec(tables);
	const insert = database.prepare("INSERT INTO block_chunk VALUES (?, ?)");
	for (const { chunk, bytes } of block.chunks) insert.run(id * 2 ** 24 + chunk, bytes);
	database.close();
}

it("a block is decoded by hand in 40 lines", () => {
	const requests = fc.sample(arbitrarySpans, { numRuns: 80, seed: 4 }).map(encodeTraceRequest);
	const block = sealed([{ view: generationOf("traces", [...requests, ...requests]) }]);
	if (block === undefined) throw new Error("nothing was sealed");
	const folder = mkdtempSync(join(tmpdir(), "spanglass-block-"));
	try {
		writeDatabase(join(folder, "spanglass.db"), 17, block);
		const printed = execFileSync(process.execPath, [SCRIPT, join(folder, "spanglass.db"), "17"], {
			encoding: "utf8",
			stdio: ["ignore", "pipe", "ignore"],
		});
		const spans = itemsOf(opened(block)) as readonly Span[];
		expect(printed.trimEnd().split("\n")).toEqual(
			spans.map(({ startTime, spanId, name }) => `${startTime} ${spanId} ${JSON.stringify(name)}`),
		);
	} finally {
		rmSync(folder, { recursive: true });
	}
	const code = readFileSync(SCRIPT, "utf8")
		.split("\n")
		.filter((line) => line !== "" && !line.startsWith("//"));
	expect(code.length).toBeLessThanOrEqual(40);
});
