import { expect, it } from "vitest";
import { frameworkOf } from "./adapters/registry.ts";
import { displayName } from "./display-name.ts";

const name = (text: string, kind: number, attributes: Record<string, string> = {}, scope = "") =>
	displayName({ name: text, kind, framework: frameworkOf(scope), get: (key) => attributes[key] });

it.each<[string, string]>([
	[name("pkg.Greeter/SayHello", 3, { "rpc.system.name": "grpc", "rpc.method": "pkg.Greeter/SayHello" }), "pkg.Greeter/SayHello"],
	[
		name("/pkg.Greeter/SayHello", 2, { "rpc.system": "grpc", "rpc.service": "pkg.Greeter", "rpc.method": "SayHello" }),
		"pkg.Greeter/SayHello",
	],
	[name("/pkg.Greeter/SayHello", 2, { "rpc.system": "grpc" }), "pkg.Greeter/SayHello"],
	[name("SayHello", 2, { "rpc.system": "apache_dubbo", "rpc.service": "org.Greeter", "rpc.method": "SayHello" }), "org.Greeter/SayHello"],
	[name("/orders/:id", 2, { "http.method": "GET", "http.target": "/orders/7" }), "GET /orders/:id"],
	[name("GET", 2, { "http.request.method": "GET", "http.route": "/orders/:id" }), "GET /orders/:id"],
	[name("GET /orders/:id", 2, { "http.request.method": "GET", "http.route": "/orders/:id" }), "GET /orders/:id"],
	[name("GET", 3, { "http.request.method": "GET" }), "GET"],
	[name("place order", 2, { "http.request.method": "POST", "http.route": "/orders" }), "place order"],
	[
		name("go.micro.srv.greeter.Say.Hello", 3, {}, "github.com/micro/plugins/v4/wrapper/trace/opentelemetry"),
		"go.micro.srv.greeter/Say.Hello",
	],
	[name("Pub to a.b.c", 3, {}, "go-micro.dev/v5/wrapper/trace"), "Pub to a.b.c"],
	[name("a.b.c", 1, {}, "other"), "a.b.c"],
	[name("SELECT shop.orders", 3, { "db.system": "mysql" }), "SELECT shop.orders"],
	[name("/", 2, { "rpc.system": "grpc" }), "/"],
	[name("GET /users/42", 3, { "http.method": "GET" }), "GET /users/{id}"],
	[name("GET /users/42?full=1", 3, { "http.method": "GET" }), "GET /users/{id}"],
	[name("GET /users/42", 3, { "http.request.method": "GET", "url.template": "/users/{user}" }), "GET /users/{user}"],
	[name("/users/u1", 3, { "http.method": "GET" }), "GET /users/{id}"],
	[name("/users/7", 2, { "http.method": "GET" }), "GET /users/{id}"],
	[name("GET /users/42", 2, { "http.method": "GET" }), "GET /users/42"],
])("is %s", (actual, expected) => expect(actual).toBe(expected));
