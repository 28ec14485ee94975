import type { SpanJson } from "@spanglass/shared/api/schemas";
import { SpanKind, StatusCode } from "@spanglass/shared/model/span";
import { NO_PARENT } from "@spanglass/shared/model/trace-skeleton";
import { formatDuration, formatDurationExact, formatPercent, textOf } from "@spanglass/shared/units/format";
import { Fragment, lazy, type ReactElement, type ReactNode, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { attributeText } from "../../../api/any-value.ts";
import { nodeName } from "../../../geometry/trace-model.ts";
import { Tag } from "../../../ui/Pill.tsx";
import { Value } from "../../../ui/Value.tsx";
import { useLocalTraces } from "../trace-source.ts";
import { Percentile } from "./Percentile.tsx";
import styles from "./SpanDrawer.module.css";
import type { SpanDrawerProps } from "./SpanDrawer.tsx";

const InQueue = lazy(async () => ({ default: (await import("./InQueue.tsx")).InQueue }));

/** What is worth knowing whatever tab is open: where it stands, how long, whose fault, where it ran. */
export function SpanFacts(props: SpanDrawerProps & { readonly span: SpanJson | undefined }): ReactElement {
	const { t } = useTranslation();
	const { model, row, span } = props;
	const { tree, path } = model;
	const isLocal = useLocalTraces() !== undefined;
	const start = tree.start[row] ?? 0;
	const nanos = (tree.end[row] ?? 0) - start;
	const share = path.totalNanos > 0 ? (path.held[row] ?? 0) / path.totalNanos : 0;
	return (
		<section className={styles.facts}>
			<Ancestors {...props} />
			<dl className={styles.numbers}>
				<Fact name={t("trace.duration")}>
					<Value of={formatDuration(nanos)} exact={textOf(formatDurationExact(nanos))} />
				</Fact>
				<Fact name={t("trace.self")}>
					<Value of={formatDuration(model.self[row] ?? 0)} />
				</Fact>
				<Fact name={t("trace.criticalShare")}>
					<Value of={formatPercent(share)} />
				</Fact>
				<Fact name={t("trace.starts")}>
					+<Value of={formatDuration(start)} exact={textOf(formatDurationExact(start))} />
				</Fact>
			</dl>
			{isLocal ? null : <Percentile span={span} scope={props.scope} setUrl={props.setUrl} />}
			{model.skeleton.kind[row] === SpanKind.consumer ? (
				<Suspense>
					<InQueue {...props} />
				</Suspense>
			) : null}
			<Failure {...props} />
			{span === undefined ? null : <Chips span={span} />}
		</section>
	);
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactElement {
	return (
		<div>
			<dt>{name}</dt>
			<dd>{children}</dd>
		</div>
	);
}

const NEAREST = 2;

function Ancestors({ model, row, attempts, select }: SpanDrawerProps): ReactElement {
	const { t } = useTranslation();
	const { tree } = model;
	const chain: number[] = [];
	for (let at = tree.parent[row] ?? NO_PARENT; at !== NO_PARENT && chain.length < NEAREST; at = tree.parent[at] ?? NO_PARENT)
		chain.push(at);
	const attempt = attempts.get(row);
	const left = (tree.depth[row] ?? 0) - chain.length;
	return (
		<nav className={styles.ancestors} aria-label={t("trace.ancestors")}>
			{left > 0 ? <i aria-hidden>… ›</i> : null}
			{chain.reverse().map((node) => (
				<Fragment key={node}>
					<button type="button" title={nodeName(model, node)} onClick={() => select(node)}>
						{nodeName(model, node)}
					</button>
					<i aria-hidden>›</i>
				</Fragment>
			))}
			<span aria-current="true" title={nodeName(model, row)}>
				{nodeName(model, row)}
			</span>
			{attempt === undefined ? null : <b title={t("trace.inferred")}>{t("trace.attemptOf", { at: attempt })}</b>}
		</nav>
	);
}

function Failure({ model, row, span }: SpanDrawerProps & { readonly span: SpanJson | undefined }): ReactElement | null {
	const { t } = useTranslation();
	if (model.skeleton.status[row] !== StatusCode.error) return null;
	const message = span?.status.message ?? model.skeleton.errorMessages.find((entry) => entry.row === row)?.message ?? "";
	const exception = span?.events.find((event) => event.name === "exception");
	const type = exception === undefined ? undefined : attributeText(exception.attributes, "exception.type");
	return (
		<div className={styles.failure}>
			<b>✕ {type ?? t("common.error")}</b>
			{message === "" ? null : <code>{message}</code>}
			{model.errors.suspected === row ? <small title={t("trace.inferred")}>{t("trace.suspected")}</small> : null}
		</div>
	);
}

const CHIP_KEYS = [
	"service.version",
	"service.instance.id",
	"k8s.pod.name",
	"host.name",
	"deployment.environment.name",
	"deployment.environment",
	"telemetry.sdk.language",
] as const;
const MOST_CHIPS = 5;

function Chips({ span }: { readonly span: SpanJson }): ReactElement | null {
	const chips = CHIP_KEYS.flatMap((key) => {
		const text = attributeText(span.resource.attributes, key);
		return text === undefined || text === "" ? [] : [{ key, text }];
	}).slice(0, MOST_CHIPS);
	if (chips.length === 0) return null;
	return (
		<div className={styles.chips}>
			{chips.map(({ key, text }) => (
				<span key={key} title={`${key} = ${text}`}>
					<Tag tone={key === "service.version" ? "accent" : "neutral"}>{text}</Tag>
				</span>
			))}
		</div>
	);
}
