import type { ReceiverJson } from "@spanglass/shared/api/receiver-schemas";
import { unixMillisFromText } from "@spanglass/shared/units/time";
import { type ReactElement, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useReceivers } from "../../../api/alert-setup.ts";
import { textValue } from "../../../state/url.ts";
import { useSearchValues, useSetSearch } from "../../../state/use-search.ts";
import { Button } from "../../../ui/Button.tsx";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { ErrorPanel } from "../../../ui/ErrorPanel.tsx";
import { useKeys } from "../../../ui/keys.ts";
import { momentText } from "../../../ui/moment-text.ts";
import { Tag } from "../../../ui/Pill.tsx";
import { WaitingRows } from "../../../ui/Skeleton.tsx";
import page from "../AlertsPage.module.css";
import { AlertTabs } from "../AlertTabs.tsx";
import form from "./Form.module.css";
import { ReceiverForm } from "./ReceiverForm.tsx";

const NEW = "new";

/** Who is told of alerts; one of them, or a new one, is open above the list. */
export function ReceiversPage(): ReactElement {
	const { t } = useTranslation();
	const receivers = useReceivers();
	const open = textValue(useSearchValues(), "sel");
	const setSearch = useSetSearch();
	const choose = (sel: string | undefined): void => setSearch({ sel }, "push");
	useKeys({ Escape: () => (open === undefined ? false : choose(undefined)) });
	useEffect(() => {
		document.title = `${t("alertSetup.receivers.title")} · Spanglass`;
	}, [t]);
	const rows = receivers.data?.data;
	const chosen = rows?.find(({ id }) => id === open);
	return (
		<div className={page.page}>
			<AlertTabs current="receivers">
				<Button look="primary" onClick={() => choose(NEW)}>
					{t("alertSetup.receivers.new")}
				</Button>
			</AlertTabs>
			{open === NEW || chosen !== undefined ? (
				<ReceiverForm key={`${open} ${chosen?.version}`} receiver={chosen} onClose={() => choose(undefined)} />
			) : null}
			{receivers.error === null ? null : <ErrorPanel error={receivers.error} onRetry={() => void receivers.refetch()} />}
			{rows === undefined ? <WaitingRows count={5} isWaiting={receivers.isFetching} /> : null}
			{rows?.length === 0 && open === undefined ? (
				<EmptyState title={t("alertSetup.receivers.none")} text={t("alertSetup.receivers.noneText")}>
					<Button look="bordered" onClick={() => choose(NEW)}>
						{t("alertSetup.receivers.new")}
					</Button>
				</EmptyState>
			) : null}
			<ul className={form.rows} aria-label={t("alertSetup.receivers.list")}>
				{rows?.map((receiver) => (
					<ReceiverRow key={receiver.id} receiver={receiver} onOpen={() => choose(receiver.id)} />
				))}
			</ul>
		</div>
	);
}

function ReceiverRow({ receiver, onOpen }: { readonly receiver: ReceiverJson; readonly onOpen: () => void }): ReactElement {
	const { t } = useTranslation();
	const { name, channel, enabled, lastDelivery, waiting } = receiver;
	return (
		<li>
			<b>{name}</b>
			<Tag>{t(`alertSetup.receivers.channels.${channel}`)}</Tag>
			{enabled ? null : <Tag>{t("alertSetup.receivers.off")}</Tag>}
			<span className={lastDelivery?.ok === false ? form.bad : undefined}>{lastText(lastDelivery)}</span>
			{waiting === 0 ? null : <span>{t("alertSetup.receivers.waiting", { count: waiting })}</span>}
			<span className={form.atEnd}>
				<Button look="bordered" small onClick={onOpen} aria-label={t("alertSetup.receivers.edit", { name })}>
					{t("alertSetup.receivers.edit", { name: "" }).trim()}
				</Button>
			</span>
		</li>
	);

	function lastText(last: ReceiverJson["lastDelivery"]): string {
		if (last === null) return t("alertSetup.receivers.never");
		if (last.ok) return t("alertSetup.receivers.lastOk", { time: momentText(unixMillisFromText(last.at)) });
		return t("alertSetup.receivers.lastFailed", { error: last.error ?? String(last.status ?? "") });
	}
}
