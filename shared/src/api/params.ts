/** Parameters that several routes take. */
import { z } from "zod";
import { LIMITS } from "../model/limits.ts";

export const time = (text: string, description: string) => z.string().min(1).max(64).default(text).meta({ description, example: text });
export const FROM = time("now-1h", "start of the half-open range: epoch ms or ns, ISO 8601 or now-1h; 0 = everything stored");
export const TO = time("now", "end of the half-open range, exclusive");
export const q = z
	.string()
	.max(16_384)
	.default("")
	.meta({ description: "query language", example: "service:checkout status:error duration:>500ms" });
export const traceQuery = q.meta({
	description: "query language; root. any. parent. and the operators > and >> ask about other spans of the trace",
	example: "root.service:gateway service:checkout >> (service:payment status:error)",
});
export const signal = z.enum(["traces", "logs"]).default("traces").meta({ description: "whose items are counted: spans or log records" });
export const part = (description: string, example: string) => z.string().max(LIMITS.keyBytes).default("").meta({ description, example });
export const env = z
	.string()
	.min(1)
	.max(1024)
	.optional()
	.meta({ description: "deployment.environment.name; left out: every environment", example: "prod" });
export const limit = (preset: number, most: number) =>
	z.coerce
		.number()
		.int()
		.min(1)
		.max(most)
		.default(preset)
		.meta({ description: `rows of one page, 1 to ${most}` });
const cursor = z.string().min(1).max(4096).optional().meta({ description: "of the previous page" });
export const page = { limit: limit(LIMITS.pageRows, LIMITS.pageRowsMax), cursor };
export const traceId = z
	.string()
	.meta({ description: "32 hexadecimal digits; any case, dashes allowed", example: "0af7651916cd43dd8448eb211c80319c" });
export const name = z.string().min(1).max(1024);
export const kind = z
	.string()
	.regex(/^[a-z][a-z0-9-]{0,63}$/, "lower-case letters, digits and dashes, at most 64")
	.meta({ example: "view" });
export const id = z.string().regex(/^[A-Za-z0-9._-]{1,128}$/, "letters, digits, dot, dash and underscore, at most 128");
export const version = z.coerce.number().int().min(0);

export const ofService = {
	from: FROM,
	to: TO,
	env,
	ns: z.string().max(1024).optional().meta({ description: "service.namespace; left out: whatever it is", example: "shop" }),
};
export const steps = {
	step: z.coerce.number().int().min(1).max(1440).optional().meta({ description: "minutes; left out: at most 120 steps", example: 5 }),
	op: name.optional().meta({ description: "only this operation; all its spans count, whatever their kind", example: "POST /orders" }),
};
export const compare = z.string().max(200).optional().meta({
	description: "also the numbers of 'previous', the range before of the same length, or of a range from..to",
	example: "previous",
});

export const found = { q: traceQuery, from: FROM, to: TO, env };
export const keyList = (most: number, description: string, example: string) =>
	z
		.string()
		.min(1)
		.max(4096)
		.transform((text) => text.split(",").map((key) => key.trim()))
		.refine((keys) => keys.length <= most && keys.every((key) => key !== ""), `1 to ${most} keys with commas between`)
		.meta({ description, example });
export const nanosParam = (description: string) => z.coerce.number().min(0).optional().meta({ description, example: 500_000_000 });
export const momentParam = (description: string) => z.string().min(1).max(64).optional().meta({ description, example: "now-5m" });
