import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { refreshNow } from "../state/clock.ts";
import { useTimeRange } from "../state/use-time-range.ts";

/** Ask again for what is on screen: a range that moves with the clock is resolved anew, the answers of a fixed one are asked for again. */
export function useRefresh(): () => void {
	const client = useQueryClient();
	const { text } = useTimeRange();
	const moves = text.from.startsWith("now") || text.to.startsWith("now");
	return useCallback(() => {
		refreshNow();
		if (!moves) void client.invalidateQueries({ refetchType: "active" });
	}, [client, moves]);
}
