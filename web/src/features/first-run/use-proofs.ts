import type { StatusJson } from "@spanglass/shared/api/status-schemas";
import { senderName } from "@spanglass/shared/semconv/sender-name";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { getJson } from "../../api/client.ts";
import { logTime } from "../../api/log-text.ts";
import { useLiveEvents } from "../../api/use-live.ts";
import type { ConnectLanguage } from "../../state/url/connect.ts";
import { EXPORTER_NAMES, type Proof, proofQuery } from "./steps.ts";

/** What shows that a step worked. */
export interface Evidence {
	/** A service, or the exporter and its version. */
	readonly name: string;
	/** When it happened, epoch nanoseconds. */
	readonly nanos: string;
	/** Where to look at it: an address of the page. */
	readonly link: string | undefined;
}

export type Proofs = Readonly<Record<Proof, Evidence | undefined>>;

const LOOK_BACK = "now-1h";
const EVERY_MS = 1_000;

/** What has arrived from services of one language within the last hour; asked again when something arrives, at most once a second. */
export function useProofs(language: ConnectLanguage, status: StatusJson): Proofs {
	const tick = useArrivalTick();
	const found = useQuery({
		queryKey: ["connect", language, tick],
		queryFn: ({ signal }) => findProofs(language, signal),
		placeholderData: (before, query) => (query?.queryKey[1] === language ? keepPreviousData(before) : undefined),
		gcTime: 0,
	});
	const contact = contactOf(language, status);
	return { trace: undefined, log: undefined, metric: undefined, ...found.data, contact };
}

/** A number that grows after items arrived. */
function useArrivalTick(): number {
	const [tick, setTick] = useState(0);
	const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
	useLiveEvents(
		"ingest",
		useCallback(() => {
			timer.current ??= setTimeout(() => {
				timer.current = undefined;
				setTick((before) => before + 1);
			}, EVERY_MS);
		}, []),
	);
	useEffect(
		() => () => {
			clearTimeout(timer.current);
			timer.current = undefined;
		},
		[],
	);
	return tick;
}

/** The exporter of this language that was heard last; the demo's are not meant. */
export function contactOf(language: ConnectLanguage, status: Pick<StatusJson, "senders">): Evidence | undefined {
	const heard = status.senders
		.filter(({ demo }) => !demo)
		.map((sender) => ({ ...senderName(sender.userAgent), nanos: sender.lastSeen }))
		.filter(({ name }) => EXPORTER_NAMES[language].includes(name))
		.sort((a, b) => Number(BigInt(b.nanos) - BigInt(a.nanos)))[0];
	return heard && { name: `${heard.name} ${heard.version}`.trim(), nanos: heard.nanos, link: undefined };
}

async function findProofs(language: ConnectLanguage, signal: AbortSignal): Promise<Pick<Proofs, "trace" | "log" | "metric">> {
	const q = proofQuery(language);
	const query = { q, from: LOOK_BACK, limit: 1 };
	const [traces, logs, metrics] = await Promise.all([
		getJson("traces", { query, signal }),
		getJson("logs", { query, signal }),
		getJson("metrics", { query: { q, from: LOOK_BACK }, signal }),
	]);
	const trace = traces.data[0];
	const record = logs.data[0];
	const metric = metrics.data[0];
	return {
		trace: trace && { name: trace.service, nanos: trace.startTime, link: `/t/${trace.traceId}` },
		log: record && {
			name: record.service,
			nanos: logTime(record),
			link: record.traceId === "" ? "/logs" : `/t/${record.traceId}?view=logs`,
		},
		metric: metric && { name: metric.name, nanos: metric.lastTime, link: `/metrics?m=${encodeURIComponent(metric.name)}` },
	};
}
