/** JSON as Alertmanager writes it: times as RFC 3339, errors as a bare text. */
import { SpanglassError } from "@spanglass/shared/model/errors";
import type { Answer } from "../../answer.ts";

const HEADERS = { "Content-Type": "application/json" };

export function answer(value: unknown, status = 200): Answer {
	return { status, headers: HEADERS, body: Buffer.from(value === undefined ? "" : JSON.stringify(value)) };
}

export function timeText(millis: number): string {
	return new Date(millis).toISOString();
}

/** Undefined: it was left out, or is the year 1. Throws invalid_input. */
export function timeOf(value: unknown, field: string): number | undefined {
	if (value === undefined || value === null || value === "") return undefined;
	const millis = typeof value === "string" ? Date.parse(value) : Number.NaN;
	if (Number.isNaN(millis)) throw new SpanglassError("invalid_input", `${field} must be a time such as 2026-11-20T03:05:40Z`, { field });
	return millis <= 0 ? undefined : millis;
}

/** Throws invalid_input. */
export function bodyOf(body: Uint8Array | undefined): unknown {
	try {
		return JSON.parse(new TextDecoder().decode(body));
	} catch {
		throw new SpanglassError("invalid_input", "the body is no JSON");
	}
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
