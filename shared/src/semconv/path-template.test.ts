import fc from "fast-check";
import { expect, it } from "vitest";
import { templatePath } from "./path-template.ts";

it.each([
	["/users/42", "/users/{id}"],
	["/users/42/orders/7?page=2", "/users/{id}/orders/{id}"],
	["/users/u1#top", "/users/{id}"],
	["/items/6f1c2d3e-aaaa-4000-8000-0123456789ab", "/items/{id}"],
	["/commits/9fceb02d0ae598e95dc970b74767f19372d61af8", "/commits/{id}"],
	["/orders/ord_17", "/orders/{id}"],
	["/uploads/01ARZ3NDEKTSV4RRFFQ69G5FAV", "/uploads/{id}"],
	["/api/v1/users/:id/{name}/*", "/api/v1/users/:id/{name}/*"],
	["/feedback/facade", "/feedback/facade"],
	["/oauth2/token", "/oauth2/token"],
	["/", "/"],
	["", ""],
])("%s groups as %s", (path, template) => expect(templatePath(path)).toBe(template));

it("changes nothing the second time, and never the number of segments", () => {
	const segment = fc
		.oneof(fc.string(), fc.nat().map(String), fc.uuid(), fc.stringMatching(/^[a-f\d]{6,12}$/))
		.filter((text) => !/[/?#]/.test(text));
	fc.assert(
		fc.property(fc.array(segment), (segments) => {
			const template = templatePath(segments.join("/"));
			expect(templatePath(template)).toBe(template);
			expect(template.split("/")).toHaveLength(segments.join("/").split("/").length);
		}),
	);
});
