import type { AlertRuleJson, RuleDetailJson } from "@spanglass/shared/api/alert-schemas";
import { useNavigate, useParams } from "@tanstack/react-router";
import { type ReactElement, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useRule, useTemplates, useWriteRule } from "../../../api/alerts.ts";
import { preloadDrawing } from "../../../charts/TimeSeries/use-plot-canvas.ts";
import { type RuleUrl, ruleUrlFromSearch, searchFromRuleUrl } from "../../../state/url/rule.ts";
import { type HistoryStep, useSearchValues, useSetSearch } from "../../../state/use-search.ts";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { ErrorPanel } from "../../../ui/ErrorPanel.tsx";
import { WaitingRows } from "../../../ui/Skeleton.tsx";
import { showToast } from "../../../ui/Toast.tsx";
import pageStyles from "../AlertsPage.module.css";
import { AlertTabs } from "../AlertTabs.tsx";
import { AlertList } from "./AlertList.tsx";
import { Backtest } from "./Backtest.tsx";
import { DeleteRule } from "./DeleteRule.tsx";
import { RuleForm } from "./RuleForm.tsx";
import { emptyRule, isComplete } from "./rule-form.ts";
import { TemplateList } from "./TemplateList.tsx";

type SetUrl = (changes: Partial<RuleUrl>, step: HistoryStep) => void;

/** One rule: what it says, and what it would have done, before it is saved. */
export function RulePage(): ReactElement {
	const { t } = useTranslation();
	const { ruleId = "new" } = useParams({ strict: false });
	const url = ruleUrlFromSearch(useSearchValues());
	const setSearch = useSetSearch();
	const setUrl: SetUrl = (changes, step) => setSearch(searchFromRuleUrl({ ...url, ...changes }), step);
	useEffect(preloadDrawing, []);
	return (
		<div className={pageStyles.page}>
			<AlertTabs current="rules" />
			{ruleId === "new" ? (
				<NewRule url={url} onUrl={setUrl} />
			) : (
				<KnownRule key={ruleId} id={ruleId} url={url} onUrl={setUrl} title={t("alerts.title")} />
			)}
		</div>
	);
}

interface NewRuleProps {
	readonly url: RuleUrl;
	readonly onUrl: SetUrl;
}

function NewRule({ url, onUrl }: NewRuleProps): ReactElement {
	const { t } = useTranslation();
	const { service, environment, template } = url;
	const templates = useTemplates({ service, environment });
	const chosen = templates.data?.data.find(({ id }) => id === template);
	useEffect(() => {
		document.title = `${t("alertSetup.rule.newTitle")} · Spanglass`;
	}, [t]);
	if (templates.isPending) return <WaitingRows count={12} isWaiting />;
	return (
		<>
			<TemplateList templates={templates.data?.data ?? []} url={url} onUrl={onUrl} />
			<Editor
				key={`${template} ${service} ${environment} ${chosen?.from}`}
				start={chosen?.rule ?? emptyRule(service, environment)}
				detail={undefined}
				url={url}
				onUrl={onUrl}
			/>
		</>
	);
}

function KnownRule({ id, url, onUrl, title }: NewRuleProps & { readonly id: string; readonly title: string }): ReactElement {
	const { t } = useTranslation();
	const rule = useRule(id);
	const detail = rule.data?.data;
	const name = detail?.rule.name ?? title;
	useEffect(() => {
		document.title = `${name} · Spanglass`;
	}, [name]);
	if (detail !== undefined) {
		return (
			<>
				<Editor key={detail.version} start={detail.rule} detail={detail} url={url} onUrl={onUrl} />
				<AlertList detail={detail} />
			</>
		);
	}
	if (rule.error === null) return <WaitingRows count={8} isWaiting />;
	const isMissing = "kind" in rule.error && rule.error.kind === "not_found";
	return isMissing ? (
		<EmptyState title={t("alertSetup.rule.missing")} />
	) : (
		<ErrorPanel error={rule.error} onRetry={() => void rule.refetch()} />
	);
}

interface EditorProps extends NewRuleProps {
	readonly start: AlertRuleJson;
	/** Undefined: a new rule. */
	readonly detail: RuleDetailJson | undefined;
}

function Editor({ start, detail, url, onUrl }: EditorProps): ReactElement {
	const { t } = useTranslation();
	const navigate = useNavigate();
	const write = useWriteRule();
	// what the editor began with: answers that come later do not replace what somebody types
	const [first] = useState(start);
	const [rule, setRule] = useState(first);
	const isFile = detail !== undefined && detail.file !== null;
	const save = (): void => {
		write.mutate(
			{ id: detail?.id, version: detail?.version ?? 0, rule },
			{
				onSuccess: ({ data }) => {
					showToast(t("alertSetup.rule.saved"), data.rule.name);
					if (detail === undefined) void navigate({ to: "/alerts/rules/$ruleId", params: { ruleId: data.id } });
				},
			},
		);
	};
	return (
		<>
			<RuleForm
				rule={rule}
				onRule={setRule}
				isFixed={isFile}
				file={detail?.file ?? undefined}
				isBusy={write.isPending}
				error={write.error}
				onSave={save}
				{...(rule === first ? {} : { onRevert: () => setRule(first) })}
				end={detail === undefined || isFile ? null : <DeleteRule id={detail.id} version={detail.version} />}
			/>
			<Backtest
				rule={isComplete(rule) ? rule : undefined}
				range={url.range}
				onRange={(range) => onUrl({ range }, "push")}
				onThreshold={(threshold) => setRule({ ...rule, threshold })}
			/>
		</>
	);
}
