import { useNavigate } from "@tanstack/react-router";
import { type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDeleteRule } from "../../../api/alerts.ts";
import { Button } from "../../../ui/Button.tsx";
import { showToast } from "../../../ui/Toast.tsx";

/** Asks once more, in its own place. */
export function DeleteRule({ id, version }: { readonly id: string; readonly version: number }): ReactElement {
	const { t } = useTranslation();
	const navigate = useNavigate();
	const remove = useDeleteRule();
	const [isSure, setSure] = useState(false);
	const onClick = (): void => {
		if (!isSure) {
			setSure(true);
			return;
		}
		remove.mutate(
			{ id, version },
			{
				onSuccess: () => {
					showToast(t("alertSetup.rule.deleted"));
					void navigate({ to: "/alerts" });
				},
				onError: (error) => showToast(t("common.failed"), error.message),
			},
		);
	};
	return (
		<Button look={isSure ? "bordered" : "plain"} disabled={remove.isPending} onClick={onClick} onBlur={() => setSure(false)}>
			{t(isSure ? "alertSetup.rule.deleteReally" : "alertSetup.rule.delete")}
		</Button>
	);
}
