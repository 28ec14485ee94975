import type { InstancesJson } from "@spanglass/shared/api/rollup-schemas";
import { unixMillisFromText } from "@spanglass/shared/units/time";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { rangeChanges, rangeUpTo } from "../../state/time-range.ts";
import { useEnvironment, useSetEnvironment } from "../../state/use-environment.ts";
import { useKeptSearch } from "../../state/use-kept-search.ts";
import { useSetSearch } from "../../state/use-search.ts";
import button from "../../ui/Button.module.css";
import { EmptyState, NothingInRange } from "../../ui/EmptyState.tsx";

/** No service of this name ever sent anything. */
export function UnknownService({ name }: { readonly name: string }): ReactElement {
	const { t } = useTranslation();
	const kept = useKeptSearch();
	return (
		<EmptyState title={t("service.unknownTitle", { name })} text={t("service.unknownText")}>
			<Link to="/services" search={kept as never} className={`${button.button} ${button.primary}`}>
				{t("service.toServices")}
			</Link>
		</EmptyState>
	);
}

/** It is known, but served nothing in the range: when it was heard of last, and the way there. */
export function NoRequests({
	name,
	instances,
}: {
	readonly name: string;
	readonly instances: InstancesJson | undefined;
}): ReactElement | null {
	const { t } = useTranslation();
	const setSearch = useSetSearch();
	const environment = useEnvironment();
	const setEnvironment = useSetEnvironment();
	if (instances === undefined) return null;
	const lastMs = instances.data.reduce((last, { lastSeen }) => Math.max(last, unixMillisFromText(lastSeen)), 0);
	return (
		<NothingInRange
			title={t("service.silentTitle", { name })}
			lastMs={lastMs === 0 ? undefined : lastMs}
			textOf={(when) => (when === undefined ? t("service.silentText") : t("service.silentSince", { when }))}
			onLast={(last) => setSearch({ ...rangeChanges(rangeUpTo(last)), live: undefined }, "push")}
			onEverywhere={environment === undefined ? undefined : () => setEnvironment(undefined)}
		/>
	);
}
