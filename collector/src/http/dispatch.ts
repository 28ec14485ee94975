/**
 * From a route's id to its answer, on either side: what a query worker runs, and what main answers itself.
 *
 * Both throw SpanglassError for whoever sends the answer to map; an answer that would be too large is 413, which no kind stands for.
 */
import { ROUTES, type RouteId } from "@spanglass/shared/api/routes";
import { validateRequest } from "@spanglass/shared/api/validate";
import { SpanglassError } from "@spanglass/shared/model/errors";
import { createAppEditor } from "../query/app-documents.ts";
import { type Control, createQueryServices, type QueryPorts, type QueryServices } from "../query/query-services.ts";
import type { AppWriter } from "../store/api/app-store.ts";
import type { Answer, QueryRequest } from "./answer.ts";
import { answerAlertWork, isAlertWork } from "./api/alert-work.ts";
import type { AlertDesk } from "./api/alerts.ts";
import type { BackupPort } from "./api/backup.ts";
import type { DemoPort } from "./api/demo.ts";
import { MAIN_HANDLERS, type MainHandler, type MainPorts, QUERY_HANDLERS, type QueryHandler } from "./api/handlers.ts";
import { AnswerTooLarge, type RouteRequest } from "./api/json-answer.ts";
import { liveNews } from "./api/live.ts";
import type { StatusSource } from "./api/status.ts";
import { answerAlertmanager } from "./compat/alertmanager/handlers.ts";
import { isAlertmanagerRoute } from "./compat/alertmanager/routes.ts";
import { answerJaeger } from "./compat/jaeger/handlers.ts";
import { isJaegerRoute } from "./compat/jaeger/routes.ts";
import { errorAnswer } from "./error-answer.ts";

/** Route of main's event stream; it has no path. Query and answer: see `liveNews`. */
export const LIVE_NEWS_ROUTE = "live-news";

export type QueryDispatcher = (request: QueryRequest, control: Control) => Promise<Answer>;
export type MainDispatcher = (request: QueryRequest) => Promise<Answer>;

/** Answers the routes with `runsOn: "query"`: the product's, Jaeger's, and LIVE_NEWS_ROUTE. */
export function createQueryDispatcher(ports: QueryPorts): QueryDispatcher {
	const services = createQueryServices(ports);
	return (request, control) => withTooLarge(request, () => answerQuery(request, services, control));
}

async function answerQuery(request: QueryRequest, services: QueryServices, control: Control): Promise<Answer> {
	const { routeId } = request;
	if (routeId === LIVE_NEWS_ROUTE) return liveNews(request.query, services, control);
	if (isAlertWork(routeId)) return answerAlertWork(routeId, request, services, control);
	if (isJaegerRoute(routeId)) return answerJaeger(routeId, request, { services, control });
	if (!isRoute(routeId)) throw unknownRoute(routeId);
	const handler = QUERY_HANDLERS[routeId as keyof typeof QUERY_HANDLERS] as QueryHandler<RouteId> | undefined;
	if (handler === undefined) throw unknownRoute(routeId);
	return handler(routeRequest(routeId, request), services, control);
}

export interface MainDispatcherPorts {
	readonly status: StatusSource;
	readonly demo: DemoPort;
	readonly backup: BackupPort;
	readonly appWriter: AppWriter;
	readonly alerts: AlertDesk;
	/** Unix milliseconds. */
	readonly clock: { now(): number };
}

/** Answers the routes with `runsOn: "main"`. */
export function createMainDispatcher({ status, demo, backup, appWriter, alerts, clock }: MainDispatcherPorts): MainDispatcher {
	const ports: MainPorts = { status, demo, backup, alerts, editor: createAppEditor(appWriter, clock) };
	return (request) => withTooLarge(request, () => answerMain(request, ports));
}

async function answerMain(request: QueryRequest, ports: MainPorts): Promise<Answer> {
	const { routeId } = request;
	if (isAlertmanagerRoute(routeId)) return answerAlertmanager(routeId, request, ports.alerts);
	if (!isRoute(routeId)) throw unknownRoute(routeId);
	const handler = MAIN_HANDLERS[routeId as keyof typeof MAIN_HANDLERS] as MainHandler<RouteId> | undefined;
	if (handler === undefined) throw unknownRoute(routeId);
	return handler(routeRequest(routeId, request), ports);
}

function routeRequest(routeId: RouteId, request: QueryRequest): RouteRequest<RouteId> {
	const startedMs = performance.now();
	return { ...validateRequest(routeId, request), accept: request.accept, startedMs };
}

async function withTooLarge(request: QueryRequest, answer: () => Promise<Answer>): Promise<Answer> {
	try {
		return await answer();
	} catch (error) {
		if (error instanceof AnswerTooLarge) return errorAnswer(error, request.requestId, 413);
		throw error;
	}
}

function isRoute(id: string): id is RouteId {
	return Object.hasOwn(ROUTES, id);
}

function unknownRoute(id: string): SpanglassError {
	return new SpanglassError("internal", `no handler for route ${id}`);
}
