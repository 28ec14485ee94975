/** Alertmanager's API v2, as root paths: they are mounted there and under `/alertmanager`. */
import type { HttpRoute } from "../../answer.ts";

const LINES = {
	"alertmanager.status": "GET /api/v2/status",
	"alertmanager.receivers": "GET /api/v2/receivers",
	"alertmanager.alerts": "GET /api/v2/alerts",
	"alertmanager.groups": "GET /api/v2/alerts/groups",
	"alertmanager.push": "POST /api/v2/alerts",
	"alertmanager.silences": "GET /api/v2/silences",
	"alertmanager.postSilence": "POST /api/v2/silences",
	"alertmanager.silence": "GET /api/v2/silence/{silenceId}",
	"alertmanager.deleteSilence": "DELETE /api/v2/silence/{silenceId}",
} as const;

export type AlertmanagerRouteId = keyof typeof LINES;

export const ALERTMANAGER_ROUTES: readonly HttpRoute[] = Object.entries(LINES).map(([id, line]) => ({
	id,
	method: line.startsWith("POST ") ? "POST" : line.startsWith("DELETE ") ? "DELETE" : "GET",
	path: line.slice(line.indexOf(" ") + 1),
	runsOn: "main",
}));

export function isAlertmanagerRoute(id: string): id is AlertmanagerRouteId {
	return Object.hasOwn(LINES, id);
}
