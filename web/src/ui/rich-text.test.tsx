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
		'<b>payment</b> failed <span class="hot">2 <b>times</b></span>.',
	);
});

test("a value is text, whatever it holds", () => {
	expect(htmlOf("<b>{{op}}</b> was slow", { op: "GET /users/<int:id> <b>x</b>" })).toBe(
		"<b>GET /users/&lt;int:id&gt; &lt;b&gt;x&lt;/b&gt;</b> was slow",
	);
});

test("a mark without a part is its content", () => {
	expect(htmlOf("a <i>b</i> c", {})).toBe("a b c");
});
