import type { MetricJson } from "@spanglass/shared/api/schemas";
import { unixMillisFromText } from "@spanglass/shared/units/time";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useEveryMetric } from "../../api/metrics.ts";
import { useStatus } from "../../api/status.ts";
import { useAsOf } from "../../state/clock.ts";
import { rangeUpTo } from "../../state/time-range.ts";
import { useSetEnvironment } from "../../state/use-environment.ts";
import { NothingInRange, NothingYet } from "../../ui/EmptyState.tsx";

interface EmptyProps {
	/** The environment that is looked into; undefined is all of them. */
	readonly env: string | undefined;
	readonly onRange: (from: string, to: string) => void;
}

/** Why the catalog is empty: no metric ever arrived, or none in this range and environment; each with the way out. */
export function EmptyCatalog({ env, onRange }: EmptyProps): ReactElement | null {
	const { t } = useTranslation();
	const status = useStatus();
	const every = useEveryMetric(useAsOf(), env);
	if (status.data === undefined && status.error === null) return null;
	if (status.data?.stored.metrics === 0) return <NothingYet title={t("metrics.neverTitle")} text={t("metrics.neverText")} />;
	if (every.data === undefined && every.error === null) return null;
	const title = env === undefined ? t("metrics.rangeTitle") : t("metrics.rangeTitleOf", { env });
	return <JumpBack title={title} metrics={every.data?.data ?? []} {...{ env, onRange }} />;
}

/** Nothing of one metric in this range: go to its last point, if it ever had one. */
export function EmptyMetric({ name, env, onRange }: EmptyProps & { readonly name: string }): ReactElement | null {
	const { t } = useTranslation();
	const every = useEveryMetric(useAsOf(), env);
	if (every.data === undefined && every.error === null) return null;
	const own = (every.data?.data ?? []).filter((metric) => metric.name === name);
	const without = env === undefined ? t("metrics.unknownText") : t("metrics.unknownTextOf", { env });
	return <JumpBack title={t("metrics.pointsTitle", { name })} metrics={own} {...{ without, env, onRange }} />;
}

interface JumpBackProps extends EmptyProps {
	readonly title: string;
	/** Those whose last point is meant. */
	readonly metrics: readonly MetricJson[];
	readonly without?: string;
}

function JumpBack({ title, metrics, without, env, onRange }: JumpBackProps): ReactElement {
	const { t } = useTranslation();
	const setEnvironment = useSetEnvironment();
	const lastMs = metrics.length === 0 ? undefined : Math.max(...metrics.map(({ lastTime }) => unixMillisFromText(lastTime)));
	return (
		<NothingInRange
			title={title}
			lastMs={lastMs}
			textOf={(when) => (when === undefined ? without : t("metrics.rangeText", { when }))}
			onLast={(last) => {
				const { from, to } = rangeUpTo(last);
				onRange(from, to);
			}}
			onEverywhere={env === undefined ? undefined : () => setEnvironment(undefined)}
		/>
	);
}
