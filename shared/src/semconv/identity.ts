/**
 * Who emitted something, from the attributes of its resource. Source: the semantic conventions' service, host and k8s entities.
 */
import { type Attributes, getAttribute } from "../model/attributes.ts";
import { KEY } from "./keys.ts";
import { valueText } from "./value-text.ts";

/** The service of a resource that does not name one. */
export const UNKNOWN_SERVICE = "unknown_service";
/** The same in Jaeger's view. */
export const JAEGER_UNKNOWN_SERVICE = "OTLPResourceNoServiceName";

function textOf(attributes: Attributes, key: string): string | undefined {
	const value = getAttribute(attributes, key);
	const text = value === undefined ? "" : valueText(value);
	return text === "" ? undefined : text;
}

/** `service.name`; missing or empty: `unknown_service`. */
export function serviceName(resource: Attributes): string {
	return textOf(resource, KEY.serviceName) ?? UNKNOWN_SERVICE;
}

/** `service.namespace`, "" when missing. */
export function serviceNamespace(resource: Attributes): string {
	return textOf(resource, KEY.serviceNamespace) ?? "";
}

export function serviceVersion(resource: Attributes): string | undefined {
	return textOf(resource, KEY.serviceVersion);
}

/** `deployment.environment.name`, else the older `deployment.environment`. */
export function environment(resource: Attributes): string | undefined {
	return textOf(resource, KEY.environment) ?? textOf(resource, KEY.environmentOld);
}

/** `service.instance.id`, else `k8s.pod.uid`, else `host.name:process.pid` when both are there. */
export function serviceInstance(resource: Attributes): string | undefined {
	const named = textOf(resource, KEY.serviceInstanceId) ?? textOf(resource, KEY.podUid);
	if (named !== undefined) return named;
	const host = textOf(resource, KEY.hostName);
	const pid = textOf(resource, KEY.processPid);
	return host !== undefined && pid !== undefined ? `${host}:${pid}` : undefined;
}

/** What tells one clock from another: `host.id`, else `host.ip`, else `host.name`. */
export function hostKey(resource: Attributes): string | undefined {
	return textOf(resource, KEY.hostId) ?? textOf(resource, KEY.hostIp) ?? textOf(resource, KEY.hostName);
}
