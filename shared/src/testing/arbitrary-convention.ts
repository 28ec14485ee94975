/** Spans that speak the semantic conventions, in their newest words. */
import fc from "fast-check";
import type { Attribute } from "../model/attributes.ts";
import type { Span } from "../model/span.ts";
import { arbitrarySpan } from "./arbitrary.ts";

const text = (...values: readonly string[]) => fc.constantFrom(...values).map((value) => ({ type: "string" as const, value }));
const int = (...values: readonly bigint[]) => fc.constantFrom(...values).map((value) => ({ type: "int" as const, value }));

const VALUES = {
	"http.request.method": text("GET", "POST"),
	"http.response.status_code": int(200n, 204n, 301n, 404n, 500n, 503n),
	"http.route": text("/users/:id", "/orders"),
	"http.request.resend_count": int(0n, 1n),
	"url.full": text("http://shop.example:8080/users/42?full=1", "https://[::1]/", "no url"),
	"server.address": text("shop.example", "127.0.0.1", ""),
	"network.peer.address": text("10.0.0.7", "::1"),
	"network.peer.port": int(5432n, 443n),
	"service.peer.name": text("billing", ""),
	"service.peer.namespace": text("shop"),
	"db.system.name": text("postgresql", "microsoft.sql_server", "aws.dynamodb", "redis"),
	"db.namespace": text("orders", "0"),
	"db.query.text": text("SELECT 1"),
	"db.operation.name": text("SELECT"),
	"db.collection.name": text("items"),
	"rpc.system.name": text("grpc", "dubbo", "connectrpc", "http", "kitex"),
	"rpc.method": text("shop.Orders/Place", "Orders/Place"),
	"rpc.status_code": text("OK", "DEADLINE_EXCEEDED", "UNAVAILABLE"),
	"messaging.system": text("kafka", "rabbitmq"),
	"messaging.destination.name": text("orders.placed", ""),
	"messaging.operation.type": text("send", "receive", "process"),
	"gen_ai.provider.name": text("openai", "gcp.vertex_ai"),
	"faas.invoked_name": text("resize"),
	"error.type": text("timeout", "*url.Error", "java.net.ConnectException"),
};

/** Up to some eight attributes, each key with a few values. */
const arbitraryConvention: fc.Arbitrary<readonly Attribute[]> = fc
	.subarray(Object.entries(VALUES), { minLength: 0, maxLength: 8 })
	.chain((picked) => fc.tuple(...picked.map(([key, value]) => value.map((one): Attribute => ({ key, value: one })))));

const arbitraryName = fc.constantFrom(
	"GET /users/42",
	"/users/u1",
	"GET",
	"/shop.Orders/Place",
	"redis",
	"orders process",
	"Pub to orders",
	"Sub from orders",
	"go.micro.srv.greeter.Say.Hello",
	"checkout",
);
const arbitraryScopeName = fc.constantFrom("go-zero", "github.com/micro/plugins/v5/wrapper/trace/opentelemetry", "checkout", "");

export const arbitraryConventionSpan: fc.Arbitrary<Span> = fc
	.record({ span: arbitrarySpan, attributes: arbitraryConvention, name: arbitraryName, scopeName: arbitraryScopeName })
	.map(({ span, attributes, name, scopeName }) => ({ ...span, attributes, name, scope: { ...span.scope, name: scopeName } }));
