import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readServerAddress, writeServerAddress } from "../self/server-address.ts";
import { openReader, openWriter } from "../store/sqlite/driver.ts";
import { databasePathIn } from "../store/sqlite/owner-lock.ts";
import { openHarness, traceRequest } from "../store/sqlite/writer/writer-harness.testdata.ts";
import { printable } from "./print.ts";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));
let folder: string;
let data: string;
let path: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "spanglass-cli-"));
	data = join(folder, "data");
	path = databasePathIn(data);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function run(...args: readonly string[]) {
	const child = spawn(process.execPath, [MAIN, ...args, "--data", data], {
		cwd: folder,
		env: { ...process.env, INIT_CWD: folder, NODE_OPTIONS: "" },
		stdio: ["ignore", "pipe", "pipe"],
	});
	let out = "";
	let err = "";
	child.stdout.on("data", (part: Buffer) => {
		out += part.toString();
	});
	child.stderr.on("data", (part: Buffer) => {
		err += part.toString();
	});
	const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
	return { code, out, err };
}

async function fill(first: number, last: number): Promise<void> {
	const harness = openHarness(path);
	for (let number = first; number <= last; number++) await harness.writer.ingest(traceRequest(number));
	await harness.close();
}

const hashOf = (file: string): string => createHash("sha256").update(readFileSync(file)).digest("hex");
function sequenceIn(file: string): number {
	const reader = openReader(file);
	expect(reader.get("PRAGMA integrity_check")).toEqual({ integrity_check: "ok" });
	const last = reader.get<{ readonly n: number }>("SELECT count(*) AS n FROM journal")?.n ?? -1;
	reader.close();
	return last;
}

describe("the command line", () => {
	it("lists its commands, and refuses what is none", async () => {
		expect(await run("help")).toMatchObject({ code: 0, err: "", out: expect.stringContaining("salvage FILE [NEW]") });
		expect(await run("destroy")).toEqual({ code: 1, out: "", err: 'unknown command "destroy"; "help" lists them\n' });
		expect(await run("backup")).toEqual({ code: 1, out: "", err: "usage: backup FILE\n" });
		expect(await run("restore", "a", "b")).toMatchObject({ code: 1, err: "usage: restore FILE\n" });
	});

	it("says nothing that a terminal would act on", () => {
		expect(printable("a\u001b]8;;x\u0007\u009b31m\u202eb\nc\u{1f600}")).toBe("a\\u001b]8;;x\\u0007\\u009b31m\\u202eb\\u000ac\u{1f600}");
	});
});

describe("backup and restore without a server", () => {
	it("bring back what was there, keep what was replaced, and touch no backup", async () => {
		await fill(1, 10);
		const made = await run("backup", "monday.db");
		expect(made).toMatchObject({ code: 0, err: "", out: expect.stringContaining("10 requests ever stored, checked (no server runs)") });
		const file = join(folder, "monday.db");
		expect(statSync(file).mode & 0o777).toBe(0o600);
		expect(await run("backup", "monday.db")).toMatchObject({ code: 1, err: expect.stringContaining("exists already") });
		const hash = hashOf(file);
		await fill(11, 20);
		const restored = await run("restore", "monday.db");
		expect(restored).toMatchObject({ code: 0, err: "", out: expect.stringContaining("10 requests ever stored, checked") });
		expect(hashOf(file)).toBe(hash);
		expect(sequenceIn(path)).toBe(10);
		const [before = ""] = readdirSync(data).filter((name) => name.includes("before-restore"));
		expect(sequenceIn(join(data, before))).toBe(20);
		expect(readdirSync(folder).sort()).toEqual(["data", "monday.db"]);
	});

	it("takes the log of a copied file along, and replaces a database that was never closed", async () => {
		const other = openHarness(join(folder, "other", "spanglass.db"));
		for (let number = 1; number <= 5; number++) await other.writer.ingest(traceRequest(number));
		for (const suffix of ["", "-wal"])
			writeFileSync(join(folder, `raw.db${suffix}`), readFileSync(join(folder, "other", `spanglass.db${suffix}`)));
		await other.close();
		await fill(1, 3);
		writeFileSync(`${path}-wal`, "a log that is none");
		expect(await run("restore", "raw.db")).toMatchObject({ code: 0, err: "" });
		expect(sequenceIn(path)).toBe(5);
	});

	it("refuse what cannot be restored, and change nothing", async () => {
		await fill(1, 3);
		const hash = hashOf(path);
		writeFileSync(join(folder, "text.db"), "not a database".repeat(100));
		const foreign = openWriter(join(folder, "foreign.db"));
		foreign.execute("CREATE TABLE theirs (a)");
		foreign.close();
		const newer = readFileSync(path);
		newer[63] = 99;
		writeFileSync(join(folder, "newer.db"), newer);
		writeFileSync(join(folder, "cut.db"), readFileSync(path).subarray(0, -5000));
		for (const [name, message] of [
			["none.db", "holds no database"],
			["text.db", "is damaged: it does not begin as a database"],
			["foreign.db", "was not made by Spanglass"],
			["newer.db", "has schema 99"],
			["cut.db", "is damaged: its end is missing"],
		] as const) {
			expect(await run("restore", name)).toMatchObject({ code: 1, out: "", err: expect.stringContaining(message) });
		}
		expect(hashOf(path)).toBe(hash);
		expect(readdirSync(data).filter((name) => name.startsWith("spanglass"))).toEqual(["spanglass.db"]);
	});

	it("refuse a folder that a server uses and that cannot be asked", async () => {
		const harness = openHarness(path);
		expect(await run("restore", "monday.db")).toMatchObject({ code: 1, err: expect.stringContaining("another Spanglass server uses") });
		expect(await run("backup", "monday.db")).toMatchObject({ code: 1, err: expect.stringContaining("does not say where it can be asked") });
		writeServerAddress(data, "http://127.0.0.1:1");
		expect(readServerAddress(data)).toBe("http://127.0.0.1:1");
		expect(await run("backup", "monday.db")).toMatchObject({ code: 1, err: expect.stringContaining("cannot be asked") });
		expect(readdirSync(data).filter((name) => name.endsWith(".ticket"))).toEqual([]);
		await harness.close();
	});
});

describe("doctor", () => {
	it("finds nothing wrong in a whole database, and changes nothing", async () => {
		await fill(1, 4);
		const hash = hashOf(path);
		const { code, out } = await run("doctor");
		expect(out).toMatch(/integrity_check +ok/);
		expect(out).toMatch(/traces stored +8 items/);
		expect(out).toMatch(/nothing is wrong\n$/);
		expect([code, hashOf(path)]).toEqual([0, hash]);
	});

	it("says what is wrong: quarantined, damaged, set aside", async () => {
		await fill(1, 4);
		const connection = openWriter(path);
		connection.run("UPDATE journal SET state = 1 WHERE sequence = 2");
		connection.close();
		writeFileSync(`${path}.damaged-20260101T000000Z`, "x");
		const { code, out } = await run("doctor");
		expect(code).toBe(2);
		expect(out).toContain("wrong: 1 requests are quarantined");
		expect(out).toContain("wrong: a damaged file was set aside");
		const bytes = readFileSync(path);
		bytes.fill(0, 8192, 16_384);
		writeFileSync(path, bytes);
		const damaged = await run("doctor");
		expect([damaged.code, damaged.out]).toEqual([2, expect.stringMatching(/wrong: .*damaged|wrong: .*cannot be used/)]);
	});
});

describe("salvage", () => {
	it("reads what is left into a new file that can be restored", async () => {
		await fill(1, 30);
		const bytes = readFileSync(path);
		bytes.fill(0, 0, 4096);
		writeFileSync(join(folder, "bad.db"), bytes);
		const { code, out } = await run("salvage", "bad.db");
		expect(code).toBe(0);
		expect(out).toMatch(/journal +30 rows copied\n/);
		expect(await run("salvage", "bad.db")).toMatchObject({ code: 1, err: expect.stringContaining("exists already") });
		expect(await run("restore", "bad.db.salvaged")).toMatchObject({ code: 0 });
		expect(sequenceIn(path)).toBe(30);
		expect(existsSync(`${path}.restoring`)).toBe(false);
	});
});
