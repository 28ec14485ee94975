import type { SpanJson } from "@spanglass/shared/api/schemas";
import { formatClock } from "@spanglass/shared/units/clock-text";
import { Link } from "@tanstack/react-router";
import { ChevronDown, Copy } from "lucide-react";
import { lazy, type ReactElement, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import button from "../../../ui/Button.module.css";
import { Button } from "../../../ui/Button.tsx";
import { OnDemand } from "../../../ui/OnDemand.tsx";
import { logsRange, operationQuery, rangeAround, serviceQuery, similarQuery } from "../span-queries.ts";
import { useLocalTraces } from "../trace-source.ts";
import styles from "./SpanDrawer.module.css";

const loadCopyMenu = async () => ({ default: (await import("./CopyMenu.tsx")).CopyMenu });
const CopyMenu = lazy(loadCopyMenu);

/** Where to go from a span, and what of it can be copied. Present from the first moment, so that nothing moves when the span arrives. */
export function Actions({ span }: { readonly span: SpanJson | undefined }): ReactElement {
	const { t } = useTranslation();
	const isLocal = useLocalTraces() !== undefined;
	return (
		<footer className={styles.actions}>
			{span === undefined || isLocal ? null : <Ways span={span} />}
			<span className={styles.space} />
			{span === undefined ? null : <CopyAction label={t("trace.copy")} span={span} />}
		</footer>
	);
}

function Ways({ span }: { readonly span: SpanJson }): ReactElement {
	const { t } = useTranslation();
	const startMs = Number(BigInt(span.startTime) / 1_000_000n);
	const around = rangeAround(startMs, Date.now());
	const logs = { q: serviceQuery(span), ...logsRange(startMs, span.durationNanos / 1e6) };
	return (
		<>
			<Way to="/traces" search={{ q: operationQuery(span), ...around }} hint={t("trace.filterOperationHint")}>
				{t("trace.filterOperation")}
			</Way>
			<Way to="/traces" search={{ q: similarQuery(span), ...around }} hint={t("trace.similarHint")}>
				{t("trace.similar")}
			</Way>
			<Way to="/compare" search={{ a: span.traceId, b: "median:", span: span.spanId }} hint={t("trace.compareHint")}>
				{t("trace.compareMedian")}
			</Way>
			<Way to="/logs" search={logs} hint={t("trace.logsAtHint", { service: span.service })}>
				{t("trace.logsAt", { time: formatClock(startMs, "minute") })}
			</Way>
		</>
	);
}

interface WayProps {
	readonly to: "/traces" | "/logs" | "/compare";
	readonly search: Readonly<Record<string, string>>;
	readonly hint: string;
	readonly children: ReactNode;
}

function Way({ to, search, hint, children }: WayProps): ReactElement {
	return (
		<Link to={to} search={search as never} title={hint} className={`${button.button} ${button.bordered}`}>
			{children}
		</Link>
	);
}

function CopyAction({ label, span }: { readonly label: string; readonly span: SpanJson }): ReactElement {
	const [open, setOpen] = useState(false);
	const trigger = (
		<Button look="bordered" aria-label={label} title={label}>
			<Copy size={14} strokeWidth={1.5} aria-hidden />
			<ChevronDown size={14} strokeWidth={1.5} aria-hidden />
		</Button>
	);
	return (
		<OnDemand trigger={trigger} kind="menu" open={open} onOpenChange={setOpen} preload={() => void loadCopyMenu()}>
			<CopyMenu trigger={trigger} open={open} onOpenChange={setOpen} span={span} />
		</OnDemand>
	);
}
