/**
 * Frameworks whose spans need more than the general rules. What is not here is read by those: Kitex and Hertz (own `rpc.system`, the
 * namespace of the peer, raw paths in names), Kratos (`rpc.system` http, slash in front, `peer.service` of a SERVER is its caller), Dubbo-go
 * (bare method names are qualified by `rpc.service`), and the three generations of gRPC.
 */
import type { CanonicalInput } from "../canonical-span.ts";
import type { FrameworkAdapter, SpanRepair } from "./adapter.ts";
import { goMicro } from "./go-micro.ts";
import { goZero } from "./go-zero.ts";

const ADAPTERS: readonly FrameworkAdapter[] = [goMicro, goZero];

export function adapterOf(scopeName: string): FrameworkAdapter | undefined {
	return ADAPTERS.find(({ scope }) => scope.test(scopeName));
}

/** What the framework that sent a span says wrong of it; undefined when nothing is known to be wrong. */
export function repairOf(input: CanonicalInput): SpanRepair | undefined {
	return adapterOf(input.scopeName)?.repair?.(input);
}
