/** Jaeger's API over the reference store, for tests. */

import type { Span } from "@spanglass/shared/model/span";
import { createFakeApp } from "../../../query/fake-stores.testdata.ts";
import { createQueryServices } from "../../../query/query-services.ts";
import { FREE_CONTROL, sendSpans } from "../../../store/conformance/ingest-helpers.ts";
import { createMemoryAlertStore } from "../../../store/memory/alert-store.ts";
import { createMemoryStore } from "../../../store/memory/memory-store.ts";
import { answerJaeger } from "./handlers.ts";
import type { JaegerRouteId } from "./routes.ts";

export interface Asked {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly text: string;
	/** The body as JSON, whatever its form. */
	// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many forms
	readonly json: any;
}

export interface AskOptions {
	readonly path?: Readonly<Record<string, string>>;
	readonly body?: string;
}

export type Ask = (id: JaegerRouteId, query?: string, options?: AskOptions) => Promise<Asked>;

/** Everything that was sent, asked at `nowMillis`. */
export async function storeOf(spans: readonly Span[], nowMillis: number): Promise<Ask> {
	const store = createMemoryStore();
	await sendSpans(store.writer, spans);
	const ports = {
		reader: store.reader,
		app: createFakeApp(() => new Error("conflict")),
		alerts: createMemoryAlertStore(() => 0).reader,
		clock: { now: () => nowMillis },
	};
	const context = { services: createQueryServices(ports), control: FREE_CONTROL };
	return async (id, query = "", { path = {}, body } = {}) => {
		const request = { path, query, body: body === undefined ? undefined : new TextEncoder().encode(body) };
		const { status, headers, body: answer } = await answerJaeger(id, request, context);
		const chunks: Uint8Array[] = [];
		if (answer instanceof Uint8Array) chunks.push(answer);
		else for await (const chunk of answer) chunks.push(chunk);
		const text = Buffer.concat(chunks).toString();
		return { status, headers, text, json: JSON.parse(text) };
	};
}
