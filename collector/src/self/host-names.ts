/**
 * Which names a browser may call this server by. A page of another site can point its own name at 127.0.0.1 (DNS rebinding); a name that
 * cannot be re-pointed (an IP literal, localhost) or that the operator listed is safe.
 */
import { isIP } from "node:net";

/** True for an IP literal, `localhost`, `*.localhost` or a listed name. `authority` is a Host header: name and optional port. */
export function isAllowedAuthority(authority: string | undefined, allowedHosts: readonly string[]): boolean {
	if (authority === undefined) return false;
	const match = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::\d{1,5})?$/.exec(authority);
	if (match === null) return false;
	const [, ipv6, name = ""] = match;
	if (ipv6 !== undefined) return isIP(ipv6) === 6;
	const host = name.toLowerCase();
	return isIP(host) === 4 || host === "localhost" || host.endsWith(".localhost") || allowedHosts.includes(host);
}

/** The authority of an Origin header; undefined for `null`, other schemes and damaged values. */
export function authorityOfOrigin(origin: string): string | undefined {
	return /^https?:\/\/([^/?#@\s]+)$/i.exec(origin)?.[1];
}

/** The sentence for a refused name. What was seen is cut and shown as JSON text, so that it can neither flood nor forge a line. */
export function refusedHostMessage(seen: string | undefined): string {
	const shown = seen === undefined || seen === "" ? "no host name" : `the host name ${JSON.stringify(seen.slice(0, 100))}`;
	return `this request carries ${shown}; use localhost or an IP address, or add the name to SPANGLASS_ALLOWED_HOSTS`;
}
