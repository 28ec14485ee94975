/**
 * Frameworks whose spans need more than the general rules. What is not here is read by those: Kitex and Hertz (own `rpc.system`, the
 * namespace of the peer, raw paths in names), Kratos (`rpc.system` http, slash in front, `peer.service` of a SERVER is its caller), Dubbo-go
 * (bare method names are qualified by `rpc.service`), and the three generations of gRPC.
 */
import type { FrameworkAdapter } from "./adapter.ts";
import { goMicro } from "./go-micro.ts";
import { goZero } from "./go-zero.ts";

const ADAPTERS: readonly FrameworkAdapter[] = [goMicro, goZero];

/** What sends spans under a scope of this name; undefined when the general rules are enough. */
export function frameworkOf(scopeName: string): FrameworkAdapter | undefined {
	return ADAPTERS.find(({ scope }) => scope.test(scopeName));
}
