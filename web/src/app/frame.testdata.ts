/** What the frame around every page asks for: two services in two environments, one trace. */
import type { ServiceJson } from "@spanglass/shared/api/schemas";
import { fakeApi, listOf, statusOf, traceSummary } from "../testing/fake-api.ts";

function service(name: string, environments: readonly string[]): ServiceJson {
	const none = { p50Nanos: null, p95Nanos: null, p99Nanos: null, errorRatio: null };
	const counts = { spanCount: 1, requestCount: 1, errorCount: 0, ratePerSecond: 1, requestCounts: [], silent: false };
	return {
		name,
		namespace: "",
		color: 3,
		versions: [],
		instances: [],
		environments: [...environments],
		firstSeen: "0",
		lastSeen: "0",
		...none,
		...counts,
	};
}

export const frameApi = () =>
	fakeApi({
		"/status": () => statusOf(3),
		"/traces": () => listOf([traceSummary(0)]),
		"/services": () => listOf([service("checkout", ["prod", "staging"]), service("payment", ["prod"])]),
	});
