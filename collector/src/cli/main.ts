/** `npm run spanglass -- COMMAND`: what is done to a data folder from outside of the server. */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { SpanglassError } from "@spanglass/shared/model/errors";
import { loadConfig } from "../config/load.ts";
import { assertNode, sentenceOf } from "../self/process.ts";
import { databasePathIn } from "../store/sqlite/owner-lock.ts";
import { backup } from "./backup.ts";
import type { Command, CommandContext } from "./command.ts";
import { doctor } from "./doctor.ts";
import { printable } from "./print.ts";
import { restore } from "./restore.ts";
import { rules } from "./rules.ts";
import { salvage } from "./salvage.ts";

const COMMANDS: Readonly<Record<string, Command>> = { backup, restore, doctor, salvage, rules };

function helpText(): string {
	return [
		"npm run spanglass -- COMMAND [--data DIR]      the data folder as the server knows it: --data, SPANGLASS_DATA, ./spanglass-data",
		"",
		...Object.values(COMMANDS).map(({ usage, help }) => `  ${usage.padEnd(22)} ${help}`),
		"  help                   this text",
		"",
		"Exit code: 0 done, 1 not done, 2 doctor found something wrong.",
		"",
	].join("\n");
}

function say(line: string): void {
	process.stdout.write(`${printable(line)}\n`);
}

/** Result: the exit code. */
async function run(argv: readonly string[]): Promise<number> {
	assertNode(process.versions.node);
	const { values, positionals } = parseArgs({
		args: [...argv],
		allowPositionals: true,
		options: { data: { type: "string" }, help: { type: "boolean", short: "h" } },
	});
	const [name = "help", ...operands] = positionals;
	if (name === "help" || values.help) {
		process.stdout.write(helpText());
		return 0;
	}
	const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
	if (command === undefined) throw new SpanglassError("invalid_input", `unknown command "${name}"; "help" lists them`);
	const least = command.usage.split(" ").filter((word) => /^[A-Z]+$/.test(word)).length;
	const most = command.usage.split(" ").length - 1;
	if (operands.length < least || operands.length > most) throw new SpanglassError("invalid_input", `usage: ${command.usage}`);
	const cwd = process.env.INIT_CWD ?? process.cwd();
	const { config } = loadConfig({ argv: values.data === undefined ? [] : ["--data", values.data], env: process.env, cwd });
	const context: CommandContext = {
		folder: config.data,
		databasePath: databasePathIn(config.data),
		files: operands.map((operand) => resolve(cwd, operand)),
		say,
	};
	return await command.run(context);
}

process.umask(0o077);
try {
	process.exitCode = await run(process.argv.slice(2));
} catch (error) {
	process.stderr.write(`${printable(sentenceOf(error))}\n`);
	process.exitCode = 1;
}
