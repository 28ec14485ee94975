import { cloneElement, Fragment, type ReactElement, type ReactNode } from "react";

type Values = Readonly<Record<string, string | number>>;

type Parts = Readonly<Record<string, ReactElement>>;

export interface RichTextProps<V extends Values> {
	/** Asked for the text with places in it instead of values: `(places) => t("key", places)`. */
	readonly text: (places: { readonly [K in keyof V]: string }) => string;
	readonly values: V;
	/** What `<name>…</name>` in the dictionary becomes. */
	readonly parts: Parts;
}

/** Values are put in after the marks are read, between characters that no dictionary holds: `GET /users/<id>` stays as it was sent. */
const PLACE = ["\uE000", "\uE001"] as const;
const PIECE = new RegExp(`<(\\w+)>(.*?)</\\1>|${PLACE[0]}(\\w+)${PLACE[1]}`, "gs");

/** A translated text with emphasised parts. Marks come from the dictionary alone; a value is text that turns nothing around it, whatever it holds. */
export function RichText<V extends Values>({ text, values, parts }: RichTextProps<V>): ReactElement {
	const places = Object.fromEntries(Object.keys(values).map((name) => [name, PLACE[0] + name + PLACE[1]])) as { [K in keyof V]: string };
	return <>{piecesOf(text(places), values, parts)}</>;
}

function piecesOf(text: string, values: Values, parts: Parts): readonly ReactNode[] {
	const pieces: ReactNode[] = [];
	let at = 0;
	for (const { 0: whole, 1: mark, 2: inner = "", 3: name, index } of text.matchAll(PIECE)) {
		pieces.push(text.slice(at, index));
		at = index + whole.length;
		if (name !== undefined) pieces.push(<bdi key={index}>{values[name]}</bdi>);
		else pieces.push(partOf(parts[mark ?? ""], { key: index, children: piecesOf(inner, values, parts) }));
	}
	pieces.push(text.slice(at));
	return pieces;
}

function partOf(
	part: ReactElement | undefined,
	{ key, children }: { readonly key: number; readonly children: readonly ReactNode[] },
): ReactNode {
	return part === undefined ? <Fragment key={key}>{children}</Fragment> : cloneElement(part, { key }, ...children);
}
