/** The bench's side of a load generator. */
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { FromSender, Prepared, PrepareRequest, SendRequest, Sent, ToSender } from "./messages.ts";

export interface Generator {
	prepare(request: Omit<PrepareRequest, "type">): Promise<Prepared>;
	send(request: Omit<SendRequest, "type">): Promise<Sent>;
	stop(): void;
}

export async function startGenerator(): Promise<Generator> {
	const child = fork(join(import.meta.dirname, "sender.ts"), { stdio: ["ignore", "inherit", "inherit", "ipc"] });
	await answer(child, (message) => (message.type === "ready" ? true : undefined));
	const call = <T>(request: ToSender, pick: (message: FromSender) => T | undefined): Promise<T> => {
		const result = answer(child, pick);
		child.send(request);
		return result;
	};
	return {
		prepare: (request) => call({ type: "prepare", ...request }, (message) => (message.type === "prepared" ? message.result : undefined)),
		send: (request) => call({ type: "send", ...request }, (message) => (message.type === "sent" ? message.result : undefined)),
		stop: () => {
			child.kill("SIGKILL");
		},
	};
}

function answer<T>(child: ChildProcess, pick: (message: FromSender) => T | undefined): Promise<T> {
	return new Promise((resolve, reject) => {
		const settle = (): void => {
			child.off("message", onMessage);
			child.off("exit", onExit);
		};
		const onMessage = (message: FromSender): void => {
			const picked = pick(message);
			if (picked === undefined && message.type !== "error") return;
			settle();
			if (message.type === "error") reject(new Error(`load generator: ${message.message}`));
			else if (picked !== undefined) resolve(picked);
		};
		const onExit = (code: number | null): void => {
			settle();
			reject(new Error(`the load generator ended with ${code}`));
		};
		child.on("message", onMessage);
		child.on("exit", onExit);
	});
}
