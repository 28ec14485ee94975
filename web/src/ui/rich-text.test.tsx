import "../testing/dom.ts";
import { render } from "@testing-library/react";
import { expect, test } from "vitest";
import { RichText } from "./RichText.tsx";

const htmlOf = (template: string, values: Readonly<Record<string, string | number>>): string => {
	const text = (places: Readonly<Record<string, string>>) => template.replace(/\{\{(\w+)\}\}/g, (_all, name) => places[name] ?? "");
	return render(<RichText text={text} values={values} parts={{ b: <b />, hot: <span className="hot" /> }} />).container.innerHTML;
};

test("marks become parts, also inside of each other, and the rest is text", () => {
	expect(htmlOf("<b>{{service}}</b> failed <hot>{{n}} <b>times</b></hot>.", { service: "payment", n: 2 })).toBe(
		'<b><bdi>payment</bdi></b> failed <span class="hot"><bdi>2</bdi> <b>times</b></span>.',
	);
});

test("a value is text that turns nothing around it, whatever it holds", () => {
	expect(htmlOf("<b>{{op}}</b> was slow", { op: "GET /users/<int:id> <b>x</b>" })).toBe(
		"<b><bdi>GET /users/&lt;int:id&gt; &lt;b&gt;x&lt;/b&gt;</bdi></b> was slow",
	);
});

test("a mark without a part is its content", () => {
	expect(htmlOf("a <i>b</i> c", {})).toBe("a b c");
});
