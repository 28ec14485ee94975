import type { BackupRecord } from "../../store/api/storage-health.ts";
import type { Answer } from "../answer.ts";
import { jsonAnswer, type RouteRequest } from "./json-answer.ts";

/** Copies of the database, made where the ticket says. */
export interface BackupPort {
	/** Resolves when it is complete. Throws invalid_input (ticket), conflict (the file exists, another one is being made), unavailable. */
	create(ticket: string): Promise<BackupRecord>;
}

export async function createBackup({ body }: RouteRequest<"createBackup">, { backup }: { readonly backup: BackupPort }): Promise<Answer> {
	const { path, bytes, time } = await backup.create(body.ticket);
	return jsonAnswer({ data: { path, bytes, time: time.toString() } }, 201);
}
