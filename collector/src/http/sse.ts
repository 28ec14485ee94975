/** `GET live`: server-sent events of the live feed, one connection per tab. */
import { SpanglassError } from "@spanglass/shared/model/errors";
import { LIMITS } from "@spanglass/shared/model/limits";
import { parseFilterOrThrow, parseItemFilterOrThrow } from "@spanglass/shared/query/filter-parse";
import type { Request, RequestHandler, Response } from "express";
import { errorAnswer } from "./error-answer.ts";
import { requestIdOf } from "./headers.ts";
import { LIVE_TOPICS, type LiveFeed, type LiveQuery, type LiveTopic } from "./live-feed.ts";
import { sendAnswer } from "./send-answer.ts";

const PARAMETERS: readonly string[] = ["topics", "q", "env"];
const DEFAULT_TOPICS = "ingest,traces";
const ENVIRONMENT_CHARACTERS = 1024;
const COMMENT_MS = 15_000;
/** A tab that reads so slowly is cut; it comes back with its last id. */
const BACKLOG_BYTES = 4 * 1024 * 1024;
/** What all tabs together may owe; beyond it the slowest is cut. */
const TOTAL_BACKLOG_BYTES = 32 * 1024 * 1024;

export function createLive(feed: Pick<LiveFeed, "subscribe">): RequestHandler {
	const open = new Set<Response>();
	return (request, response) => {
		try {
			if (open.size >= LIMITS.liveConnections) throw new SpanglassError("overloaded", "too many live connections", { retryAfterMs: 5000 });
			const asked = readQuery(request);
			open.add(response);
			response.once("close", () => open.delete(response));
			stream({ feed, response, open }, asked);
		} catch (error) {
			if (!(error instanceof SpanglassError)) throw error;
			void sendAnswer(response, errorAnswer(error, requestIdOf(response)));
		}
	};
}

interface Asked {
	readonly topics: ReadonlySet<LiveTopic>;
	readonly query: LiveQuery;
	readonly lastId: number | undefined;
}

interface Stream {
	readonly feed: Pick<LiveFeed, "subscribe">;
	readonly response: Response;
	/** All that are open, this one included. */
	readonly open: ReadonlySet<Response>;
}

function stream({ feed, response, open }: Stream, { topics, query, lastId }: Asked): void {
	response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no" });
	response.write(": spanglass\n\n");
	const comment = setInterval(() => response.write(":\n\n"), COMMENT_MS);
	const send = (topic: string, sequence: number, data: string): void => {
		response.write(`id: ${sequence}\nevent: ${topic}\ndata: ${data}\n\n`);
		if (response.writableLength > BACKLOG_BYTES) response.destroy();
		else cutSlowest(open);
	};
	const end = (): void => {
		clearInterval(comment);
		response.end();
	};
	const unsubscribe = feed.subscribe({ topics, query, send, end }, lastId);
	response.once("close", () => {
		clearInterval(comment);
		unsubscribe();
	});
}

function cutSlowest(open: ReadonlySet<Response>): void {
	let owed = 0;
	let slowest: Response | undefined;
	for (const response of open) {
		if (response.destroyed) continue;
		owed += response.writableLength;
		if (response.writableLength > (slowest?.writableLength ?? 0)) slowest = response;
	}
	if (owed > TOTAL_BACKLOG_BYTES) slowest?.destroy();
}

function readQuery(request: Request): Asked {
	const at = request.originalUrl.indexOf("?");
	const query = new URLSearchParams(at < 0 ? "" : request.originalUrl.slice(at + 1));
	const unknown = [...query.keys()].find((key) => !PARAMETERS.includes(key));
	if (unknown !== undefined)
		throw invalid(`unknown parameter ${JSON.stringify(unknown.slice(0, 100))}`, `use ${PARAMETERS.join(", ")}`, "query");
	const topics = (query.get("topics") ?? DEFAULT_TOPICS).split(",");
	const known = topics.filter((topic): topic is LiveTopic => LIVE_TOPICS.some((name) => name === topic));
	if (known.length !== topics.length) throw invalid("unknown topic", `use ${LIVE_TOPICS.join(", ")}`, "topics");
	const last = request.headers["last-event-id"];
	const lastId = typeof last === "string" && /^\d{1,15}$/.test(last) ? Number(last) : undefined;
	const q = query.get("q") ?? "";
	if (known.includes("logs")) parseItemFilterOrThrow(q, "log record");
	else parseFilterOrThrow(q);
	const env = query.get("env") ?? undefined;
	if (env !== undefined && (env === "" || env.length > ENVIRONMENT_CHARACTERS)) {
		throw invalid("env is no environment", `use 1 to ${ENVIRONMENT_CHARACTERS} characters, or leave it out`, "env");
	}
	return { topics: new Set(known), query: { q, env }, lastId };
}

function invalid(message: string, advice: string, field: string): SpanglassError {
	return new SpanglassError("invalid_input", message, { advice, field });
}
