import { readVersion } from "../self/process.ts";
import { examine } from "../store/sqlite/file/examine.ts";
import { tryOwnerLock } from "../store/sqlite/owner-lock.ts";
import type { Command } from "./command.ts";

/** Looks and changes nothing; with a server running it sees what that one has committed. */
export const doctor: Command = {
	usage: "doctor",
	help: "check the data folder and say what is in it; 2 when something is wrong",
	run: ({ folder, databasePath, say }) => {
		const lock = tryOwnerLock(databasePath);
		try {
			const { facts, problems } = examine(databasePath);
			say(`Spanglass ${readVersion()}, data folder ${folder}, ${lock === undefined ? "a server runs" : "no server runs"}`);
			for (const { name, text } of facts) say(`  ${name.padEnd(22)} ${text}`);
			for (const problem of problems) say(`wrong: ${problem}`);
			say(problems.length === 0 ? "nothing is wrong" : `${problems.length} found; see docs/operations.md`);
			return problems.length === 0 ? 0 : 2;
		} finally {
			lock?.release();
		}
	},
};
