/** DATA/rules: read at the start, and again when a file changes. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "@spanglass/shared/model/errors";
import { type ReadRules, readRuleFile } from "./rule-files.ts";

const FILE = /^[^.].*\.ya?ml$/;
const LARGEST = 1024 * 1024;
const FILES = 200;

export interface RuleFolder {
	/** Undefined: nothing has changed since the last call. Never rejects. */
	read(): Promise<ReadRules | undefined>;
}

/** A folder that is not there has no rules. */
export function createRuleFolder(folder: string): RuleFolder {
	let seen: string | undefined;
	return {
		read: async () => {
			const names = await listFiles(folder);
			const stamps = await Promise.all(names.map((name) => stampOf(join(folder, name))));
			const stamp = JSON.stringify([names, stamps]);
			if (stamp === seen) return undefined;
			seen = stamp;
			const read = await Promise.all(names.map((name) => readOne(folder, name)));
			return { rules: read.flatMap(({ rules }) => rules), faults: read.flatMap(({ faults }) => faults) };
		},
	};
}

async function listFiles(folder: string): Promise<readonly string[]> {
	const names = await readdir(folder).catch(() => []);
	return names
		.filter((name) => FILE.test(name))
		.sort()
		.slice(0, FILES);
}

async function stampOf(path: string): Promise<string> {
	return stat(path).then(
		({ mtimeMs, size }) => `${mtimeMs} ${size}`,
		() => "",
	);
}

async function readOne(folder: string, name: string): Promise<ReadRules> {
	try {
		const text = await readFile(join(folder, name), "utf8");
		if (text.length <= LARGEST) return readRuleFile(name, text);
		return { rules: [], faults: [{ file: name, line: 1, message: "the file is larger than 1 MiB" }] };
	} catch (error) {
		return { rules: [], faults: [{ file: name, line: 1, message: messageOf(error) }] };
	}
}
