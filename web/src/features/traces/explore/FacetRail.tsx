import { chosenOf, keyChoiceOf, withChosen, withKeyChoice } from "@spanglass/shared/query/filter-edit";
import { X } from "lucide-react";
import { type ReactElement, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useKnownServices } from "../../../api/known-services.ts";
import { useTraceFacets } from "../../../api/search.ts";
import { IconButton } from "../../../ui/Button.tsx";
import { ErrorPanel } from "../../../ui/ErrorPanel.tsx";
import { ServiceDot } from "../../../ui/ServiceDot.tsx";
import { StatusGlyph } from "../../../ui/StatusGlyph.tsx";
import { useLastGood } from "../../../ui/use-last-good.ts";
import { isQueryFault } from "../frame-context.ts";
import { DurationFacet } from "./DurationFacet.tsx";
import { FacetGroup, FacetValues } from "./FacetGroup.tsx";
import styles from "./Facets.module.css";
import { excludedValue, facetRows, onlyValue, STATUS_KEYS, STATUS_QUERIES, statusCounts, toggledValue } from "./facet-rows.ts";
import { KeyPicker } from "./KeyPicker.tsx";
import { type PartProps, useSearchQuery } from "./part-props.ts";

export interface FacetRailProps extends PartProps {
	/** Given where the facets lie over the list. */
	readonly onClose: (() => void) | undefined;
}

/** Before the status and behind it stand facets of keys; those that somebody added stand last. */
const KEYS = { first: ["service", "root.name"], last: ["http.route", "instance"] } as const;
const TITLES: Readonly<Record<string, "find.facetService" | "find.facetOperation" | "find.facetVersion" | "find.facetInstance">> = {
	service: "find.facetService",
	"root.name": "find.facetOperation",
	version: "find.facetVersion",
	instance: "find.facetInstance",
};
const ALL_KEYS: readonly string[] = [...KEYS.first, "version", ...KEYS.last];
const VALUES = 50;

/** Values of keys within what the search finds: a click is a condition of the query. */
export function FacetRail({ url, setUrl, onClose }: FacetRailProps): ReactElement {
	const { t } = useTranslation();
	const query = useSearchQuery(url);
	const own = url.facets.filter((key) => !ALL_KEYS.includes(key));
	const answer = useTraceFacets({ ...query, keys: [...ALL_KEYS, ...own], limit: VALUES });
	const facets = useLastGood(answer.data?.data);
	const services = useKnownServices({ ...query, enabled: true });
	const colors = useMemo(() => new Map(services?.map(({ name, color }) => [name, color])), [services]);
	const onQuery = (q: string): void => setUrl({ q });
	const group = (key: string): ReactElement => {
		const title = TITLES[key];
		const facet = facets?.find((one) => one.key === key);
		const isOwn = own.includes(key);
		return (
			<KeyFacet
				key={key}
				{...{ facet, onQuery }}
				name={key}
				q={url.q}
				title={title === undefined ? key : t(title)}
				colorOf={key === "service" ? (value) => colors.get(value) : undefined}
				onRemove={isOwn ? () => setUrl({ facets: url.facets.filter((other) => other !== key) }) : undefined}
			/>
		);
	};
	// without values the groups would be shorter: they come when they are known, so that nothing moves
	const isWaiting = facets === undefined && answer.error === null;
	const failure = answer.error !== null && !isQueryFault(answer.error) ? answer.error : undefined;
	return (
		<nav className={styles.rail} aria-label={t("find.facets")} aria-busy={answer.isFetching}>
			{onClose === undefined ? null : (
				<div className={styles.over}>
					<b>{t("find.facets")}</b>
					<IconButton label={t("find.facetsHide")} icon={<X size={16} strokeWidth={1.5} aria-hidden />} onClick={onClose} />
				</div>
			)}
			{failure === undefined ? null : <ErrorPanel error={failure} onRetry={() => void answer.refetch()} />}
			{isWaiting ? null : (
				<>
					{KEYS.first.map(group)}
					<StatusFacet query={query} q={url.q} onQuery={onQuery} />
					{group("version")}
					<DurationFacet url={url} onQuery={onQuery} />
					{KEYS.last.map(group)}
					{own.map(group)}
					<KeyPicker
						label={t("find.facetAdd")}
						onKey={(key) => setUrl({ facets: [...url.facets.filter((other) => other !== key), key] })}
					/>
				</>
			)}
		</nav>
	);
}

interface KeyFacetProps {
	readonly name: string;
	readonly title: string;
	readonly q: string;
	readonly facet: Parameters<typeof facetRows>[0];
	readonly colorOf: ((value: string) => number | undefined) | undefined;
	readonly onQuery: (q: string) => void;
	readonly onRemove: (() => void) | undefined;
}

function KeyFacet({ name, title, q, facet, colorOf, onQuery, onRemove }: KeyFacetProps): ReactElement {
	const { t } = useTranslation();
	const choice = useMemo(() => keyChoiceOf(q, name), [q, name]);
	const rows = useMemo(() => facetRows(facet, choice), [facet, choice]);
	const nameOf = (value: string): string => (value === "" ? t("find.facetEmptyValue") : value);
	return (
		<FacetGroup title={title} total={facet?.total} onRemove={onRemove}>
			<FacetValues
				title={title}
				rows={rows}
				isKnown={facet !== undefined}
				textOfRow={({ value }) => nameOf(value)}
				labelOf={({ value }) => {
					const color = colorOf?.(value);
					return (
						<>
							{color === undefined ? null : <ServiceDot color={color} />}
							<span>{nameOf(value)}</span>
						</>
					);
				}}
				onOnly={(value) => onQuery(withKeyChoice(q, name, onlyValue(choice, value)))}
				onToggle={(value) => onQuery(withKeyChoice(q, name, toggledValue(choice, value)))}
				onExclude={(value) => onQuery(withKeyChoice(q, name, excludedValue(choice, value)))}
			/>
		</FacetGroup>
	);
}

const STATUSES = [
	{ value: "ok", state: "ok", text: "find.statusOk" },
	{ value: "inside", state: "warn", text: "find.statusInside" },
	{ value: "error", state: "error", text: "find.statusError" },
] as const;

interface StatusFacetProps {
	readonly query: ReturnType<typeof useSearchQuery>;
	readonly q: string;
	readonly onQuery: (q: string) => void;
}

/** How traces went: one of three, which the language says with the status of the root and of any span. */
function StatusFacet({ query, q, onQuery }: StatusFacetProps): ReactElement {
	const { t } = useTranslation();
	const chosen = useMemo(() => chosenOf(q, STATUS_QUERIES), [q]);
	const base = useMemo(() => withChosen(q, STATUS_QUERIES, []), [q]);
	const facets = useLastGood(useTraceFacets({ ...query, q: base, keys: STATUS_KEYS, limit: 4 }).data?.data);
	const counts = useMemo(() => statusCounts(facets), [facets]);
	const most = Math.max(1, ...(counts ?? []));
	const rows = STATUSES.map(({ value }, index) => {
		const count = counts?.[index];
		return { value, count, share: (count ?? 0) / most, isOn: chosen.includes(index), isOut: false };
	});
	const indexOf = (value: string): number => STATUSES.findIndex((status) => status.value === value);
	const choose = (next: readonly number[]): void => onQuery(withChosen(q, STATUS_QUERIES, next));
	const title = t("find.facetStatus");
	return (
		<FacetGroup title={title} total={undefined}>
			<FacetValues
				title={title}
				rows={rows}
				isKnown={counts !== undefined}
				textOfRow={({ value }) => t(STATUSES[indexOf(value)]?.text ?? "find.statusOk")}
				labelOf={({ value }) => {
					const status = STATUSES[indexOf(value)] ?? STATUSES[0];
					return (
						<>
							<StatusGlyph state={status.state} label="" />
							<span>{t(status.text)}</span>
						</>
					);
				}}
				onOnly={(value) => choose(chosen.length === 1 && chosen[0] === indexOf(value) ? [] : [indexOf(value)])}
				onToggle={(value) =>
					choose(chosen.includes(indexOf(value)) ? chosen.filter((other) => other !== indexOf(value)) : [...chosen, indexOf(value)])
				}
			/>
		</FacetGroup>
	);
}
