/** What stands around items in a request, which is the same of all three signals: one resource, one scope. */
import { attribute } from "./attributes.ts";
import { BodyWriter, varintSize } from "./body-writer.ts";
import { serviceName } from "./shop.ts";

const cache = new Map<string, Buffer>();

/** Who sent the items of a request, and from which scope. */
interface Emitter {
	readonly service: number;
	readonly instance: number;
	/** Of the scope's name, after that of the service: `.log`. */
	readonly scopeSuffix: string;
}

/** The bytes before items that take `size`: Export…Request { resource_… { resource, scope_… { scope, items… } } }. */
export function headOf({ service, instance, scopeSuffix }: Emitter, size: number): Buffer {
	const name = serviceName(service);
	const resource = resourceBytes(name, instance);
	const scope = scopeBytes(`shop.${name}${scopeSuffix}`);
	const scopeSize = scope.length + size;
	const head = new BodyWriter();
	head.varint((1 << 3) | 2);
	head.varint(resource.length + 1 + varintSize(scopeSize) + scopeSize);
	head.raw(resource);
	head.varint((2 << 3) | 2);
	head.varint(scopeSize);
	head.raw(scope);
	return head.take();
}

/** Field 1 of ResourceSpans, ResourceLogs and ResourceMetrics. */
function resourceBytes(service: string, instance: number): Buffer {
	const pod = `${service}-7d9f8b6c4d-${instance.toString().padStart(5, "x")}`;
	return cached(`${service} ${instance}`, (writer) => {
		const attributes = {
			"service.name": service,
			"service.namespace": "shop",
			"service.version": "2.31.4",
			"service.instance.id": `${pod}.1`,
			"deployment.environment.name": "prod",
			"host.name": `node-${instance}.cluster.internal`,
			"os.type": "linux",
			"k8s.namespace.name": "shop",
			"k8s.pod.name": pod,
			"k8s.deployment.name": service,
			"telemetry.sdk.language": "nodejs",
			"telemetry.sdk.name": "opentelemetry",
			"telemetry.sdk.version": "2.1.0",
		};
		const resource = writer.begin(1);
		for (const [key, value] of Object.entries(attributes)) attribute(writer, 1, key, value);
		writer.end(resource);
	});
}

/** Field 1 of ScopeSpans, ScopeLogs and ScopeMetrics. */
function scopeBytes(name: string): Buffer {
	return cached(`scope ${name}`, (writer) => {
		const scope = writer.begin(1);
		writer.text(1, name);
		writer.text(2, "1.4.0");
		writer.end(scope);
	});
}

function cached(key: string, write: (writer: BodyWriter) => void): Buffer {
	const known = cache.get(key);
	if (known !== undefined) return known;
	const writer = new BodyWriter();
	write(writer);
	const bytes = writer.take();
	cache.set(key, bytes);
	return bytes;
}
