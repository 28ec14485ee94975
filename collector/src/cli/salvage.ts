import { existsSync } from "node:fs";
import { SpanglassError } from "@spanglass/shared/model/errors";
import { readOpenMark } from "../store/sqlite/file/open-mark.ts";
import { salvageDatabase } from "../store/sqlite/salvage/salvage.ts";
import type { Command } from "./command.ts";

/** Reads a file that SQLite may not be able to open; works beside a running server, on a file that it has set aside. */
export const salvage: Command = {
	usage: "salvage FILE [NEW]",
	help: "copy what can be read of a damaged database into NEW (FILE.salvaged)",
	run: ({ files: [source = "", target = `${source}.salvaged`], databasePath, say }) => {
		if (!existsSync(source)) throw new SpanglassError("not_found", `there is no file ${source}`);
		if (existsSync(target)) throw new SpanglassError("conflict", `${target} exists already; choose another name for the new file`);
		if (source === databasePath && readOpenMark(databasePath).unclean)
			say("a server may be using this file: stop it first for a whole copy");
		const { schema, pages, damagedPages, tables } = salvageDatabase(source, target);
		say(`salvaged ${source} (schema ${schema}, ${pages} pages, ${damagedPages} of them damaged where rows lead) into ${target}`);
		for (const { table, copied, damaged } of tables) {
			say(`  ${table.padEnd(18)} ${String(copied).padStart(9)} rows copied${damaged === 0 ? "" : `, ${damaged} damaged and left out`}`);
		}
		say(`to go on with it: stop the server, then npm run spanglass -- restore ${target}`);
		return 0;
	},
};
