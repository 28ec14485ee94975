/** JSON that the app store keeps: checked without recursion, because its depth is the client's choice. */
import { LIMITS } from "../model/limits.ts";

/**
 * Whether a value that `JSON.parse` gave may be kept: nested at most LIMITS.documentDepth levels, every number finite (`1e400` is not).
 * Undefined, for a member that is missing, is no JSON. Cost: O(values).
 */
export function isKeptJson(root: unknown): boolean {
	let level: unknown[] = [root];
	for (let depth = 0; level.length > 0; depth += 1) {
		const next: unknown[] = [];
		for (const value of level) {
			if (value === undefined || (typeof value === "number" && !Number.isFinite(value))) return false;
			if (typeof value !== "object" || value === null) continue;
			if (depth >= LIMITS.documentDepth) return false;
			for (const member of Array.isArray(value) ? value : Object.values(value)) next.push(member);
		}
		level = next;
	}
	return true;
}
