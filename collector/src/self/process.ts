/** What every command of the product does with its process: the Node floor, the version, and an end in one sentence. */
import { readFileSync } from "node:fs";
import { messageOf, SpanglassError } from "@spanglass/shared/model/errors";

const NODE_FLOOR = [22, 18] as const;

/** Throws unsupported on a Node older than the floor. */
export function assertNode(version: string): void {
	const [major = 0, minor = 0] = version.split(".").map(Number);
	if (major > NODE_FLOOR[0] || (major === NODE_FLOOR[0] && minor >= NODE_FLOOR[1])) return;
	throw new SpanglassError("unsupported", `Spanglass needs Node ${NODE_FLOOR.join(".")} or newer and this is ${version}`, {
		advice: "start it with npm start, which brings its own",
	});
}

export function readVersion(): string {
	const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
	return (JSON.parse(text) as { readonly version: string }).version;
}

/** The fact and the advice of an error as one sentence, without a stack. */
export function sentenceOf(error: unknown): string {
	const message = messageOf(error);
	const advice = error instanceof SpanglassError ? error.advice : undefined;
	if (advice === undefined) return message;
	return `${withoutStop(message)}; ${advice.charAt(0).toLowerCase()}${withoutStop(advice).slice(1)}`;
}

/** End the process: one sentence on stderr, exit code 1. */
export function exitWith(error: unknown): never {
	process.stderr.write(`${sentenceOf(error)}\n`);
	process.exit(1);
}

function withoutStop(sentence: string): string {
	return sentence.replace(/\.$/, "");
}
