import type { SpanJson } from "@spanglass/shared/api/schemas";
import { shortId } from "@spanglass/shared/units/format";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "../../../ui/CopyButton.tsx";
import { Menu, MenuAction, MenuSeparator } from "../../../ui/Menu.tsx";
import { showToast } from "../../../ui/Toast.tsx";
import { curlOf, grpcurlOf } from "../span-commands.ts";
import { otlpJsonOf } from "../span-otlp.ts";
import { useLocalTraces } from "../trace-source.ts";

export interface CopyMenuProps {
	readonly trigger: ReactElement;
	readonly open: boolean;
	readonly onOpenChange: (open: boolean) => void;
	readonly span: SpanJson;
}

/** Everything of a span that can be copied; what was copied is said. */
export function CopyMenu({ span, ...menu }: CopyMenuProps): ReactElement {
	const { t } = useTranslation();
	const isLocal = useLocalTraces() !== undefined;
	const copy = (text: string) => () =>
		void copyText(text).then((done) => showToast(t(done ? "trace.copied" : "trace.copyRefused"), firstLine(text)));
	const curl = curlOf(span);
	const grpcurl = grpcurlOf(span);
	const commands = [
		{ name: "curl", text: curl },
		{ name: "grpcurl", text: grpcurl },
	].filter((command): command is { name: string; text: string } => command.text !== undefined);
	return (
		<Menu {...menu} align="end" side="top">
			<MenuAction onClick={copy(span.spanId)} end={<code>{shortId(span.spanId)}</code>}>
				{t("trace.copySpanId")}
			</MenuAction>
			<MenuAction onClick={copy(span.traceId)} end={<code>{shortId(span.traceId)}</code>}>
				{t("trace.copyTraceId")}
			</MenuAction>
			{isLocal ? null : <MenuAction onClick={copy(linkTo(span))}>{t("trace.copyLink")}</MenuAction>}
			<MenuSeparator />
			<MenuAction onClick={copy(JSON.stringify(span, null, 2))}>{t("trace.copySpan")}</MenuAction>
			<MenuAction onClick={copy(otlpJsonOf(span))}>{t("trace.copyOtlp")}</MenuAction>
			{commands.length === 0 ? null : <MenuSeparator />}
			{commands.map(({ name, text }) => (
				<MenuAction key={name} onClick={copy(text)}>
					{t("trace.copyCommand", { name })}
				</MenuAction>
			))}
		</Menu>
	);
}

/** Opens the trace with this span and its drawer. */
function linkTo({ traceId, spanId }: SpanJson): string {
	return `${location.origin}/t/${traceId}?span=${spanId}`;
}

const TOAST_CHARS = 60;

function firstLine(text: string): string {
	const line = text.split("\n", 1)[0] ?? "";
	return line.length > TOAST_CHARS ? `${line.slice(0, TOAST_CHARS - 1)}…` : line;
}
