import type { TraceSummaryJson, TracesEventJson } from "@spanglass/shared/api/schemas";
import type { IngestEventJson, StatusJson } from "@spanglass/shared/api/status-schemas";
import { useCallback, useEffect, useState } from "react";
import { useLiveEvents } from "../../api/use-live.ts";
import { type Counts, countsOf, eventsAfter } from "./live-counts.ts";

export interface Arrivals {
	readonly counts: Counts;
	/** The latest refusal, while the page is open or among the collector's last twenty. */
	readonly lastError: string | undefined;
	/** The newest trace that arrived while the page is open. */
	readonly newestTrace: TraceSummaryJson | undefined;
}

/** What has arrived, second by second. */
export function useArrivals(status: StatusJson): Arrivals {
	const [events, setEvents] = useState<readonly IngestEventJson[]>([]);
	const [newestTrace, setNewest] = useState<TraceSummaryJson>();
	const [refusal, setRefusal] = useState<string>();
	const { sequence } = status;
	useEffect(() => setEvents((before) => eventsAfter(sequence, before)), [sequence]);
	useLiveEvents(
		"ingest",
		useCallback((event: IngestEventJson) => {
			setEvents((before) => [...before, event]);
			if (event.refusal !== null) setRefusal(event.refusal.message);
		}, []),
	);
	useLiveEvents(
		"traces",
		useCallback((event: TracesEventJson) => setNewest((before) => event.traces.at(-1) ?? before), []),
	);
	return { counts: countsOf(status, events), lastError: refusal ?? status.refusals[0]?.message, newestTrace };
}
