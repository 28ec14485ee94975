/** Starting the demo fleet, and removing it with everything that it sent. */
import type { DemoIncident } from "@spanglass/shared/model/demo";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { sendJson } from "./client.ts";

/** Start the fleet with an incident. While it runs, or where it is not installed, the call fails with the reason. */
export function useStartDemo() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (incident: DemoIncident) => sendJson("POST demo", { incident }),
		onSettled: () => client.invalidateQueries({ queryKey: ["status"] }),
	});
}

/** Stop the fleet and remove what it sent; afterwards everything on the page is asked again. */
export function useRemoveDemo() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: () => sendJson("DELETE demo"),
		onSettled: () => client.invalidateQueries(),
	});
}
