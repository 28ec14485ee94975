/** Shapes of settings and documents. */
import { z } from "zod";
import { LIMITS } from "../model/limits.ts";
import { listOf, nanos } from "./answer-schemas.ts";
import { isKeptJson } from "./json-value.ts";

/** A write: any JSON, and the version that was read (0 for a new one). */
const keptJson = z.unknown().refine(isKeptJson, `must be JSON of at most ${LIMITS.documentDepth} levels`);
export const writeSchema = z.object({ json: keptJson, version: z.number().int().min(0) });
export const settingSchema = z.object({ key: z.string(), json: z.unknown(), version: z.number() });
export const settingAnswerSchema = z.object({ data: settingSchema });
export const documentSchema = z.object({
	kind: z.string(),
	id: z.string(),
	json: z.unknown(),
	version: z.number(),
	updatedAt: nanos,
});
export const documentAnswerSchema = z.object({ data: documentSchema });
export const documentsSchema = listOf(documentSchema);

export type SettingJson = z.infer<typeof settingSchema>;
export type DocumentJson = z.infer<typeof documentSchema>;
