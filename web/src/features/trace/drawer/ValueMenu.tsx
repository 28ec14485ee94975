import type { KeyValueJson, SpanJson } from "@spanglass/shared/api/schemas";
import { useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { anyValueText } from "../../../api/any-value.ts";
import { copyText } from "../../../ui/CopyButton.tsx";
import { Menu, MenuAction, MenuSeparator } from "../../../ui/Menu.tsx";
import { showToast } from "../../../ui/Toast.tsx";
import { type AttributeScope, rangeAround, valueQuery } from "../span-queries.ts";
import { useLocalTraces } from "../trace-source.ts";

/** Whose attribute a value is, for searches by it. */
export interface AttributeOwner {
	readonly span: SpanJson;
	readonly scope: AttributeScope;
}

export interface ValueMenuProps {
	readonly trigger: ReactElement;
	readonly open: boolean;
	readonly onOpenChange: (open: boolean) => void;
	readonly attribute: KeyValueJson;
	readonly owner: AttributeOwner | undefined;
}

/** What can be done with one value: search by it, by its opposite, copy it. */
export function ValueMenu({ attribute, owner, ...menu }: ValueMenuProps): ReactElement {
	const { t } = useTranslation();
	const navigate = useNavigate();
	const isLocal = useLocalTraces() !== undefined;
	const queryOf = (not: boolean) => (owner === undefined || isLocal ? undefined : valueQuery(owner.span, owner.scope, attribute, not));
	const filters = [
		{ label: t("trace.filterEquals"), q: queryOf(false) },
		{ label: t("trace.filterOther"), q: queryOf(true) },
	].filter((filter): filter is { label: string; q: string } => filter.q !== undefined);
	const search = (q: string) => () => {
		const startMs = Number(BigInt(owner?.span.startTime ?? "0") / 1_000_000n);
		void navigate({ to: "/traces", search: { q, ...rangeAround(startMs, Date.now()) } as never });
	};
	const copy = (text: string) => () => void copyText(text).then((done) => showToast(t(done ? "trace.copied" : "trace.copyRefused"), text));
	const text = anyValueText(attribute.value);
	return (
		<Menu {...menu} align="end">
			{filters.map(({ label, q }) => (
				<MenuAction key={label} onClick={search(q)}>
					{label}
				</MenuAction>
			))}
			{filters.length === 0 ? null : <MenuSeparator />}
			<MenuAction onClick={copy(text)}>{t("trace.copyThisValue")}</MenuAction>
			<MenuAction onClick={copy(`${attribute.key}=${text}`)}>{t("trace.copyPair")}</MenuAction>
		</Menu>
	);
}
