/**
 * M01: the process is killed again and again inside the migration of a database of each released schema. The next start finds the schema of
 * before or of after, goes on, and has everything that was stored.
 */
import { copyFileSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { everything, getLogs, getStatus, getTraces } from "../../support/api.ts";
import { createDataFolder, ROOT, removeDataFolder, startStack } from "../../support/stack.ts";
import { type Check, exactly, fact } from "../library/check.ts";
import { checkIntegrity, DATABASE_FILE } from "../library/database.ts";
import { createRandom, pickInt } from "../library/random.ts";
import { shiftedClock } from "../library/test-settings.ts";
import type { Round, RoundContext } from "../round.ts";

const FIXTURES = join(ROOT, "collector/src/store/sqlite/migrations/fixtures");
/** The time at which the files were written; nothing in them is too old then. */
const WRITTEN_AT = 1_790_000_000_000;
/** Places of the migration of one schema. */
const PLACES = 3;

export const MIGRATION: Round = {
	id: "M01",
	title: "killed inside a migration",
	// Kills, over all schemas.
	times: { test: 0, short: 3, night: 50 },
	run,
};

interface Content {
	readonly spans: number;
	readonly logRecords: number;
	readonly points: number;
}

async function run({ times, seed, say }: RoundContext): Promise<readonly Check[]> {
	const random = createRandom(seed);
	const newest = readdirSync(join(FIXTURES, "..")).filter((name) => name.endsWith(".sql")).length;
	// A file of the newest schema has nothing to migrate.
	const names = readdirSync(FIXTURES).filter((name) => name.endsWith(".db") && name !== `schema-${newest}.db`);
	const checks: Check[] = [];
	for (const name of names) {
		const kills = Math.ceil(times / names.length);
		const expected: Content = JSON.parse(readFileSync(join(FIXTURES, name.replace(/db$/, "json")), "utf8"));
		const wrong: string[] = [];
		for (let at = 0; at < kills; at++) {
			const fault = await killOnce(name, expected, pickInt(random, 1, PLACES + 1));
			if (fault !== undefined) wrong.push(fault);
		}
		say(`${name}: ${kills} kills, ${wrong.length} with a fault`);
		checks.push(fact(`${name}: kills`, kills), exactly(`${name}: kills after which something was not as before`, wrong.length, 0));
		checks.push(...wrong.slice(0, 3).map((fault) => fact(`${name}: fault`, fault)));
	}
	return checks;
}

async function killOnce(name: string, { spans, logRecords, points }: Content, nth: number): Promise<string | undefined> {
	const folder = createDataFolder();
	copyFileSync(join(FIXTURES, name), join(folder, DATABASE_FILE));
	const clock = shiftedClock(WRITTEN_AT - Date.now());
	const started = await startStack({ folder, env: { ...clock, SPANGLASS_TEST_CRASH: `in-migration:${nth}` } }).catch(() => undefined);
	if (started !== undefined) {
		await started.kill();
		return `place ${nth} was not reached`;
	}
	const stack = await startStack({ folder, env: clock });
	const range = everything();
	const { stored } = await getStatus(stack);
	const readSpans = (await getTraces(stack, range)).reduce((sum, { spanCount }) => sum + spanCount, 0);
	const readLogs = (await getLogs(stack, range)).length;
	await stack.stop();
	const found = `${stored.traces} ${stored.logs} ${stored.metrics} · ${readSpans} ${readLogs} · ${checkIntegrity(folder)}`;
	const wanted = `${spans} ${logRecords} ${points} · ${spans} ${logRecords} · ok`;
	removeDataFolder(folder);
	return found === wanted ? undefined : `place ${nth}: ${found} in place of ${wanted}`;
}
