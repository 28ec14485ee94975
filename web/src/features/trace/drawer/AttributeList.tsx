import type { KeyValueJson } from "@spanglass/shared/api/schemas";
import { type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";
import { anyValuePlain, anyValueText } from "../../../api/any-value.ts";
import { CopyButton } from "../../../ui/CopyButton.tsx";
import styles from "./SpanDrawer.module.css";

const LONG = 160;

/** Keys and values; long values fold to three lines, JSON is set out, every value can be copied. */
export function AttributeList({ attributes }: { readonly attributes: readonly KeyValueJson[] }): ReactElement {
	return (
		<dl className={styles.attributes}>
			{attributes.map((attribute) => (
				<Row key={attribute.key} attribute={attribute} />
			))}
		</dl>
	);
}

function Row({ attribute }: { readonly attribute: KeyValueJson }): ReactElement {
	const { t } = useTranslation();
	const [open, setOpen] = useState(false);
	const { key } = attribute;
	const text = shownText(attribute);
	const isLong = text.length > LONG || text.includes("\n");
	return (
		<div className={styles.attribute}>
			<dt title={key}>{key}</dt>
			<dd data-long={isLong} data-open={open}>
				{isLong ? (
					<button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
						{text}
					</button>
				) : (
					<span>{text === "" ? "–" : text}</span>
				)}
				<CopyButton text={text} label={t("trace.copyValue", { key })} />
			</dd>
		</div>
	);
}

function shownText({ value }: KeyValueJson): string {
	const plain = anyValuePlain(value);
	if (typeof plain === "object" && plain !== null) return JSON.stringify(plain, null, 1);
	const text = anyValueText(value);
	if (!/^\s*[[{]/.test(text)) return text;
	try {
		return JSON.stringify(JSON.parse(text), null, 1);
	} catch {
		return text;
	}
}
