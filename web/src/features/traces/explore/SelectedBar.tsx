import { formatExact } from "@spanglass/shared/units/format";
import { useNavigate } from "@tanstack/react-router";
import { Download, GitCompareArrows, X } from "lucide-react";
import { type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "../../../ui/Button.tsx";
import { Kbd } from "../../../ui/Kbd.tsx";
import { useKeys } from "../../../ui/keys.ts";
import { showToast } from "../../../ui/Toast.tsx";
import styles from "./Explore.module.css";
import { downloadOtlp, MOST_EXPORTED } from "./export-traces.ts";

export interface SelectedBarProps {
	readonly traceIds: readonly string[];
	readonly onClear: () => void;
}

/** What can be done with the chosen traces, at the foot of their list. */
export function SelectedBar({ traceIds, onClear }: SelectedBarProps): ReactElement {
	const { t } = useTranslation();
	const [isBusy, setBusy] = useState(false);
	const navigate = useNavigate();
	const [a, b] = traceIds;
	const onCompare = (): void => void navigate({ to: "/compare", search: { a, b } as never });
	useKeys({ c: () => (traceIds.length === 2 ? onCompare() : false) });
	const isTooMany = traceIds.length > MOST_EXPORTED;
	const onExport = async (): Promise<void> => {
		setBusy(true);
		try {
			await downloadOtlp(traceIds);
		} catch (error) {
			showToast(t("find.exportFailed", { reason: error instanceof Error ? error.message : String(error) }));
		}
		setBusy(false);
	};
	return (
		// biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a form's meaning and its own layout
		<div
			role="group"
			aria-label={t("find.selected", { count: traceIds.length, value: formatExact(traceIds.length) })}
			className={styles.selected}
		>
			<b role="status">{t("find.selected", { count: traceIds.length, value: formatExact(traceIds.length) })}</b>
			<Button
				look="bordered"
				disabled={traceIds.length !== 2}
				title={traceIds.length === 2 ? undefined : t("find.compareHint")}
				data-keys="c"
				onClick={onCompare}
			>
				<GitCompareArrows size={14} strokeWidth={1.5} aria-hidden />
				{t("find.compareAction")} <Kbd keys="c" />
			</Button>
			<Button look="bordered" disabled={isBusy || isTooMany} onClick={() => void onExport()}>
				<Download size={14} strokeWidth={1.5} aria-hidden />
				{t(isBusy ? "find.exportBusy" : "find.exportAction")}
			</Button>
			{isTooMany ? <span role="alert">{t("find.exportMost", { most: MOST_EXPORTED })}</span> : null}
			<IconButton label={t("find.selectClear")} icon={<X size={16} strokeWidth={1.5} aria-hidden />} onClick={onClear} />
		</div>
	);
}
