/** What an exporter's `user-agent` says, in the words in which people speak of it. */

export interface SenderName {
	/** `OpenTelemetry Python`; the product's own word when it is not known here; "" when it sent none. */
	readonly name: string;
	/** "" when it names none. */
	readonly version: string;
}

/** Products by the beginning of their user agent, as sent; the first that fits counts. */
const PRODUCTS: readonly (readonly [pattern: RegExp, name: string])[] = [
	[/^OTel-OTLP-Exporter-Python\b/i, "OpenTelemetry Python"],
	[/^OTel-OTLP-Exporter-JavaScript\b/i, "OpenTelemetry JavaScript"],
	[/^OTel-OTLP-Exporter-Java\b/i, "OpenTelemetry Java"],
	[/^OTel-OTLP-Exporter-Dotnet\b/i, "OpenTelemetry .NET"],
	[/^OTel-OTLP-Exporter-Rust\b/i, "OpenTelemetry Rust"],
	[/^OTel-OTLP-Exporter-Ruby\b/i, "OpenTelemetry Ruby"],
	[/^OTel[- ]OTLP[- ]Exporter[- ]PHP\b/i, "OpenTelemetry PHP"],
	[/^OTel[- ]OTLP[- ]Exporter[- ]C(?:pp|\+\+)/i, "OpenTelemetry C++"],
	[/^OTel[- ]OTLP[- ](?:\w+ )?Exporter[- ]Go\b/i, "OpenTelemetry Go"],
	[/^OTel Go OTLP over [\w/]+ \w+ exporter\b/i, "OpenTelemetry Go"],
	[/^OpenTelemetry Collector Contrib\b/i, "Collector Contrib"],
	[/^OpenTelemetry Collector\b/i, "OpenTelemetry Collector"],
	[/^otelcol[\w-]*/i, "OpenTelemetry Collector"],
	[/^Grafana ?Alloy\b/i, "Grafana Alloy"],
	[/^Vector\b/i, "Vector"],
	[/^Fluent-Bit\b/i, "Fluent Bit"],
	[/^grpc-node-js\b/i, "gRPC for Node.js"],
	[/^grpc-go\b/i, "gRPC for Go"],
	[/^grpc-java\b/i, "gRPC for Java"],
	[/^grpc-python\b/i, "gRPC for Python"],
	[/^tonic\b/i, "gRPC for Rust"],
	[/^python-requests\b/i, "Python requests"],
	[/^okhttp\b/i, "OkHttp"],
	[/^curl\b/i, "curl"],
];

/** The product and its version. Libraries that carry the request (`… grpc-go/1.75.0`) stand behind and are left out. */
export function senderName(userAgent: string): SenderName {
	const text = userAgent.trim();
	for (const [pattern, name] of PRODUCTS) {
		const found = pattern.exec(text);
		if (found !== null) return { name, version: versionAfter(text.slice(found[0].length)) };
	}
	const [first = ""] = text.split(/\s+/);
	const slash = first.indexOf("/");
	return slash < 0 ? { name: first, version: "" } : { name: first.slice(0, slash), version: first.slice(slash + 1) };
}

function versionAfter(rest: string): string {
	return /^[^\s/]*\/v?(\d[^\s/;,)]*)/.exec(rest)?.[1] ?? "";
}
