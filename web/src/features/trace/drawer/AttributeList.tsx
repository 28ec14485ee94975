import type { KeyValueJson } from "@spanglass/shared/api/schemas";
import { Ellipsis } from "lucide-react";
import { lazy, type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";
import { anyValuePlain, anyValueText } from "../../../api/any-value.ts";
import { IconButton } from "../../../ui/Button.tsx";
import { CopyButton } from "../../../ui/CopyButton.tsx";
import { OnDemand } from "../../../ui/OnDemand.tsx";
import styles from "./SpanDrawer.module.css";
import type { AttributeOwner } from "./ValueMenu.tsx";

const LONG = 160;
const loadValueMenu = async () => ({ default: (await import("./ValueMenu.tsx")).ValueMenu });
const ValueMenu = lazy(loadValueMenu);

export interface AttributeListProps {
	readonly attributes: readonly KeyValueJson[];
	/** Whose they are; without it values can be copied but not searched for. */
	readonly owner?: AttributeOwner;
}

/** Keys and values; long values fold to three lines, JSON is set out, every value can be copied and searched for. */
export function AttributeList({ attributes, owner }: AttributeListProps): ReactElement {
	return (
		<dl className={styles.attributes}>
			{attributes.map((attribute) => (
				<Row key={attribute.key} attribute={attribute} owner={owner} />
			))}
		</dl>
	);
}

interface RowProps {
	readonly attribute: KeyValueJson;
	readonly owner: AttributeOwner | undefined;
}

function Row({ attribute, owner }: RowProps): ReactElement {
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
				<span className={styles.valueTools}>
					<CopyButton text={text} label={t("trace.copyValue", { key })} />
					<ValueActions attribute={attribute} owner={owner} />
				</span>
			</dd>
		</div>
	);
}

function ValueActions(props: RowProps): ReactElement {
	const { t } = useTranslation();
	const [open, setOpen] = useState(false);
	const trigger = (
		<IconButton
			small
			label={t("trace.valueActions", { key: props.attribute.key })}
			icon={<Ellipsis size={14} strokeWidth={1.5} aria-hidden />}
		/>
	);
	return (
		<OnDemand trigger={trigger} kind="menu" open={open} onOpenChange={setOpen} preload={() => void loadValueMenu()}>
			<ValueMenu trigger={trigger} open={open} onOpenChange={setOpen} {...props} />
		</OnDemand>
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
