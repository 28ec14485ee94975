import type { SilenceMatcherJson } from "@spanglass/shared/api/receiver-schemas";
import { formatExact } from "@spanglass/shared/units/format";
import { type FormEvent, type ReactElement, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSilencePreview, useWriteSilence } from "../../../api/alert-setup.ts";
import { useAlerts } from "../../../api/alerts.ts";
import { setPrefs, usePrefs } from "../../../state/prefs.ts";
import { Button } from "../../../ui/Button.tsx";
import { momentText } from "../../../ui/moment-text.ts";
import { SegmentedControl } from "../../../ui/SegmentedControl.tsx";
import { showToast } from "../../../ui/Toast.tsx";
import { useClock } from "../../../ui/use-clock.ts";
import form from "./Form.module.css";
import { FormField } from "./FormField.tsx";
import { EMPTY_MATCHER, MatcherFields } from "./MatcherFields.tsx";

const HOUR_MS = 3_600_000;
const LENGTHS = { "30m": HOUR_MS / 2, "2h": 2 * HOUR_MS, "8h": 8 * HOUR_MS, "1d": 24 * HOUR_MS, "7d": 168 * HOUR_MS } as const;
type Length = keyof typeof LENGTHS;
const LENGTH_NAMES = ["30m", "2h", "8h", "1d", "7d"] as const satisfies readonly Length[];
const TYPING_MS = 250;

/** Whom to silence, for how long, why; with what it would match at this moment. */
export function SilenceForm(): ReactElement {
	const { t } = useTranslation();
	const { name } = usePrefs();
	const write = useWriteSilence();
	const nowMs = useClock();
	const [matchers, setMatchers] = useState<readonly SilenceMatcherJson[]>([EMPTY_MATCHER]);
	const [length, setLength] = useState<Length>("2h");
	const [comment, setComment] = useState("");
	const [by, setBy] = useState(name);
	const filled = useMemo(() => matchers.filter((matcher) => matcher.name !== ""), [matchers]);
	const endsAtMs = nowMs + LENGTHS[length];
	const submit = (event: FormEvent): void => {
		event.preventDefault();
		if (filled.length === 0) return;
		setPrefs({ name: by });
		write.mutate(
			{ matchers: filled, endsAtMs, createdBy: by, comment },
			{
				onSuccess: () => {
					showToast(t("alertSetup.silences.created", { time: momentText(endsAtMs) }));
					setMatchers([EMPTY_MATCHER]);
					setComment("");
				},
			},
		);
	};
	return (
		<form className={`${form.form} ${form.panel}`} onSubmit={submit}>
			<h2 className={form.title}>{t("alertSetup.silences.new")}</h2>
			<MatcherFields matchers={matchers} onMatchers={setMatchers} names={useLabelNames()} />
			<Preview matchers={filled} />
			<div className={form.line}>
				<span>{t("alertSetup.silences.lasts")}</span>
				<SegmentedControl
					label={t("alertSetup.silences.lasts")}
					value={length}
					onChange={setLength}
					options={LENGTH_NAMES.map((value) => ({ value, label: t(`alertSetup.silences.durations.${value}`) }))}
				/>
				<span>{t("alertSetup.silences.endsAt", { time: momentText(endsAtMs) })}</span>
			</div>
			<div className={form.fields}>
				<FormField label={t("alertSetup.silences.comment")} isWide>
					<input value={comment} maxLength={2_000} onChange={({ target }) => setComment(target.value)} />
				</FormField>
				<FormField label={t("alertSetup.silences.by")}>
					<input value={by} maxLength={200} onChange={({ target }) => setBy(target.value)} />
				</FormField>
				<Button type="submit" look="primary" disabled={write.isPending || filled.length === 0}>
					{t("alertSetup.silences.create")}
				</Button>
			</div>
			{write.error === null ? null : (
				<p className={form.problem} role="alert">
					{write.error.message}
				</p>
			)}
		</form>
	);
}

const KNOWN_NAMES = ["alertname", "severity", "kind", "service", "environment", "operation"] as const;

/** Labels of the alerts that there are, after those that every alert has. */
function useLabelNames(): readonly string[] {
	const { data } = useAlerts();
	return useMemo(() => [...new Set([...KNOWN_NAMES, ...(data?.data ?? []).flatMap(({ labels }) => Object.keys(labels))])], [data]);
}

/** What the matchers match at this moment. */
function Preview({ matchers }: { readonly matchers: readonly SilenceMatcherJson[] }): ReactElement {
	const { t } = useTranslation();
	const [settled, setSettled] = useState(matchers);
	useEffect(() => {
		const timer = setTimeout(() => setSettled(matchers), TYPING_MS);
		return () => clearTimeout(timer);
	}, [matchers]);
	const { data, error } = useSilencePreview(settled);
	if (matchers.length === 0) return <p className={form.line}>{t("alertSetup.silences.previewEmpty")}</p>;
	if (error !== null) return <p className={form.problem}>{error.message}</p>;
	if (data === undefined) return <p className={form.line}>…</p>;
	if (data.fault !== null) return <p className={form.problem}>{data.fault.message}</p>;
	const isNothing = data.rules.length === 0 && data.alerts.length === 0;
	return (
		<p className={form.line} role="status">
			<b>
				{isNothing
					? t("alertSetup.silences.previewNone")
					: t("alertSetup.silences.preview", { rules: formatExact(data.rules.length), alerts: formatExact(data.alerts.length) })}
			</b>
			<span>
				{data.rules
					.slice(0, 5)
					.map((rule) => rule.name)
					.join(" · ")}
			</span>
		</p>
	);
}
