import { HTTP_STATUS, SpanglassError } from "@spanglass/shared/model/errors";
import type { Answer, QueryRequest } from "../../answer.ts";
import { listAlerts, listGroups, pushedFromJson } from "./alerts.ts";
import type { AlertmanagerContext } from "./context.ts";
import { answer, bodyOf, timeText } from "./json.ts";
import type { AlertmanagerRouteId } from "./routes.ts";
import { getSilence, listSilences, postSilence } from "./silences.ts";

type Asked = Pick<QueryRequest, "path" | "query" | "body">;
type Handler = (request: Asked & { readonly params: URLSearchParams }, context: AlertmanagerContext) => Promise<Answer>;

const HANDLERS: Readonly<Record<AlertmanagerRouteId, Handler>> = {
	"alertmanager.status": async (_request, { now }) => answer(status(now())),
	"alertmanager.receivers": async (_request, { notify }) => answer([...notify.receivers.all()].map(({ settings: { name } }) => ({ name }))),
	"alertmanager.alerts": async ({ params }, context) => answer(listAlerts(params, context)),
	"alertmanager.groups": async ({ params }, context) => answer(listGroups(params, context)),
	"alertmanager.push": async ({ body }, { notify }) => {
		await notify.external.push(pushedFromJson(bodyOf(body)));
		return answer(undefined);
	},
	"alertmanager.silences": async ({ params }, context) => answer(listSilences(params, context)),
	"alertmanager.postSilence": async ({ body }, context) => answer(await postSilence(bodyOf(body), context)),
	"alertmanager.silence": async ({ path }, context) => answer(getSilence(path.silenceId ?? "", context)),
	"alertmanager.deleteSilence": async ({ path }, { notify }) => {
		await notify.silences.expire(path.silenceId ?? "");
		return answer(undefined);
	},
};

/** Answer one route. What the caller can mend is a bare text, as Alertmanager has it; a bug is thrown on. */
export async function answerAlertmanager(id: AlertmanagerRouteId, request: Asked, context: AlertmanagerContext): Promise<Answer> {
	try {
		return await HANDLERS[id]({ ...request, params: new URLSearchParams(request.query) }, context);
	} catch (error) {
		if (!(error instanceof SpanglassError) || error.kind === "internal") throw error;
		return answer(error.message, HTTP_STATUS[error.kind]);
	}
}

/** Clients look at the version to know that it is API v2. */
function status(now: number) {
	const versionInfo = { version: "0.28.0", revision: "", branch: "", buildUser: "", buildDate: "", goVersion: "" };
	const uptime = timeText(now - Math.round(performance.now()));
	return { cluster: { status: "disabled", peers: [] }, config: { original: "" }, uptime, versionInfo };
}
