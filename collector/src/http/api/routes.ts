import { API_BASE } from "@spanglass/shared/api/paths";
import type { RouteSpec } from "@spanglass/shared/api/route-spec";
import { ROUTES } from "@spanglass/shared/api/routes";
import type { HttpRoute } from "../answer.ts";

/** Every route of the product's API as main mounts it, but the event stream, which main serves itself. */
export const HTTP_ROUTES: readonly HttpRoute[] = Object.entries<RouteSpec>(ROUTES).map(([id, { method, path, runsOn }]) => ({
	id,
	method,
	path: API_BASE + path,
	runsOn,
}));
