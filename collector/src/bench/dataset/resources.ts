/** Resources and scopes as the fields of an envelope that they are: `resource = 1`, `scope = 1`. */
import { BodyWriter } from "./body-writer.ts";

const cache = new Map<string, Buffer>();

/** Field 1 of ResourceSpans, ResourceLogs and ResourceMetrics. */
export function resourceBytes(service: string, instance: number): Buffer {
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
		for (const [key, value] of Object.entries(attributes)) {
			const pair = writer.begin(1);
			writer.text(1, key);
			const any = writer.begin(2);
			writer.text(1, value);
			writer.end(any);
			writer.end(pair);
		}
		writer.end(resource);
	});
}

/** Field 1 of ScopeSpans, ScopeLogs and ScopeMetrics. */
export function scopeBytes(name: string): Buffer {
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
